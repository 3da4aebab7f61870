"""The main area with data: the cards, the filters, and the grid or the list of unreadable files."""

from __future__ import annotations

from typing import Final, cast

from PySide6.QtCore import QMimeData, Qt, QTimer, Signal, SignalInstance
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from deepdesk.core.catalogue import describe, say
from deepdesk.data.findings import DataFinding
from deepdesk.data.glimpse import Glimpse
from deepdesk.state.data_edits import DataEditsStore
from deepdesk.state.dataset_store import OpenedData
from deepdesk.ui import theme
from deepdesk.ui.dataset_tab.bad_files import BadFiles
from deepdesk.ui.dataset_tab.edit_bar import EditBar
from deepdesk.ui.dataset_tab.edit_control import EditControl
from deepdesk.ui.dataset_tab.empty_collection import EmptyCollection
from deepdesk.ui.dataset_tab.filters import filter_items, has_chip_per_class, samples_of
from deepdesk.ui.dataset_tab.glimpse_view import GlimpseView
from deepdesk.ui.dataset_tab.grid import SampleGrid
from deepdesk.ui.dataset_tab.health_panel import HealthPanel
from deepdesk.ui.dataset_tab.kind_choice import KindButtons
from deepdesk.ui.dataset_tab.kinds import SampleView, as_widget, kind_ui
from deepdesk.ui.dataset_tab.proposal_banner import ProposalBanner
from deepdesk.ui.dataset_tab.summary import Summary
from deepdesk.ui.progress_words import ProgressText
from deepdesk.ui.widgets import Banner, Chips, Choice, ProgressCard

_PROGRESS_AFTER_MS: Final = 400
_LIST_WIDTH: Final = 160


class Browser(QWidget):
    """Shows an open data set. Signals: ``sample_chosen`` (its number), ``play_requested``, ``cancel_requested``,
    ``retry_requested``, ``naive_run_requested`` (the action of a finding that says how the naive split is drawn),
    ``suspects_requested`` (a model is to be asked for wrong labels), ``preset_requested`` (the id of the network
    that is proposed), ``kind_chosen`` (what data that could not be opened are to be read as)."""

    sample_chosen = Signal(int)
    play_requested = Signal()
    cancel_requested = Signal()
    retry_requested = Signal()
    naive_run_requested = Signal(object)
    suspects_requested = Signal()
    preset_requested = Signal(str)
    kind_chosen = Signal(str)

    def __init__(self, open_button: QPushButton, edits: DataEditsStore, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._edits = edits
        self._finding: DataFinding | None = None
        self._suspects: DataFinding | None = None
        self._opened: OpenedData | None = None
        self._open_button = open_button
        self._make_widgets()
        self._lay_out()
        self._chips.chosen.connect(lambda _: self._filter())
        self._classes.currentIndexChanged.connect(lambda _: self._filter())
        self._progress.cancel_requested.connect(self.cancel_requested)
        self._failure.triggered.connect(self._on_failure_button)
        self._gravest.triggered.connect(self._on_gravest_button)
        self.health.action_wished.connect(self._act)
        self.health.samples_wished.connect(self._on_samples_wished)
        self.health.suspects_wished.connect(self.suspects_requested)
        self.proposal.taken.connect(self.preset_requested)
        self._control = EditControl(edits, self._bar, self._chips, self)
        # Wherever the focus is: before the first image there is no view that could have it.
        QShortcut(QKeySequence.StandardKey.Paste, self).activated.connect(self._control.paste)
        self._control.refused.connect(self._on_refused)
        self._control.failed.connect(lambda error: self.show_failure(say("dataset_tab.failed"), error))

    @property
    def bad_files(self) -> BadFiles:
        """The list of files that were left out."""
        return self._bad

    @property
    def chips(self) -> Chips:
        """The filters."""
        return self._chips

    def show_data(self, opened: OpenedData) -> None:
        """Shows a data set; the filter and the selected sample stay where the data are the same."""
        before = self._opened
        same = before is not None and before.description.source == opened.description.source
        self._opened = opened
        self.hide_notices()
        self.summary.show_data(opened)
        self._finding = self._finding if same else None
        self._suspects = None
        self.proposal.show_data(opened)
        self._fill_filters(opened, keep=same)
        self._control.show_data(opened)
        self._show_health(opened)
        self._bad.show_files(opened.reply.report.bad, opened.reply.report.kind)
        self._filter(keep=same)
        if not same and self.isVisible():
            as_widget(self.view).setFocus()

    def take_images(self, mime: QMimeData) -> bool:
        """Adds images that were dropped to the class that is shown; whether that could be done."""
        return self._control.take_images(mime)

    @property
    def view(self) -> SampleView:
        """The main area for the kind of data that is open (images before there are any)."""
        kind = self._opened.kind if self._opened is not None else "images"
        if kind not in self._views:
            view = kind_ui(kind).make_view()
            view.sample_chosen.connect(self.sample_chosen)
            if isinstance(played := getattr(view, "play_requested", None), SignalInstance):
                played.connect(self.play_requested)
            self._stack.addWidget(as_widget(view))
            self._views[kind] = view
        self._control.set_view(as_widget(self._views[kind]))
        return self._views[kind]

    @property
    def grid(self) -> SampleGrid:
        """The main area, where images are open."""
        return cast("SampleGrid", self.view)

    @property
    def findings(self) -> tuple[DataFinding, ...]:
        """What was found, with the labels that a model doubts above all else once it was asked."""
        report = () if self._opened is None else self._opened.reply.report.findings
        return report if self._suspects is None else (self._suspects, *report)

    def show_suspects(self, finding: DataFinding) -> None:
        """Adds what a model says of the labels, and leads there."""
        if self._opened is not None:
            self.hide_notices()
            self._suspects = finding
            self._fill_filters(self._opened, keep=True)
            self._show_health(self._opened)
            self._chips.choose("health")

    def show_progress(self, text: ProgressText, detail: str) -> None:
        """What is being done while the data stay usable."""
        self._failure.hide()
        self._progress.tell(text.title, right=text.right, fraction=text.fraction, detail=detail)
        if not self._progress_delay.isActive() and self._progress.isHidden():
            self._progress_delay.start()

    def show_glimpse(self, glimpse: Glimpse | None) -> None:
        """First samples of what is being read beside the data that are open; ``None``: none yet."""
        self.glimpse.show_glimpse(glimpse)

    def show_failure(self, title: str, error: BaseException, *, other_kinds: bool = False) -> None:
        """What went wrong; the data that are open stay. ``other_kinds``: whether others may be of another kind."""
        self.hide_notices()
        choices = (Choice("retry", say("dataset_tab.retry")), Choice("dismiss", say("dataset_tab.dismiss")))
        self._failure.tell("error", title, describe(error), choices)
        self._failure.show()
        self._kind_buttons.setVisible(other_kinds)

    def hide_notices(self) -> None:
        """Takes progress and failure away."""
        self._progress_delay.stop()
        self._progress.hide()
        self.glimpse.show_glimpse(None)
        self._failure.hide()
        self._kind_buttons.hide()

    def _make_widgets(self) -> None:
        self.summary = Summary()
        self._views: dict[str, SampleView] = {}
        self._bad = BadFiles()
        self._chips = Chips()
        self._chips.setObjectName("data_filter")
        self._classes = QComboBox()
        self._classes.setMinimumWidth(_LIST_WIDTH)
        self._classes.setObjectName("data_filter_class")
        self._classes.setAccessibleName(say("dataset_tab.filter_class"))
        self._progress = ProgressCard(cancel=say("dataset_tab.cancel"))
        self._progress.setObjectName("data_change_progress")
        self.glimpse = GlimpseView(1)
        self.glimpse.setObjectName("data_change_glimpse")
        self._progress.add_below(self.glimpse)
        # What takes no longer than this moves nothing on the screen.
        self._progress_delay = QTimer(self)
        self._progress_delay.setSingleShot(True)
        self._progress_delay.setInterval(_PROGRESS_AFTER_MS)
        self._progress_delay.timeout.connect(self._progress.show)
        self._failure = Banner()
        self._failure.setObjectName("data_change_failure")
        self._kind_buttons = KindButtons()
        self._kind_buttons.kind_chosen.connect(self.kind_chosen)
        self._gravest = Banner()
        self._gravest.setObjectName("data_gravest")
        self._gravest.hide()
        self.health = HealthPanel()
        self.proposal = ProposalBanner()
        self._bar = EditBar()
        self._stack = QStackedWidget()
        self._stack.addWidget(self._bad)
        self._stack.addWidget(self.health)
        self._nothing = EmptyCollection()
        self._nothing.triggered.connect(lambda _name: self._bar.ask_for_class())
        self._stack.addWidget(self._nothing)
        self.hide_notices()

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(theme.SPACE_2)
        row.addWidget(self._chips, 1)
        row.addWidget(self._classes, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._open_button, 0, Qt.AlignmentFlag.AlignTop)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.SPACE_3)
        for widget in (self._progress, self._failure, self._kind_buttons, self._gravest, self.proposal, self.summary):
            layout.addWidget(widget)
        layout.addLayout(row)
        layout.addWidget(self._bar)
        layout.addWidget(self._stack, 1)

    def _fill_filters(self, opened: OpenedData, *, keep: bool) -> None:
        report = opened.reply.report
        few = has_chip_per_class(opened) or report.task != "classification"
        self._chips.blockSignals(True)
        self._chips.set_items(filter_items(opened, self.findings, self._finding))
        if not keep:
            self._chips.choose("all")
        self._chips.blockSignals(False)
        self._classes.blockSignals(True)
        if not few or self._classes.count():
            self._classes.clear()
        if not few:
            self._classes.addItem(say("dataset_tab.all_classes"))
            for name, count in report.classes.items():
                self._classes.addItem(say("dataset_tab.filter_one", name=name, count=count))
        self._classes.setVisible(not few)
        self._classes.blockSignals(False)

    def _filter(self, *, keep: bool = True) -> None:
        if self._opened is None:
            return
        chip = self._chips.current
        view = self.view
        lists: dict[str, QWidget] = {"bad": self._bad, "health": self.health}
        shown = self._nothing if self._nothing.stands_for(self._opened) else as_widget(view)
        self._stack.setCurrentWidget(lists.get(chip, shown))
        self._bar.setVisible(chip not in lists and self._opened.kind != "forecasting")
        if chip not in lists:
            label = self._classes.currentIndex() - 1 if self._classes.isVisibleTo(self) else -1
            numbers = samples_of(self._opened, chip, label, self._finding)
            view.show_samples(self._opened, numbers, self._control.take_next(view.chosen) if keep else -1)
        self._control.look()

    def _show_health(self, opened: OpenedData) -> None:
        """The list of findings, and the gravest of them above all where it is more than a note."""
        findings = self.findings
        self.health.show_findings(opened, findings)
        first = next((item for item in findings if item.severity != "note"), None)
        self._gravest.setVisible(first is not None)
        if first is None:
            return
        choices = [Choice(action.id, say(action.code, **action.params)) for action in first.actions[:1]]
        if len(findings) > 1 or not choices:
            text = say("data_health.all", count=len(findings)) if len(findings) > 1 else say("data_health.only")
            choices.append(Choice("all", text, "link"))
        # The reason stands in the list: here, room belongs to the samples.
        title = say(first.code, **first.params)
        self._gravest.tell("error" if first.severity == "error" else "warning", title, "", choices)
        self._gravest.setToolTip(say(f"{first.code}.why", **first.params))

    def _on_gravest_button(self, name: str) -> None:
        if name == "all":
            self._chips.choose("health")
        else:
            self._act(next(place for place, item in enumerate(self.findings) if item.severity != "note"), name)

    def _act(self, place: int, name: str) -> None:
        if place >= len(self.findings):
            return
        action = next(item for item in self.findings[place].actions if item.id == name)
        if name in {"train_naive", "train_honest"}:
            self.naive_run_requested.emit(action)
        else:
            self._edits.act(action)

    def show_samples_of(self, finding: DataFinding) -> None:
        """Shows the samples that a finding speaks of."""
        if self._opened is not None:
            self._finding = finding
            self._fill_filters(self._opened, keep=True)
            if self._chips.current == "finding":
                self._filter(keep=False)
            else:
                self._chips.choose("finding")

    def _on_samples_wished(self, place: int) -> None:
        if place >= len(self.findings):
            return
        finding = self.findings[place]
        if finding.code.startswith("data.health.unreadable"):
            self._chips.choose("bad")
        else:
            self.show_samples_of(finding)

    def _on_refused(self, code: str) -> None:
        self._failure.tell("warning", say(code), choices=(Choice("dismiss", say("dataset_tab.dismiss")),))
        self._failure.show()

    def _on_failure_button(self, name: str) -> None:
        if name == "retry":
            self.retry_requested.emit()
        self._failure.hide()
        self._kind_buttons.hide()
