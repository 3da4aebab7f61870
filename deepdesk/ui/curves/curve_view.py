"""A sequence as a large picture: its lines, its range, what is cut off and what is filled up."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from deepdesk.core.catalogue import say
from deepdesk.ui import theme
from deepdesk.ui.curves.painting import Values, limits, paint_lines

_AXIS: Final = 18
_LEGEND: Final = 18
_NAMES: Final = 8


class CurveView(QWidget):
    """Shows one sequence as measured. Steps that the network does not see are faint; steps that are filled up are
    hatched."""

    def __init__(self, height: int, parent: QWidget | None = None, *, grows: bool = False) -> None:
        """``height`` is the least; ``grows``: it takes more where there is room."""
        super().__init__(parent)
        self._values: Values = np.zeros((0, 1), dtype=np.float32)
        self._names: tuple[str, ...] = ()
        self._seen = (0, 0)
        self._steps = 0
        self.setMinimumHeight(height)
        vertical = QSizePolicy.Policy.Expanding if grows else QSizePolicy.Policy.Fixed
        self.setSizePolicy(QSizePolicy.Policy.Expanding, vertical)
        self.setMouseTracking(True)
        self._height = height

    def show_curves(self, values: Values, names: Sequence[str], seen: tuple[int, int], steps: int) -> None:
        """Shows ``values`` ``(steps found, features)``, of which the network sees those from ``seen[0]`` to before
        ``seen[1]``; ``steps`` is the length of its input, where more are seen than it has they are drawn together."""
        self._values = np.asarray(values, dtype=np.float32)
        self._names = tuple(names)
        self._seen = seen
        self._steps = steps
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(240, self._height)

    @property
    def padding(self) -> int:
        """Steps that are filled up."""
        return max(0, self._steps - (self._seen[1] - self._seen[0]))

    def paintEvent(self, event: QPaintEvent) -> None:
        palette = theme.colours()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour(palette.track))
        painter.drawRoundedRect(QRectF(self.rect()), theme.RADIUS_CONTROL, theme.RADIUS_CONTROL)
        if not len(self._values):
            return
        area = self._area()
        total, between = self._total(), limits(self._values)
        self._paint_ground(painter, area, total)
        colours = self._colours()
        first, last = self._seen
        faint = [theme.colour(colour.name(), 0.35) for colour in colours]
        paint_lines(painter, area, self._values, faint, steps=total, between=between)
        hidden = self._values.copy()
        hidden[:first] = np.nan
        hidden[last:] = np.nan
        paint_lines(painter, area, hidden, colours, steps=total, between=between)
        self._paint_axis(painter, area, total, between)
        self._paint_legend(painter, colours)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Says the values of the step below the pointer."""
        area = self._area()
        if not len(self._values) or not area.width():
            return
        share = (event.position().x() - area.left()) / area.width()
        step = round(share * max(1, self._total() - 1))
        if 0 <= step < len(self._values):
            shown = zip(self._names, self._values[step].tolist(), strict=False)
            told = "\n".join(f"{name}: {value:.5g}" for name, value in list(shown)[:12])
            QToolTip.showText(
                event.globalPosition().toPoint(), f"{say('sequences.ui.step', number=step)}\n{told}", self
            )
        super().mouseMoveEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange:
            self.update()
        super().changeEvent(event)

    def _area(self) -> QRectF:
        legend = _LEGEND if len(self._names) > 1 else 0
        return QRectF(self.rect()).adjusted(8, 8, -8, -8 - _AXIS - legend)

    def _total(self) -> int:
        return max(len(self._values) + self.padding, 2)

    def _colours(self) -> list[QColor]:
        return [theme.colour(one) for one in theme.colours().series]

    def _paint_ground(self, painter: QPainter, area: QRectF, total: int) -> None:
        """Hatches what is filled up, and marks where the network's input begins and ends."""
        palette = theme.colours()
        scale = area.width() / max(1, total - 1)
        if self.padding:
            left = area.left() + max(0, len(self._values) - 1) * scale
            padded = QRectF(left, area.top(), area.right() - left, area.height())
            painter.setPen(Qt.PenStyle.NoPen)
            painter.fillRect(padded, theme.colour(palette.neutral, 0.10))
            painter.fillRect(padded, QBrush(theme.colour(palette.neutral, 0.6), Qt.BrushStyle.BDiagPattern))
        painter.setPen(QPen(theme.colour(palette.second), 1, Qt.PenStyle.DashLine))
        for edge in self._seen:
            if 0 < edge < len(self._values):
                x = area.left() + (edge - 0.5) * scale
                painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()))

    def _paint_axis(self, painter: QPainter, area: QRectF, total: int, between: tuple[float, float]) -> None:
        palette = theme.colours()
        painter.setFont(theme.font(theme.SMALL))
        painter.setPen(theme.colour(palette.dim))
        below = QRectF(area.left(), area.bottom() + 2, area.width(), _AXIS)
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(below, middle | Qt.AlignmentFlag.AlignLeft, "0")
        painter.drawText(below, middle | Qt.AlignmentFlag.AlignRight, say("sequences.ui.steps", count=total))
        low, high = between
        for value, edge in ((high, Qt.AlignmentFlag.AlignTop), (low, Qt.AlignmentFlag.AlignBottom)):
            told = f"{value:.4g}"
            place = painter.boundingRect(area, edge | Qt.AlignmentFlag.AlignLeft, told)
            painter.fillRect(place.adjusted(-2, 0, 2, 0), theme.colour(palette.track, 0.8))  # lines run behind it
            painter.drawText(place, edge | Qt.AlignmentFlag.AlignLeft, told)

    def _paint_legend(self, painter: QPainter, colours: list[QColor]) -> None:
        if len(self._names) < 2:
            return
        x, y = 8.0, self.height() - _LEGEND - 4.0
        metrics = painter.fontMetrics()
        for place, name in enumerate(self._names[:_NAMES]):
            shown = metrics.elidedText(name, Qt.TextElideMode.ElideRight, 80)
            wide = metrics.horizontalAdvance(shown) + 20
            if x + wide > self.width() - 8:
                break
            painter.setPen(QPen(colours[place % len(colours)], 3))
            painter.drawLine(QPointF(x, y + _LEGEND / 2), QPointF(x + 10, y + _LEGEND / 2))
            painter.setPen(theme.colour(theme.colours().text))
            painter.drawText(QRectF(x + 14, y, wide, _LEGEND), Qt.AlignmentFlag.AlignVCenter, shown)
            x += wide + 6
