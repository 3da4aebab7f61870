"""The Train tab: plots and runs at the left, the run and the settings of the next one at the right."""

from __future__ import annotations

import time
from typing import Final

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from deepdesk.core.catalogue import describe, say
from deepdesk.state.run_values import ShownRun
from deepdesk.state.session import Session
from deepdesk.ui import theme
from deepdesk.ui.training_tab.inspector import Inspector
from deepdesk.ui.training_tab.log_card import LogCard
from deepdesk.ui.training_tab.plots_panel import AccuracyCard, LossCard, prepare_plots
from deepdesk.ui.training_tab.run_words import ending_of
from deepdesk.ui.training_tab.runs_card import RunsCard
from deepdesk.ui.training_tab.score_card import ScoreCard
from deepdesk.ui.widgets import Banner, Choice, EmptyState, TabFrame

_WORDS_SECONDS: Final = 0.6


class TrainingTab(TabFrame):
    """Wishes: ``start_requested``, ``place_requested`` (a place), ``report_requested``, ``open_requested`` (data)."""

    start_requested = Signal()
    place_requested = Signal(str)
    report_requested = Signal()
    open_requested = Signal(object)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        main = QWidget()
        inspector = Inspector(session)
        super().__init__(main, inspector, parent)
        self.setObjectName("training_tab")
        self._session = session
        self._side = inspector
        self._epochs_told = 0
        self._side_knows: tuple[object, ...] = ()
        self._side_told = 0.0
        self._marked = ""
        self._ending = Banner()
        self._ending.setObjectName("ending")
        self._failure = Banner()
        self._failure.setObjectName("run_failure")
        self._failure.hide()
        self._empty = EmptyState(
            say("train.empty.title"), say("train.empty.text"), (Choice("sample", say("train.empty.sample"), "primary"),)
        )
        self.loss_card = LossCard()
        self.accuracy_card = AccuracyCard()
        self.runs_card = RunsCard()
        self.score_card = ScoreCard()
        self.log_card = LogCard()
        self._lay_out(main)
        self._connect()
        self._tell(session.runs.shown)
        self._tell_runs()
        prepare_plots(self, self.loss_card, self.accuracy_card)

    def _lay_out(self, main: QWidget) -> None:
        lower = QHBoxLayout()
        lower.setSpacing(theme.SPACE_3)
        lower.addWidget(self.accuracy_card, 1)
        lower.addWidget(self.runs_card, 1)
        self._work = QWidget()
        work = QVBoxLayout(self._work)
        work.setContentsMargins(0, 0, 0, 0)
        work.setSpacing(theme.SPACE_3)
        work.addWidget(self._ending)
        work.addWidget(self._failure)
        work.addWidget(self.loss_card, 3)
        work.addLayout(lower, 2)
        work.addWidget(self.score_card)
        work.addWidget(self.log_card)
        layout = QVBoxLayout(main)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._empty, 1)
        layout.addWidget(self._work, 1)

    def _connect(self) -> None:
        runs, side = self._session.runs, self._side
        runs.shown_changed.connect(self._tell)
        runs.run_changed.connect(self._on_run_changed)
        runs.run_ended.connect(lambda _ending: self._side.tell(runs.shown))
        runs.runs_changed.connect(lambda _runs: self._tell_runs())
        runs.score_failed.connect(lambda error: self._tell_failure(say("train.score.failed"), error))
        runs.read_failed.connect(lambda error: self._tell_failure(say("train.read_failed"), error))
        self._session.readiness_changed.connect(lambda _readiness: self._tell_empty())
        side.start_requested.connect(self.start_requested)
        side.stop_requested.connect(runs.stop)
        side.stop_now_requested.connect(runs.stop_now)
        side.place_requested.connect(self.place_requested)
        self.runs_card.run_chosen.connect(runs.show)
        self.score_card.score_requested.connect(runs.score)
        self._ending.triggered.connect(self._on_ending_action)
        self._failure.triggered.connect(lambda _choice: self._failure.hide())
        self._empty.triggered.connect(lambda _choice: self.open_requested.emit("sample:digits"))

    def show_log(self) -> None:
        """Scrolls to the log."""
        QTimer.singleShot(0, self, lambda: self.main_scroll.ensureWidgetVisible(self.log_card))

    def _tell(self, run: ShownRun | None) -> None:
        self._tell_empty()
        self._tell_plots(run)
        if run is not None and run.id != self._marked:
            self._marked = run.id
            self.runs_card.mark(run.id)
        self._tell_ending(run)
        self.score_card.tell(run)
        self.log_card.tell(run)
        self._tell_side(run)

    def _tell_plots(self, run: ShownRun | None) -> None:
        # Nobody sees them while another tab is shown: the frames of a run are then not paid for.
        if run is not None and self.isVisible():
            self.loss_card.tell(run)
            self.accuracy_card.tell(run)
            epochs = run.history.epochs
            # A forecast has no accuracy: an empty plot would look like a fault.
            self.accuracy_card.setVisible(not epochs or epochs[-1].accuracy is not None)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._tell_plots(self._session.runs.shown)

    def _on_run_changed(self, run: ShownRun) -> None:
        self._tell_side(self._session.runs.shown)
        if len(run.history.epochs) != self._epochs_told:
            self._epochs_told = len(run.history.epochs)
            self._tell_runs()

    def _tell_side(self, run: ShownRun | None) -> None:
        # Words that change twenty times a second cannot be read, and laying them out costs more than the plots.
        running = self._session.runs.running
        matter = None if running is None else (running.status, running.stopping, running.history.phase)
        known = (run.id if run is not None else "", matter)
        now = time.monotonic()
        if known != self._side_knows or now - self._side_told > _WORDS_SECONDS:
            self._side_knows, self._side_told = known, now
            self._side.tell(run)

    def _tell_empty(self) -> None:
        runs = self._session.runs
        is_empty = runs.shown is None and not runs.runs
        self._empty.setVisible(is_empty)
        self._work.setVisible(not is_empty)
        if is_empty:
            has_data = self._session.dataset.opened is not None
            waits = self._session.readiness
            text = say("train.empty.ready") if waits.is_ready else say(waits.code, **waits.params)
            self._empty.tell(say("train.empty.title"), text if has_data else say("train.empty.text"))
            self._empty.show_choices(not has_data)

    def _tell_ending(self, run: ShownRun | None) -> None:
        ending = ending_of(run) if run is not None else None
        self._ending.setVisible(ending is not None)
        if ending is not None:
            self._ending.tell(ending.severity, ending.title, ending.text, ending.choices)

    def _tell_runs(self) -> None:
        runs = self._session.runs
        self.runs_card.tell(runs.runs, runs.running)
        if runs.shown is not None:
            self._marked = runs.shown.id
            self.runs_card.mark(runs.shown.id)
        self._tell_empty()

    def _on_ending_action(self, choice: str) -> None:
        if choice == "predict":
            self.place_requested.emit("predict")
        elif choice == "log":
            self.show_log()
        else:
            self.report_requested.emit()

    def _tell_failure(self, title: str, error: BaseException) -> None:
        dismiss = Choice("dismiss", say("window.notice.dismiss"), "link")
        self._failure.tell("error", title, describe(error), (dismiss,))
        self._failure.show()
