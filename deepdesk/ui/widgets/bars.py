"""Bars: rows of a label, a bar and a figure; and one bar cut into parts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from deepdesk.ui import theme


class Bar(NamedTuple):
    """One row: ``fraction`` of the full length (0 to 1), ``figure`` at the right; ``colour`` of the palette (``None``:
    accent)."""

    label: str
    fraction: float
    figure: str
    colour: str | None = None


class BarRows(QWidget):
    """Rows of label, bar and figure, painted; the accessible description reads them out."""

    def __init__(
        self, parent: QWidget | None = None, *, row_height: int = 20, bar_height: int = 8, track: bool = True
    ) -> None:
        super().__init__(parent)
        self._rows: tuple[Bar, ...] = ()
        self._row_height = row_height
        self._bar_height = bar_height
        self._track = track
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @property
    def rows(self) -> tuple[Bar, ...]:
        """What is shown."""
        return self._rows

    def set_rows(self, rows: Sequence[Bar]) -> None:
        """Replaces all rows."""
        self._rows = tuple(rows)
        self.setAccessibleDescription(", ".join(f"{row.label} {row.figure}" for row in rows))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(160, self._row_height * len(self._rows))

    def minimumSizeHint(self) -> QSize:
        return QSize(100, self._row_height * len(self._rows))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        text, figures = theme.font(), theme.font(12, mono=True)
        painter.setFont(text)
        widest = max((painter.fontMetrics().horizontalAdvance(row.label) for row in self._rows), default=0)
        label_width = min(widest, round(self.width() * 0.35)) + theme.SPACE_2
        painter.setFont(figures)
        figure_width = max((painter.fontMetrics().horizontalAdvance(row.figure) for row in self._rows), default=0)
        for number, row in enumerate(self._rows):
            area = QRectF(0, number * self._row_height, self.width(), self._row_height)
            self._paint_row(painter, area, row, label_width, figure_width + theme.SPACE_2)

    def _paint_row(self, painter: QPainter, area: QRectF, row: Bar, label_width: int, figure_width: int) -> None:
        palette = theme.colours()
        painter.setPen(theme.colour(palette.text))
        painter.setFont(theme.font())
        shown = painter.fontMetrics().elidedText(row.label, Qt.TextElideMode.ElideRight, label_width - theme.SPACE_1)
        left = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        painter.drawText(QRectF(0, area.top(), label_width, area.height()), left, shown)
        painter.setPen(theme.colour(palette.dim))
        painter.setFont(theme.font(12, mono=True))
        right = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
        painter.drawText(area, right, row.figure)
        length = max(0.0, area.width() - label_width - figure_width)
        top = area.center().y() - self._bar_height / 2
        radius = self._bar_height / 2
        painter.setPen(Qt.PenStyle.NoPen)
        if self._track:
            painter.setBrush(theme.colour(palette.track))
            painter.drawRoundedRect(QRectF(label_width, top, length, self._bar_height), radius, radius)
        filled = length * min(max(row.fraction, 0.0), 1.0)
        if filled > 0:
            painter.setBrush(theme.colour(row.colour or palette.accent))
            painter.drawRoundedRect(
                QRectF(label_width, top, max(filled, 2.0), self._bar_height), min(radius, filled / 2), radius
            )


class SplitBar(QWidget):
    """One bar cut into parts in proportion to their values, in falling strength of one colour."""

    _STRENGTH = (1.0, 0.62, 0.34, 0.2)

    def __init__(self, parent: QWidget | None = None, *, bar_height: int = 10) -> None:
        super().__init__(parent)
        self._parts: tuple[tuple[str, float], ...] = ()
        self._bar_height = bar_height
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_parts(self, parts: Sequence[tuple[str, float]]) -> None:
        """Replaces the parts: ``(label, value)``; values of 0 or more."""
        self._parts = tuple(parts)
        self.setAccessibleDescription(", ".join(f"{label} {value:g}" for label, value in parts))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(160, self._bar_height + 4)

    def minimumSizeHint(self) -> QSize:
        return QSize(60, self._bar_height + 4)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        palette = theme.colours()
        total = sum(value for _, value in self._parts)
        top = (self.height() - self._bar_height) / 2
        painter.setBrush(theme.colour(palette.track))
        painter.drawRoundedRect(QRectF(0, top, self.width(), self._bar_height), 5, 5)
        x = 0.0
        for number, (_, value) in enumerate(self._parts if total > 0 else ()):
            width = self.width() * value / total
            strength = self._STRENGTH[min(number, len(self._STRENGTH) - 1)]
            painter.setBrush(theme.colour(palette.accent, strength))
            painter.drawRoundedRect(QRectF(x, top, max(0.0, width - 1), self._bar_height), 3, 3)
            x += width
