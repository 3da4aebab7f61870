"""Samples by name, for a kind that has no view of its own."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QListWidget, QVBoxLayout, QWidget

from deepdesk.core.catalogue import say
from deepdesk.process.replies import ClipPreviewed, ImagePreviewed
from deepdesk.state.dataset_store import OpenedData
from deepdesk.ui.dataset_tab.summary import class_number
from deepdesk.ui.widgets import ElidedLabel, Form

_SHOWN = 10_000


class SampleNames(QListWidget):
    """The names of samples with their classes."""

    sample_chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._numbers: npt.NDArray[np.int64] = np.zeros(0, dtype=np.int64)
        self.setObjectName("data_samples")
        self.setUniformItemSizes(True)
        self.currentRowChanged.connect(self._on_row)

    @property
    def chosen(self) -> int:
        """The number of the sample that is chosen, -1 for none."""
        row = self.currentRow()
        return int(self._numbers[row]) if 0 <= row < len(self._numbers) else -1

    def show_samples(self, opened: OpenedData, numbers: npt.NDArray[np.int64], chosen: int) -> None:
        """See :class:`deepdesk.ui.dataset_tab.kinds.SampleView`."""
        self.blockSignals(True)
        self.clear()
        self._numbers = numbers[:_SHOWN]
        self.addItems([f"{opened.name_of(number)}  {opened.label_of(number)}".rstrip() for number in self._numbers])
        places = np.flatnonzero(self._numbers == chosen)
        self.setCurrentRow(int(places[0]) if len(places) else 0)
        self.blockSignals(False)
        if len(self._numbers):
            self._on_row(self.currentRow())

    def _on_row(self, row: int) -> None:
        if 0 <= row < len(self._numbers):
            self.sample_chosen.emit(int(self._numbers[row]))


class PlainPanel(QWidget):
    """Name, class and part of the chosen sample."""

    settings_changed = Signal(dict)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._opened: OpenedData | None = None
        self._name, self._label, self._part = ElidedLabel("", "title"), ElidedLabel(), ElidedLabel()
        form = Form()
        form.add_row(say("dataset_tab.label"), self._label)
        form.add_row(say("dataset_tab.part"), self._part)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._name)
        layout.addWidget(form)

    def show_data(self, opened: OpenedData) -> None:
        """Remembers what the samples belong to."""
        self._opened = opened

    def show_sample(self, number: int) -> None:
        """Speaks of a sample."""
        if self._opened is not None and number < self._opened.samples:
            self._name.setText(self._opened.name_of(number))
            self._label.setText(self._opened.label_of(number) or "–")
            self._part.setText(say(f"dataset_tab.part.{self._opened.part_of(number)}"))

    def show_preview(self, _number: int, _reply: ImagePreviewed | ClipPreviewed) -> None:
        """There is no picture."""


def make_view() -> SampleNames:
    """A list of names."""
    return SampleNames()


def make_panel() -> PlainPanel:
    """The chosen sample in words."""
    return PlainPanel()


def figures(opened: OpenedData) -> tuple[str, str]:
    """Samples, and how many classes."""
    count = len(opened.classes)
    return say("dataset_tab.samples"), class_number(count) if count else ""
