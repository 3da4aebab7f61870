"""The main area with data: the cards, the filters, and the grid or the list of unreadable files."""

from __future__ import annotations

from typing import Final, cast

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from deepdesk.core.catalogue import describe, say
from deepdesk.core.randomness import generator
from deepdesk.state.dataset_store import OpenedData
from deepdesk.ui import theme
from deepdesk.ui.dataset_tab.bad_files import BadFiles
from deepdesk.ui.dataset_tab.grid import SampleGrid
from deepdesk.ui.dataset_tab.kinds import SampleView, as_widget, kind_ui
from deepdesk.ui.dataset_tab.summary import Summary
from deepdesk.ui.progress_words import ProgressText
from deepdesk.ui.widgets import Banner, Chips, Choice, ProgressCard

CHIPS_LIMIT: Final = 10
"""Up to this many classes have a chip each; more are chosen from a list."""
_PROGRESS_AFTER_MS: Final = 400
_LIST_WIDTH: Final = 160

Numbers = npt.NDArray[np.int64]


class Browser(QWidget):
    """Shows an open data set. Signals: ``sample_chosen`` (its number), ``cancel_requested``, ``retry_requested``."""

    sample_chosen = Signal(int)
    cancel_requested = Signal()
    retry_requested = Signal()

    def __init__(self, open_button: QPushButton, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._opened: OpenedData | None = None
        self._open_button = open_button
        self._make_widgets()
        self._lay_out()
        self._chips.chosen.connect(lambda _: self._filter())
        self._classes.currentIndexChanged.connect(lambda _: self._filter())
        self._progress.cancel_requested.connect(self.cancel_requested)
        self._failure.triggered.connect(self._on_failure_button)

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
        self._fill_filters(opened, keep=same)
        self._bad.show_files(opened.reply.report.bad)
        self._filter(keep=same)
        if not same and self.isVisible():
            as_widget(self.view).setFocus()

    @property
    def view(self) -> SampleView:
        """The main area for the kind of data that is open (images before there are any)."""
        kind = self._opened.kind if self._opened is not None else "images"
        if kind not in self._views:
            view = kind_ui(kind).make_view()
            view.sample_chosen.connect(self.sample_chosen)
            self._stack.addWidget(as_widget(view))
            self._views[kind] = view
        return self._views[kind]

    @property
    def grid(self) -> SampleGrid:
        """The main area, where images are open."""
        return cast("SampleGrid", self.view)

    def show_progress(self, text: ProgressText, detail: str) -> None:
        """What is being done while the data stay usable."""
        self._failure.hide()
        self._progress.tell(text.title, right=text.right, fraction=text.fraction, detail=detail)
        if not self._progress_delay.isActive() and self._progress.isHidden():
            self._progress_delay.start()

    def show_failure(self, title: str, error: BaseException) -> None:
        """What went wrong; the data that are open stay."""
        self.hide_notices()
        choices = (Choice("retry", say("dataset_tab.retry")), Choice("dismiss", say("dataset_tab.dismiss")))
        self._failure.tell("error", title, describe(error), choices)
        self._failure.show()

    def hide_notices(self) -> None:
        """Takes progress and failure away."""
        self._progress_delay.stop()
        self._progress.hide()
        self._failure.hide()

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
        # What takes no longer than this moves nothing on the screen.
        self._progress_delay = QTimer(self)
        self._progress_delay.setSingleShot(True)
        self._progress_delay.setInterval(_PROGRESS_AFTER_MS)
        self._progress_delay.timeout.connect(self._progress.show)
        self._failure = Banner()
        self._failure.setObjectName("data_change_failure")
        self._stack = QStackedWidget()
        self._stack.addWidget(self._bad)
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
        for widget in (self._progress, self._failure, self.summary):
            layout.addWidget(widget)
        layout.addLayout(row)
        layout.addWidget(self._stack, 1)

    def _fill_filters(self, opened: OpenedData, *, keep: bool) -> None:
        report = opened.reply.report
        items = [("all", say("dataset_tab.filter_all_samples", count=report.samples))]
        few = len(report.classes) <= CHIPS_LIMIT
        if report.task != "classification":
            # A pixel has a class there, a sample has none.
            few = True
        if few and report.task == "classification":
            items += [
                (f"class_{place}", say("dataset_tab.filter_one", name=name, count=count))
                for place, (name, count) in enumerate(report.classes.items())
            ]
        if report.duplicates:
            count = sum(len(group) for group in report.duplicates)
            items.append(("duplicates", say("dataset_tab.filter_duplicates", count=count)))
        if report.bad_count:
            items.append(("bad", say("dataset_tab.filter_bad", count=report.bad_count)))
        self._chips.blockSignals(True)
        self._chips.set_items(items)
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
        self._stack.setCurrentWidget(self._bad if chip == "bad" else as_widget(view))
        if chip != "bad":
            view.show_samples(self._opened, self._numbers(self._opened, chip), view.chosen if keep else -1)

    def _numbers(self, opened: OpenedData, chip: str) -> Numbers:
        """The samples that the filter lets through; without one, classes in files are mixed so that all are seen."""
        label = self._classes.currentIndex() - 1 if self._classes.isVisibleTo(self) else -1
        if chip.startswith("class_"):
            label = int(chip.removeprefix("class_"))
        if label >= 0:
            return np.flatnonzero(opened.labels == label).astype(np.int64)
        if chip == "duplicates":
            wanted = {name for group in opened.reply.report.duplicates for name in group}
            return np.array([place for place, name in enumerate(opened.names) if name in wanted], dtype=np.int64)
        if opened.names and opened.kind != "forecasting":
            return generator(0, "show").permutation(opened.samples).astype(np.int64)
        return np.arange(opened.samples, dtype=np.int64)

    def _on_failure_button(self, name: str) -> None:
        if name == "retry":
            self.retry_requested.emit()
        self._failure.hide()
