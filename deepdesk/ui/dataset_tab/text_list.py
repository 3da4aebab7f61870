"""The list of texts: each in two lines with its class and part, painted as it comes into sight."""

from __future__ import annotations

import unicodedata
from typing import Any, Final

import numpy as np
from PySide6.QtCore import QItemSelectionModel, QModelIndex, QPersistentModelIndex, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QTextLayout, QTextOption
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
from deepdesk.data.finding_words import sample_name
from deepdesk.data.text.storing import StoredTexts
from deepdesk.state.dataset_store import OpenedData
from deepdesk.ui import theme
from deepdesk.ui.dataset_tab.sample_model import Numbers, SampleModel

Index = QModelIndex | QPersistentModelIndex

ROW: Final = 56
_SIDE: Final = 130
"""Room at the right for class and part."""
_LETTERS: Final = 600
"""Characters of a text that are laid out at most: more than two lines of any width hold."""


def texts_of(opened: OpenedData) -> StoredTexts:
    """The texts of an open data set, mapped."""
    return StoredTexts(opened.array("texts"), opened.array("bounds"))


def row_name(opened: OpenedData, number: int) -> str:
    """The file of a text, or its row in the table."""
    return sample_name(opened.name_of(number), "text")


class TextModel(SampleModel):
    """The texts to show."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.texts: StoredTexts | None = None

    def show_texts(self, opened: OpenedData, numbers: Numbers) -> None:
        """Replaces everything."""
        self.texts = texts_of(opened)
        self.show_samples(opened, numbers)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        number = self.number_at(index)
        if self.opened is None or self.texts is None or number is None:
            return None
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole}:
            label = self.opened.label_of(number) or say("data.text.no_class")
            return f"{label}: {self.texts[number][:_LETTERS]}"
        return None


class TextDelegate(QStyledItemDelegate):
    """Paints two lines of the text, at the right its class and its part."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        model = index.model()
        number = model.number_at(index) if isinstance(model, TextModel) else None
        if not isinstance(model, TextModel) or model.opened is None or model.texts is None or number is None:
            return
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        palette = theme.colours()
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if state & QStyle.StateFlag.State_Selected:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour(palette.soft))
            painter.drawRoundedRect(QRectF(rect).adjusted(1, 1, -1, -1), theme.RADIUS_CONTROL, theme.RADIUS_CONTROL)
        else:
            painter.setPen(theme.colour(palette.line))
            painter.drawLine(rect.left() + theme.SPACE_2, rect.bottom(), rect.right() - theme.SPACE_2, rect.bottom())
        opened = model.opened
        part, label = opened.part_of(number), opened.label_of(number)
        painter.setOpacity(0.45 if part == "left_out" and label else 1)
        words = rect.adjusted(theme.SPACE_3, 0, -_SIDE - theme.SPACE_3, 0)
        _paint_words(painter, words, model.texts[number])
        side = QRect(rect.right() - _SIDE, rect.top() + 8, _SIDE - theme.SPACE_3, rect.height() - 16)
        _paint_side(painter, side, label or say("data.text.no_class"), say(f"dataset_tab.part.{part}"), opened=opened)
        painter.restore()


def _paint_words(painter: QPainter, area: QRect, text: str) -> None:
    """Two lines, the second shortened where more follows."""
    plain = " ".join(text[:_LETTERS].split())
    font = theme.font()
    layout = QTextLayout(plain, font)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    layout.beginLayout()
    line = layout.createLine()
    line.setLineWidth(area.width())
    first = line.textLength()
    layout.endLayout()
    painter.setFont(font)
    painter.setPen(theme.colour(theme.colours().text))
    height = painter.fontMetrics().height()
    lines = [plain[:first].rstrip(), plain[first:].strip()]
    if len(text) > _LETTERS:
        lines[1] += "…"
    shown = [text for text in lines if text]
    top = area.top() + (area.height() - height * len(shown)) // 2
    for number, words in enumerate(shown):
        elided = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, area.width())
        painter.drawText(QRect(area.left(), top + number * height, area.width(), height), _alignment(plain), elided)


def _alignment(text: str) -> Qt.AlignmentFlag:
    """Texts that are written from the right stand at the right."""
    letter = next((unicodedata.bidirectional(letter) for letter in text if letter.isalpha()), "L")
    side = Qt.AlignmentFlag.AlignRight if letter in {"R", "AL"} else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter


def _paint_side(painter: QPainter, area: QRect, label: str, part: str, *, opened: OpenedData) -> None:
    palette = theme.colours()
    place = opened.classes.index(label) if label in opened.classes else -1
    ink = theme.colour(palette.series[place % len(palette.series)] if place >= 0 else palette.dim)
    painter.setFont(theme.font(theme.SMALL, bold=True))
    metrics = painter.fontMetrics()
    shown = metrics.elidedText(label, Qt.TextElideMode.ElideRight, area.width() - 2 * theme.SPACE_2)
    width = metrics.horizontalAdvance(shown) + 2 * theme.SPACE_2
    chip = QRectF(area.right() - width, area.top(), width, 20)
    ground = theme.colour(ink.name(), 0.14)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ground)
    painter.drawRoundedRect(chip, 10, 10)
    painter.setPen(ink)
    painter.drawText(chip, Qt.AlignmentFlag.AlignCenter, shown)
    painter.setFont(theme.font(theme.SMALL))
    painter.setPen(theme.colour(palette.dim))
    below = QRect(area.left(), area.top() + 22, area.width(), 18)
    painter.drawText(below, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, part)


class TextList(QTableView):
    """The list. ``sample_chosen`` carries the number of the text that is current; ``selection_changed``: others are
    :attr:`selected`."""

    sample_chosen = Signal(int)
    selection_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("data_texts")
        self.setAccessibleName(say("data.text.list"))
        self.model_of_texts = TextModel(self)
        self.setModel(self.model_of_texts)
        self.setItemDelegate(TextDelegate(self))
        self.setShowGrid(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.horizontalHeader().hide()
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(ROW)
        self.setMinimumHeight(ROW)
        self.selectionModel().currentChanged.connect(self._on_current)
        self.selectionModel().selectionChanged.connect(lambda *_: self.selection_changed.emit())

    @property
    def chosen(self) -> int:
        """The number of the text that is current, -1 for none."""
        number = self.model_of_texts.number_at(self.currentIndex())
        return -1 if number is None else number

    @property
    def selected(self) -> list[int]:
        """The numbers of the texts that are selected, in the order in which they are shown."""
        rows = sorted(index.row() for index in self.selectionModel().selectedRows())
        return [int(self.model_of_texts.numbers[row]) for row in rows]

    def show_texts(self, opened: OpenedData, numbers: Numbers, chosen: int) -> None:
        """Replaces what is shown; ``chosen`` is current where it is among them, else the first."""
        self.model_of_texts.show_texts(opened, numbers)
        places = np.flatnonzero(numbers == chosen)
        index = self.model_of_texts.index_at(int(places[0]) if len(places) else 0)
        if index.isValid():
            self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
            self.scrollTo(index)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Figures give classes and Delete leaves out: that is for those who watch this list's owner."""
        if Qt.Key.Key_1 <= event.key() <= Qt.Key.Key_9 or event.key() in {Qt.Key.Key_Delete, Qt.Key.Key_Backspace}:
            event.ignore()
            return
        super().keyPressEvent(event)

    def _on_current(self, current: QModelIndex) -> None:
        number = self.model_of_texts.number_at(current)
        if number is not None:
            self.sample_chosen.emit(number)
