"""What the pictures that explain layers are drawn with: grids, arrows, discs, words, in the colours in use."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final, Literal

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPolygonF

from deepdesk.ui import theme
from deepdesk.ui.builder_tab.drawing_scene import mixed

WIDTH: Final = 268
HEIGHT: Final = 112
Hue = Literal["accent", "second", "good", "neutral", "error", "purple", "teal"]
Tone = tuple[Hue, float]
"""A hue and its strength over the ground, 0 to 1."""
Fill = Callable[[int, int], Tone]
PLAIN: Final[Tone] = ("neutral", 0.1)


class Canvas:
    """A picture of :data:`WIDTH` × :data:`HEIGHT` units, y downward."""

    def __init__(self, painter: QPainter, palette: theme.Palette) -> None:
        self.painter = painter
        self.palette = palette
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)

    def colour(self, tone: Tone) -> QColor:
        """The colour of a tone."""
        hue, strength = tone
        series = {"purple": self.palette.series[3], "teal": self.palette.series[6]}
        return mixed(series.get(hue) or getattr(self.palette, hue), self.palette.panel, strength)

    def box(self, x: float, y: float, width: float, height: float, tone: Tone = PLAIN, radius: float = 2.0) -> None:
        """A filled rectangle with an edge of its own hue."""
        hue, strength = tone
        self.painter.setPen(QPen(self.colour((hue, min(1.0, strength + 0.3))), 1))
        self.painter.setBrush(self.colour(tone))
        self.painter.drawRoundedRect(QRectF(x, y, width, height), radius, radius)

    def outline(self, x: float, y: float, width: float, height: float, tone: Tone, thick: float = 2.0) -> None:
        """A frame."""
        self.painter.setPen(QPen(self.colour(tone), thick))
        self.painter.setBrush(Qt.BrushStyle.NoBrush)
        self.painter.drawRoundedRect(QRectF(x, y, width, height), 2, 2)

    def grid(
        self,
        x: float,
        y: float,
        rows: int,
        columns: int,
        cell: float,
        fill: Fill = lambda _row, _column: PLAIN,
        values: Sequence[Sequence[object]] = (),
    ) -> None:
        """Cells in rows and columns, each with its tone and, where ``values`` are given, its number."""
        for row in range(rows):
            for column in range(columns):
                tone = fill(row, column)
                self.box(x + column * cell, y + row * cell, cell, cell, tone, 1)
                if values:
                    firm = tone[1] > 0.7
                    shown = str(values[row][column])
                    self.word(
                        shown,
                        x + (column + 0.5) * cell,
                        y + (row + 0.5) * cell,
                        size=cell * (0.58 if len(shown) < 3 else 0.44),
                        inverse=firm,
                    )

    def word(
        self, shown: str, x: float, y: float, *, size: float = 11, tone: Tone | None = None, inverse: bool = False
    ) -> None:
        """A word with its middle at a place."""
        colour = QColor(self.palette.on_accent if inverse else self.palette.text)
        self.painter.setPen(self.colour(tone) if tone else colour)
        self.painter.setFont(theme.font(max(8.0, size)))
        self.painter.drawText(QRectF(x - 90, y - 12, 180, 24), Qt.AlignmentFlag.AlignCenter, shown)

    def line(
        self, x0: float, y0: float, x1: float, y1: float, tone: Tone = ("neutral", 0.6), thick: float = 1.2
    ) -> None:
        """A straight line."""
        self.painter.setPen(QPen(self.colour(tone), thick))
        self.painter.drawLine(QPointF(x0, y0), QPointF(x1, y1))

    def arrow(
        self, x0: float, y0: float, x1: float, y1: float, tone: Tone = ("neutral", 0.8), thick: float = 1.6
    ) -> None:
        """A line with a head at its end."""
        self.line(x0, y0, x1, y1, tone, thick)
        along = QPointF(x1 - x0, y1 - y0)
        length = max(1e-6, (along.x() ** 2 + along.y() ** 2) ** 0.5)
        along /= length
        across = QPointF(-along.y(), along.x())
        tip = QPointF(x1, y1)
        self.painter.drawLine(tip, tip - along * 5 + across * 3.5)
        self.painter.drawLine(tip, tip - along * 5 - across * 3.5)

    def disc(self, x: float, y: float, radius: float, tone: Tone) -> None:
        """A filled circle."""
        self.painter.setPen(QPen(self.colour((tone[0], min(1.0, tone[1] + 0.3))), 1))
        self.painter.setBrush(self.colour(tone))
        self.painter.drawEllipse(QPointF(x, y), radius, radius)

    def sign(self, shown: str, x: float, y: float) -> None:
        """A sign of arithmetic in a circle."""
        self.painter.setPen(QPen(self.colour(("accent", 1.0)), 1.4))
        self.painter.setBrush(QColor(self.palette.panel))
        self.painter.drawEllipse(QPointF(x, y), 10, 10)
        self.word(shown, x, y, size=13)

    def cross(self, x: float, y: float, arm: float = 4.0, tone: Tone = ("error", 1.0)) -> None:
        """Two crossed strokes."""
        self.line(x - arm, y - arm, x + arm, y + arm, tone, 1.8)
        self.line(x - arm, y + arm, x + arm, y - arm, tone, 1.8)

    def curve(self, points: Sequence[tuple[float, float]], tone: Tone, thick: float = 2.0) -> None:
        """A line through points."""
        path = QPainterPath(QPointF(*points[0]))
        for point in points[1:]:
            path.lineTo(*point)
        self.painter.setPen(QPen(self.colour(tone), thick))
        self.painter.setBrush(Qt.BrushStyle.NoBrush)
        self.painter.drawPath(path)

    def beam(self, points: Sequence[tuple[float, float]], tone: Tone) -> None:
        """A translucent area from what is seen to what comes of it."""
        colour = self.colour((tone[0], 1.0))
        colour.setAlphaF(tone[1])
        self.painter.setPen(Qt.PenStyle.NoPen)
        self.painter.setBrush(colour)
        self.painter.drawPolygon(QPolygonF([QPointF(x, y) for x, y in points]))


Picture = Callable[[Canvas], None]
