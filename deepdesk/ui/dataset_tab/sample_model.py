"""The samples of a grid as Qt's views want them: numbers, laid out in rows."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QWidget

from deepdesk.core.catalogue import say
from deepdesk.state.dataset_store import OpenedData

Index = QModelIndex | QPersistentModelIndex
Numbers = npt.NDArray[np.int64]


def shown_name(opened: OpenedData, number: int) -> str:
    """The file name of a sample, or its place, counted from 1, where samples are only numbers."""
    return opened.name_of(number) if opened.names else say("dataset_tab.image_number", number=number + 1)


class SampleModel(QAbstractTableModel):
    """The samples to show, by their numbers in the data set, laid out in rows of ``columns``."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._opened: OpenedData | None = None
        self._numbers: Numbers = np.empty(0, dtype=np.int64)
        self._columns = 1

    @property
    def opened(self) -> OpenedData | None:
        """The data set that the numbers belong to."""
        return self._opened

    @property
    def numbers(self) -> Numbers:
        """Of the samples that are shown, in their order."""
        return self._numbers

    @property
    def count(self) -> int:
        """How many samples are shown."""
        return len(self._numbers)

    def show_samples(self, opened: OpenedData | None, numbers: Numbers) -> None:
        """Replaces everything."""
        self.beginResetModel()
        self._opened = opened
        self._numbers = numbers
        self.endResetModel()

    def set_columns(self, columns: int) -> None:
        """Lays the samples out anew."""
        self.beginResetModel()
        self._columns = columns
        self.endResetModel()

    def number_at(self, index: Index) -> int | None:
        """The sample's number in a cell; ``None`` in the empty cells of the last row."""
        place = index.row() * self._columns + index.column()
        return int(self._numbers[place]) if index.isValid() and place < len(self._numbers) else None

    def index_of(self, number: int) -> QModelIndex:
        """The cell of a sample; invalid when it is not shown."""
        found = np.flatnonzero(self._numbers == number)
        return self.index_at(int(found[0])) if len(found) else QModelIndex()

    def index_at(self, place: int) -> QModelIndex:
        """The cell of the sample in this place of the order; invalid outside of it."""
        if not 0 <= place < len(self._numbers):
            return QModelIndex()
        return self.index(place // self._columns, place % self._columns)

    def place_of(self, index: Index) -> int:
        """The place of a cell in the order."""
        return index.row() * self._columns + index.column()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else -(-len(self._numbers) // self._columns)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else self._columns

    def flags(self, index: Index) -> Qt.ItemFlag:
        if self.number_at(index) is None:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        number = self.number_at(index)
        if self._opened is None or number is None:
            return None
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole}:
            part = say(f"dataset_tab.part.{self._opened.part_of(number)}")
            name, label = shown_name(self._opened, number), self._opened.label_of(number)
            return say("dataset_tab.sample", name=name, label=label, part=part)
        return None
