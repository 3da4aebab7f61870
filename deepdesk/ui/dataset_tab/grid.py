"""The scrolling grid of thumbnails: painted straight from the memory-mapped array, whatever its length."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import (
    QAbstractTableModel,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QRectF,
    Qt,
    Signal,
)
from PySide6.QtGui import QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from deepdesk.core.catalogue import say
from deepdesk.state.dataset_store import OpenedData
from deepdesk.ui import theme
from deepdesk.ui.dataset_tab.pictures import paint_picture, to_image

Index = QModelIndex | QPersistentModelIndex
Numbers = npt.NDArray[np.int64]

SMALLEST_CELL: Final = 116
_CAPTION: Final = 20
_MARGIN: Final = 4


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


class SampleDelegate(QStyledItemDelegate):
    """Paints a thumbnail with its label and part below."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        model = index.model()
        opened = model.opened if isinstance(model, SampleModel) else None
        if not isinstance(model, SampleModel) or opened is None:
            return
        number = model.number_at(index)
        if number is None:
            return
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        cell = QRectF(rect).adjusted(_MARGIN, _MARGIN, -_MARGIN, -_MARGIN)
        picture = QRectF(cell.left(), cell.top(), cell.width(), cell.height() - _CAPTION)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour(theme.colours().track))
        painter.drawRoundedRect(picture, 4, 4)
        paint_picture(painter, picture, to_image(opened.thumbnails[number]))
        self._caption(painter, cell, opened.label_of(number), say(f"dataset_tab.part.{opened.part_of(number)}"))
        if state & QStyle.StateFlag.State_Selected:
            self._frame(painter, cell)
        painter.restore()

    def _caption(self, painter: QPainter, cell: QRectF, label: str, part: str) -> None:
        palette = theme.colours()
        area = QRectF(cell.left() + 1, cell.bottom() - _CAPTION + 1, cell.width() - 2, _CAPTION)
        painter.setFont(theme.font(theme.SMALL))
        metrics = painter.fontMetrics()
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.setPen(theme.colour(palette.dim))
        painter.drawText(area, middle | Qt.AlignmentFlag.AlignRight, part)
        room = round(area.width()) - metrics.horizontalAdvance(part) - theme.SPACE_1
        painter.setPen(theme.colour(palette.text))
        shown = metrics.elidedText(label, Qt.TextElideMode.ElideRight, room)
        painter.drawText(area, middle | Qt.AlignmentFlag.AlignLeft, shown)

    def _frame(self, painter: QPainter, cell: QRectF) -> None:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(theme.colour(theme.colours().accent), 2))
        painter.drawRoundedRect(cell.adjusted(-3, -3, 3, 3), theme.RADIUS_CONTROL, theme.RADIUS_CONTROL)


class SampleGrid(QTableView):
    """The grid. ``sample_chosen`` carries the number of the sample that is selected, by mouse or keyboard.

    A table and not a list: a list lays out every item whenever its width changes, which takes 80 ms at 70,000.
    """

    sample_chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("data_grid")
        self.setAccessibleName(say("dataset_tab.grid"))
        self.samples = SampleModel(self)
        self._columns = 1
        self._chosen = -1
        self.setModel(self.samples)
        self.setItemDelegate(SampleDelegate(self))
        self.setShowGrid(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        for header in (self.horizontalHeader(), self.verticalHeader()):
            header.hide()
            header.setMinimumSectionSize(1)
            header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setMinimumHeight(SMALLEST_CELL + 2 * _CAPTION)
        self.selectionModel().currentChanged.connect(self._on_current)

    @property
    def chosen(self) -> int:
        """The number of the sample that was selected last, -1 before the first."""
        return self._chosen

    def show_samples(self, opened: OpenedData | None, numbers: Numbers, current: int = -1) -> None:
        """Replaces what is shown; keeps ``current`` selected where it is among them, else selects the first."""
        self.samples.show_samples(opened, numbers)
        index = self.samples.index_of(current) if current >= 0 else QModelIndex()
        self._select(index if index.isValid() else self.samples.index_at(0))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def moveCursor(self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier) -> QModelIndex:
        """Left and right go on in the next row; Home and End go to the first and the last sample."""
        place = self.samples.place_of(self.currentIndex())
        steps = {
            QAbstractItemView.CursorAction.MoveLeft: place - 1,
            QAbstractItemView.CursorAction.MoveRight: place + 1,
            QAbstractItemView.CursorAction.MoveHome: 0,
            QAbstractItemView.CursorAction.MoveEnd: self.samples.count - 1,
        }
        if action not in steps:
            found = super().moveCursor(action, modifiers)
            return found if self.samples.number_at(found) is not None else self.currentIndex()
        found = self.samples.index_at(steps[action])
        return found if found.isValid() else self.currentIndex()

    def _fit(self) -> None:
        """As many columns as fit; they share the width."""
        width = self.viewport().width() - 1
        columns = max(1, width // SMALLEST_CELL)
        cell = max(1, width // columns)
        self.horizontalHeader().setDefaultSectionSize(cell)
        self.verticalHeader().setDefaultSectionSize(cell + _CAPTION)
        self.verticalScrollBar().setSingleStep((cell + _CAPTION) // 3)
        if columns != self._columns:
            self._columns = columns
            self.samples.set_columns(columns)
            self._select(self.samples.index_of(self._chosen))

    def _select(self, index: QModelIndex) -> None:
        if index.isValid():
            self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
            self.scrollTo(index)

    def _on_current(self, current: QModelIndex) -> None:
        number = self.samples.number_at(current)
        if number is not None:
            self._chosen = number
            self.sample_chosen.emit(number)
