"""The inspector of Train: the run, its buttons, the settings of the next one."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from deepdesk.core.catalogue import say
from deepdesk.state.readiness import Readiness
from deepdesk.state.run_values import ShownRun
from deepdesk.state.session import Session
from deepdesk.ui import theme
from deepdesk.ui.training_tab.run_words import progress_of, settings_of
from deepdesk.ui.training_tab.settings_form import SettingsForm
from deepdesk.ui.widgets import Choice, ElidedLabel, ProgressCard, make_button, make_label
from deepdesk.ui.widgets.layouts import discard

_SLOW_MS = 1500


class Inspector(QWidget):
    """``start_requested``, ``stop_requested``, ``stop_now_requested``, and ``place_requested`` with where the reason of
    a disabled Start lies."""

    start_requested = Signal()
    stop_requested = Signal()
    stop_now_requested = Signal()
    place_requested = Signal(str)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._title = ElidedLabel("", "title")
        self._progress = ProgressCard()
        self._progress.setObjectName("train_progress")
        self._start = make_button(Choice("start", say("train.start"), "primary"), self, "train")
        self._stop = make_button(Choice("stop", say("train.stop")), self, "train")
        self._stop_now = make_button(Choice("stop_now", say("train.stop_now")), self, "train")
        self._reason = make_label("", "dim", wrap=True)
        self._reason.setObjectName("train_reason")
        self._link = make_button(Choice("reason_link", "", "link"), self, "train")
        self.form = SettingsForm(session)
        self._facts_heading = make_label("", "section")
        self._facts = QWidget()
        self._facts_grid = QGridLayout(self._facts)
        self._facts_grid.setContentsMargins(0, 0, 0, 0)
        self._facts_shown: tuple[tuple[str, str], ...] = ()
        self._fact_labels: list[QWidget] = []
        self._slow = QTimer(self)
        self._slow.setSingleShot(True)
        self._slow.setInterval(_SLOW_MS)
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.setSpacing(theme.SPACE_2)
        buttons.addWidget(self._start, 1)
        buttons.addWidget(self._stop, 1)
        buttons.addWidget(self._stop_now)
        reason = QHBoxLayout()
        reason.addWidget(self._link)
        reason.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.SPACE_2)
        layout.addWidget(self._title)
        layout.addWidget(self._progress)
        layout.addLayout(buttons)
        layout.addWidget(self._reason)
        layout.addLayout(reason)
        layout.addSpacing(theme.SPACE_1)
        layout.addWidget(self.form)
        layout.addSpacing(theme.SPACE_2)
        layout.addWidget(self._facts_heading)
        layout.addWidget(self._facts)
        layout.addStretch(1)

    def _connect(self) -> None:
        session = self._session
        self._start.clicked.connect(lambda _checked=False: self.start_requested.emit())
        self._stop.clicked.connect(lambda _checked=False: self.stop_requested.emit())
        self._stop_now.clicked.connect(lambda _checked=False: self.stop_now_requested.emit())
        self._link.clicked.connect(lambda _checked=False: self.place_requested.emit(session.readiness.place))
        self._slow.timeout.connect(lambda: self.tell(session.runs.shown))
        session.readiness_changed.connect(self._tell_readiness)
        session.model.changed.connect(lambda _state: self._tell_title())
        self._tell_readiness(session.readiness)

    def tell(self, shown: ShownRun | None) -> None:
        """Shows the run that goes on, else what is looked at."""
        running = self._session.runs.running
        stopping = running is not None and running.stopping
        if stopping and not self._slow.isActive() and not self._stop_now.isVisible():
            self._slow.start()
        self._progress.setVisible(running is not None)
        if running is not None:
            title, right, fraction, detail = progress_of(running)
            self._progress.tell(title, right=right, fraction=fraction, detail=detail)
        self._start.setVisible(running is None)
        self._stop.setVisible(running is not None)
        self._stop.setEnabled(not stopping)
        self._stop_now.setVisible(stopping and not self._slow.isActive())
        if not stopping:
            self._slow.stop()
            self._stop_now.hide()
        self.form.heading.setText(say("train.form.next" if running is not None else "train.form.settings"))
        self._tell_facts(shown)
        self._tell_title()

    def _tell_title(self) -> None:
        running, state = self._session.runs.running, self._session.model.state
        name = running.job.model.name if running is not None else state.name if state.model.layers else None
        self._title.setText(name or say("train.no_model"))

    def _tell_facts(self, shown: ShownRun | None) -> None:
        facts = settings_of(shown) if shown is not None else ()
        self._facts.setVisible(bool(facts))
        self._facts_heading.setVisible(bool(facts))
        if shown is None:
            return
        code = "train.form.this_run" if shown.is_running else "train.form.shown_run"
        self._facts_heading.setText(say(code, name=shown.job.model.name))
        if facts == self._facts_shown:
            return
        same_rows = [label for label, _ in facts] == [label for label, _ in self._facts_shown]
        self._facts_shown = facts
        if same_rows:
            for row, (_, value) in enumerate(facts):
                self._tell_fact(row, value)
            return
        discard(self._facts_grid, self._fact_labels)
        self._fact_labels = []
        for row, (label, value) in enumerate(facts):
            for column, made in enumerate((make_label(label, "dim"), make_label(value, "mono", wrap=True))):
                self._facts_grid.addWidget(made, row, column)
                self._fact_labels.append(made)
        self._facts_grid.setColumnStretch(1, 1)

    def _tell_fact(self, row: int, value: str) -> None:
        item = self._facts_grid.itemAtPosition(row, 1)
        label = item.widget() if item is not None else None
        if isinstance(label, QLabel) and label.text() != value:
            label.setText(value)

    def _tell_readiness(self, readiness: Readiness) -> None:
        running = self._session.runs.running is not None
        blocked = not readiness.is_ready and not running
        self._start.setEnabled(readiness.is_ready)
        self._reason.setVisible(blocked)
        self._link.setVisible(blocked and readiness.place != "train")
        if blocked:
            text = say(readiness.code, **readiness.params)
            self._reason.setText(text)
            self._start.setToolTip(text)
            self._link.setText(say(f"{readiness.code}.link"))
            self._link.setAccessibleName(self._link.text())
        else:
            self._start.setToolTip(say("train.start.tip"))
