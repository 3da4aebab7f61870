"""The scrolling grid of thumbnails: painted row by row from the prepared file, whatever its length."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import (
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QRect,
    QRectF,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
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
from deepdesk.ui.dataset_tab.pictures import paint_thumbnail
from deepdesk.ui.dataset_tab.sample_model import Index, Numbers, SampleModel, shown_name

__all__ = ["SampleDelegate", "SampleGrid", "shown_name"]

SMALLEST_CELL: Final = 116
_CAPTION: Final = 20
_MARGIN: Final = 4
_KEPT: Final = 5_000
"""More selected samples than these are not selected anew after a change."""
_FAINT: Final = 0.35


class SampleDelegate(QStyledItemDelegate):
    """Paints a thumbnail with its label and part below."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        # A hundred cells are painted at once: what is the same in all of them is asked for once.
        self._part_words: dict[str, str] = {}
        self._small = theme.font(theme.SMALL)

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
        painter.setBrush(QColor(theme.colours().track))
        painter.drawRoundedRect(picture, 4, 4)
        label, part = opened.label_of(number), opened.part_of(number)
        painter.setOpacity(_FAINT if part == "left_out" and label else 1)
        self.paint_sample(painter, picture, opened, number)
        painter.setOpacity(1)
        told = self._part_word(part) if label else ""
        self._caption(painter, cell, label or say("dataset_tab.no_class"), told)
        if state & QStyle.StateFlag.State_Selected:
            self._frame(painter, cell)
        painter.restore()

    def paint_sample(self, painter: QPainter, area: QRectF, opened: OpenedData, number: int) -> None:
        """Paints the sample itself; other kinds of data paint something else than a thumbnail."""
        paint_thumbnail(painter, area, opened, number)

    def _part_word(self, part: str) -> str:
        if part not in self._part_words:
            self._part_words[part] = say(f"dataset_tab.part.{part}")
        return self._part_words[part]

    def _caption(self, painter: QPainter, cell: QRectF, label: str, part: str) -> None:
        palette = theme.colours()
        area = QRectF(cell.left() + 1, cell.bottom() - _CAPTION + 1, cell.width() - 2, _CAPTION)
        painter.setFont(self._small)
        metrics = painter.fontMetrics()
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.setPen(QColor(palette.dim))
        painter.drawText(area, middle | Qt.AlignmentFlag.AlignRight, part)
        room = round(area.width()) - metrics.horizontalAdvance(part) - theme.SPACE_1
        painter.setPen(QColor(palette.text))
        shown = metrics.elidedText(label, Qt.TextElideMode.ElideRight, room)
        painter.drawText(area, middle | Qt.AlignmentFlag.AlignLeft, shown)

    def _frame(self, painter: QPainter, cell: QRectF) -> None:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(theme.colour(theme.colours().accent), 2))
        painter.drawRoundedRect(cell.adjusted(-3, -3, 3, 3), theme.RADIUS_CONTROL, theme.RADIUS_CONTROL)


class SampleGrid(QTableView):
    """The grid. ``sample_chosen`` carries the number of the sample that is current, by mouse or keyboard;
    ``selection_changed``: other samples are :attr:`selected` (Ctrl, Shift, dragging).

    A table and not a list: a list lays out every item whenever its width changes, which takes 80 ms at 70,000.
    """

    sample_chosen = Signal(int)
    selection_changed = Signal()

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
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
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
        # Where nothing shines through, scrolling moves what is painted and paints only the new rows.
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.selectionModel().currentChanged.connect(self._on_current)
        self.selectionModel().selectionChanged.connect(lambda *_: self.selection_changed.emit())

    @property
    def chosen(self) -> int:
        """The number of the sample that was selected last, -1 before the first."""
        return self._chosen

    @property
    def order(self) -> Numbers:
        """The numbers of the samples, as they are shown."""
        return self.samples.numbers

    @property
    def selected(self) -> list[int]:
        """The numbers of the samples that are selected, in the order in which they are shown."""
        found = sorted(self.selectionModel().selectedIndexes(), key=self.samples.place_of)
        numbers = (self.samples.number_at(index) for index in found)
        return [number for number in numbers if number is not None]

    def show_samples(self, opened: OpenedData | None, numbers: Numbers, current: int = -1) -> None:
        """Replaces what is shown; keeps ``current`` and what else is selected where it is among them, else selects the
        first."""
        before = self.selected if current >= 0 else []
        self.samples.show_samples(opened, numbers)
        index = self.samples.index_of(current) if current >= 0 else QModelIndex()
        self._select(index if index.isValid() else self.samples.index_at(0))
        if index.isValid() and 1 < len(before) <= _KEPT and current in before:
            self._select_places([place for place, number in enumerate(numbers.tolist()) if number in set(before)])

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """With Shift, all from the current sample to this one in their order, not the rectangle between them."""
        index = self.indexAt(event.position().toPoint())
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier and self.samples.number_at(index) is not None:
            ends = sorted((self.samples.place_of(self.currentIndex()), self.samples.place_of(index)))
            self._select_places(list(range(ends[0], ends[1] + 1)))
            return
        super().mousePressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.fillRect(event.rect(), theme.colour(theme.colours().window))
        painter.end()
        super().paintEvent(event)

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

    def _select_places(self, places: list[int]) -> None:
        chosen = QItemSelection()
        for row in sorted({place // self._columns for place in places}):
            columns = [place % self._columns for place in places if place // self._columns == row]
            for first, last in _runs(columns):
                chosen.select(self.samples.index(row, first), self.samples.index(row, last))
        self.selectionModel().select(chosen, QItemSelectionModel.SelectionFlag.ClearAndSelect)

    def _on_current(self, current: QModelIndex) -> None:
        number = self.samples.number_at(current)
        if number is not None:
            self._chosen = number
            self.sample_chosen.emit(number)


def _runs(columns: list[int]) -> list[tuple[int, int]]:
    """First and last of each stretch of columns that follow each other."""
    found: list[tuple[int, int]] = []
    for column in sorted(columns):
        if found and found[-1][1] == column - 1:
            found[-1] = (found[-1][0], column)
        else:
            found.append((column, column))
    return found
