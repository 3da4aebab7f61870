"""How a row of Predict is painted: picture, answer, bars; no row is a widget, so thousands stay fluid."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QMouseEvent, QPainter, QPixmap, QPixmapCache
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from deepdesk.core.catalogue import say
from deepdesk.state.answers import Answer
from deepdesk.ui import icons, theme
from deepdesk.ui.figures import percent
from deepdesk.ui.inference_tab.answer_list import ANSWER_ROLE

GAP: Final = theme.SPACE_2
PICTURE: Final = 80
BARS: Final = 3
SURE: Final = 0.6
SMALL: Final = 32
Index = QModelIndex | QPersistentModelIndex


def picture(png: bytes, side: int, *, smooth: bool, ratio: float = 1.0) -> QPixmap:
    """The pixmap of PNG bytes that a child made, to fit ``side`` logical pixels; kept in Qt's cache."""
    key = f"answer-{hash(png)}-{side}-{smooth}-{ratio}"
    found = QPixmap()
    if QPixmapCache.find(key, found):
        return found
    found.loadFromData(png, "PNG")
    # Small pictures show their pixels: smoothed they would only be a blur.
    smooth = smooth and max(found.width(), found.height()) > SMALL
    mode = Qt.TransformationMode.SmoothTransformation if smooth else Qt.TransformationMode.FastTransformation
    real = round(side * ratio)
    if not found.isNull():
        found = found.scaled(real, real, Qt.AspectRatioMode.KeepAspectRatio, mode)
        found.setDevicePixelRatio(ratio)
    QPixmapCache.insert(key, found)
    return found


class AnswerPainter(QStyledItemDelegate):
    """Paints answers. ``fetch_requested`` carries the number of the row whose Download was pressed."""

    fetch_requested = Signal(int)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.shows_input = False
        self.row_text: Callable[[Answer], str] | None = None

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        # The list makes every row as wide as itself.
        return QSize(PICTURE, theme.ANSWER_ROW + GAP)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        answer: Answer = index.data(ANSWER_ROLE)
        card = option.rect.adjusted(1, 1, -2, -GAP)
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_card(painter, card, answer, selected=selected)
        inner = card.adjusted(theme.SPACE_3, theme.SPACE_2, -theme.SPACE_3, -theme.SPACE_2)
        if answer.state == "answered":
            self._paint_answer(painter, inner, answer)
        else:
            self._paint_sentence(painter, inner, answer)
        painter.restore()

    def editorEvent(self, event: QEvent, model: QAbstractItemModel, option: QStyleOptionViewItem, index: Index) -> bool:
        answer: Answer = index.data(ANSWER_ROLE)
        if isinstance(event, QMouseEvent) and event.type() == QEvent.Type.MouseButtonRelease and can_fetch(answer):
            card = option.rect.adjusted(1, 1, -2, -GAP)
            if button_area(card).contains(event.position().toPoint()):
                self.fetch_requested.emit(answer.number)
                return True
        return super().editorEvent(event, model, option, index)

    def _paint_card(self, painter: QPainter, card: QRect, answer: Answer, *, selected: bool) -> None:
        palette = theme.colours()
        line = palette.error if answer.state == "failed" else palette.accent if selected else palette.line
        painter.setPen(theme.colour(line))
        painter.setBrush(theme.colour(palette.panel))
        painter.drawRoundedRect(card, theme.RADIUS_CARD, theme.RADIUS_CARD)
        if selected and answer.state == "failed":
            painter.drawRoundedRect(card.adjusted(1, 1, -1, -1), theme.RADIUS_CARD, theme.RADIUS_CARD)

    def _paint_answer(self, painter: QPainter, area: QRect, answer: Answer) -> None:
        predicted = answer.predicted
        if predicted is None:
            return
        x = area.left()
        pictures = [(predicted.thumbnail, True), (predicted.seen if self.shows_input else None, False)]
        for png, smooth in pictures:
            if png is not None:
                paint_picture(painter, QRect(x, area.top() + 1, PICTURE, PICTURE), png, smooth=smooth)
                x += PICTURE + theme.SPACE_3
        bars_width = min(420, max(200, round((area.right() - x) * 0.58)))
        text = QRect(x, area.top(), area.right() - bars_width - x - theme.SPACE_3, area.height())
        self._paint_words(painter, text, answer)
        self._paint_bars(painter, QRect(area.right() - bars_width, area.top(), bars_width, area.height()), answer)

    def _paint_words(self, painter: QPainter, area: QRect, answer: Answer) -> None:
        palette, predicted = theme.colours(), answer.predicted
        if predicted is None:
            return
        notes = " ".join(say(note.code, **note.params) for note in predicted.notes)
        time_taken = say("inference.ui.milliseconds", time=f"{max(1.0, predicted.milliseconds):.0f}")
        lines = [
            (theme.font(theme.TITLE, bold=True), palette.text, predicted.label or self._said(answer), 24),
            (theme.font(), palette.dim, answer.title, 19),
            (theme.font(), palette.dim, time_taken, 19),
        ]
        y = area.top() + (0 if notes else 8)
        for font, colour, text, height in lines:
            painter.setFont(font)
            painter.setPen(theme.colour(colour))
            shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideMiddle, area.width())
            painter.drawText(QRect(area.left(), y, area.width(), height), Qt.AlignmentFlag.AlignVCenter, shown)
            y += height
        if notes:
            painter.setFont(theme.font(theme.SMALL))
            painter.setPen(theme.colour(palette.warning))
            shown = painter.fontMetrics().elidedText(notes, Qt.TextElideMode.ElideRight, area.width())
            painter.drawText(QRect(area.left(), y, area.width(), 18), Qt.AlignmentFlag.AlignVCenter, shown)

    def _said(self, answer: Answer) -> str:
        return self.row_text(answer) if self.row_text is not None else ""

    def _paint_bars(self, painter: QPainter, area: QRect, answer: Answer) -> None:
        palette = theme.colours()
        shares = answer.predicted.probabilities[:BARS] if answer.predicted is not None else ()
        painter.setFont(theme.font())
        widest = max((painter.fontMetrics().horizontalAdvance(name) for name, _ in shares), default=0)
        label = min(widest, round(area.width() * 0.35)) + theme.SPACE_2
        figure = 50
        y = area.center().y() - 10 * len(shares)
        for name, share in shares:
            painter.setFont(theme.font())
            painter.setPen(theme.colour(palette.text))
            shown = painter.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, label - theme.SPACE_1)
            painter.drawText(QRect(area.left(), y, label, 20), Qt.AlignmentFlag.AlignVCenter, shown)
            painter.setFont(theme.font(12, mono=True))
            right = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
            painter.drawText(QRect(area.right() - figure, y, figure, 20), right, percent(share, 0))
            bar = QRect(area.left() + label, y + 6, area.width() - label - figure, 8)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour(palette.track))
            painter.drawRoundedRect(bar, 4, 4)
            painter.setBrush(theme.colour(palette.accent if answer.sureness >= SURE else palette.neutral))
            painter.drawRoundedRect(QRect(bar.left(), bar.top(), max(2, round(bar.width() * share)), 8), 4, 4)
            y += 20

    def _paint_sentence(self, painter: QPainter, area: QRect, answer: Answer) -> None:
        palette = theme.colours()
        title, text = _sentence(answer)
        if answer.state == "failed":
            mark = icons.pixmap("warning", palette.error, 28, painter.device().devicePixelRatioF())
            painter.drawPixmap(area.left() + 26, area.center().y() - 14, mark)
        words = area.adjusted(PICTURE + theme.SPACE_3, 0, 0, 0)
        if can_fetch(answer):
            button = button_area(area.adjusted(-theme.SPACE_3, -theme.SPACE_2, theme.SPACE_3, theme.SPACE_2))
            _paint_button(painter, button)
            words.setRight(button.left() - theme.SPACE_3)
        painter.setFont(theme.font(bold=True))
        painter.setPen(theme.colour(palette.text))
        shown = painter.fontMetrics().elidedText(title, Qt.TextElideMode.ElideMiddle, words.width())
        painter.drawText(QRect(words.left(), words.top() + 8, words.width(), 20), Qt.AlignmentFlag.AlignVCenter, shown)
        painter.setFont(theme.font())
        painter.setPen(theme.colour(palette.dim))
        wrap = Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap
        painter.drawText(QRect(words.left(), words.top() + 30, words.width(), 50), wrap, text)


def paint_picture(painter: QPainter, area: QRect, png: bytes, *, smooth: bool) -> None:
    """A picture in the middle of ``area`` on a faint ground."""
    ratio = painter.device().devicePixelRatioF()
    shown = picture(png, area.width(), smooth=smooth, ratio=ratio)
    painter.fillRect(area, theme.colour(theme.colours().track))
    size = shown.deviceIndependentSize().toSize()
    painter.drawPixmap(
        area.left() + (area.width() - size.width()) // 2, area.top() + (area.height() - size.height()) // 2, shown
    )


def can_fetch(answer: Answer) -> bool:
    """Whether the row has a Download button."""
    return answer.address is not None and (answer.state == "offered" or answer.state == "failed")


def button_area(card: QRect) -> QRect:
    """Where the Download button of a row stands."""
    return QRect(card.right() - theme.SPACE_3 - 100, card.center().y() - 14, 100, theme.CONTROL_HEIGHT)


def _paint_button(painter: QPainter, area: QRect) -> None:
    palette = theme.colours()
    painter.setPen(theme.colour(palette.line))
    painter.setBrush(theme.colour(palette.panel))
    painter.drawRoundedRect(area, theme.RADIUS_CONTROL, theme.RADIUS_CONTROL)
    painter.setPen(theme.colour(palette.text))
    painter.setFont(theme.font())
    painter.drawText(area, Qt.AlignmentFlag.AlignCenter, say("inference.ui.download"))


def _sentence(answer: Answer) -> tuple[str, str]:
    """What a row without an answer says: a title and a sentence."""
    if answer.state == "offered":
        return answer.name, say("inference.ui.not_fetched")
    if answer.state == "fetching":
        return answer.name, say("inference.ui.fetching")
    if answer.predicted is not None and answer.predicted.error is not None:
        error = answer.predicted.error
        return say("inference.ui.unreadable", name=answer.name), say(error.code, **error.params)
    return answer.name, say("inference.ui.waiting")
