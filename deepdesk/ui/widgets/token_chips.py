"""Tokens as chips, one after the other: known, unknown, or behind the end of what is looked at."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Literal

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QWidget

from deepdesk.ui import theme

TokenState = Literal["known", "unknown", "cut"]

_HEIGHT: Final = 22.0
_GAP: Final = 4.0
_PAD: Final = 6.0
_LIMIT: Final = 1_000
"""Chips that are drawn at most."""
_LONGEST: Final = 40
"""Characters of a chip's text."""


class TokenChips(QScrollArea):
    """Draws tokens. The accessible description holds them as a text."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._canvas = _Canvas()
        self.setWidget(self._canvas)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.viewport().setAutoFillBackground(False)
        self._canvas.setAutoFillBackground(False)
        self.setMinimumHeight(round(2 * _HEIGHT + _GAP))

    @property
    def tokens(self) -> tuple[tuple[str, TokenState], ...]:
        """What is shown."""
        return self._canvas.tokens

    def show_tokens(self, tokens: Sequence[tuple[str, TokenState]]) -> None:
        """Replaces the chips."""
        self._canvas.show_tokens(tuple(tokens[:_LIMIT]))
        self.setAccessibleDescription(" ".join(text for text, _ in tokens[:_LIMIT]))
        self.verticalScrollBar().setValue(0)

    def sizeHint(self) -> QSize:
        return QSize(300, round(2 * (_HEIGHT + _GAP)))


class _Canvas(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self.tokens: tuple[tuple[str, TokenState], ...] = ()
        self._places: list[QRectF] = []

    def show_tokens(self, tokens: tuple[tuple[str, TokenState], ...]) -> None:
        self.tokens = tokens
        self._arrange()
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        metrics = QFontMetricsF(theme.font(theme.TEXT))
        place = QPointF(0, 0)
        room = max(1.0, float(self.width()))
        self._places = []
        for text, _ in self.tokens:
            width = min(room, max(_HEIGHT, metrics.horizontalAdvance(_shown(text)) + 2 * _PAD))
            if place.x() > 0 and place.x() + width > room:
                place = QPointF(0, place.y() + _HEIGHT + _GAP)
            self._places.append(QRectF(place.x(), place.y(), width, _HEIGHT))
            place = QPointF(place.x() + width + _GAP, place.y())
        self.setMinimumHeight(round(place.y() + _HEIGHT) if self.tokens else 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.font(theme.TEXT))
        shown = QRectF(event.rect())
        for (text, state), place in zip(self.tokens, self._places, strict=True):
            if place.intersects(shown):
                _paint(painter, place, _shown(text), state)


def _shown(text: str) -> str:
    return "".join(letter if letter.isprintable() else "·" for letter in text[:_LONGEST])


def _paint(painter: QPainter, place: QRectF, text: str, state: TokenState) -> None:
    palette = theme.colours()
    ground, ink = {
        "known": (palette.soft, palette.text),
        "unknown": (palette.warning_soft, palette.warning),
        "cut": (palette.window, palette.dim),
    }[state]
    line = Qt.PenStyle.DashLine if state == "unknown" else Qt.PenStyle.SolidLine
    edge = {"known": palette.soft, "unknown": palette.warning, "cut": palette.line}[state]
    painter.setPen(QPen(theme.colour(edge), 1, line))
    painter.setBrush(theme.colour(ground))
    painter.drawRoundedRect(place.adjusted(0.5, 0.5, -0.5, -0.5), theme.RADIUS_CONTROL, theme.RADIUS_CONTROL)
    painter.setPen(theme.colour(ink, 0.7 if state == "cut" else 1.0))
    painter.drawText(place.adjusted(2, 0, -2, 0), Qt.AlignmentFlag.AlignCenter, text)
