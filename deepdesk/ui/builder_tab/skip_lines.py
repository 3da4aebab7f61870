"""Lines beside the list that show where skips come from and go to."""

from __future__ import annotations

from collections.abc import Sequence, Set
from typing import Final

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPolygonF

from deepdesk.model.joins import Skip
from deepdesk.ui import theme
from deepdesk.ui.builder_tab.drawing_layout import lanes

_STEP: Final = 9
_EDGE: Final = 8
_MOST_LANES: Final = 5
_TURN: Final = 5.0
_HEAD: Final = 4.0


class SkipLines:
    """Lays skips out in lanes and paints them; lanes beyond the fifth share the outermost one."""

    def __init__(self) -> None:
        self._skips: tuple[Skip, ...] = ()
        self._lanes: tuple[int, ...] = ()

    @property
    def skips(self) -> tuple[Skip, ...]:
        """The skips that are shown."""
        return self._skips

    def show(self, skips: tuple[Skip, ...]) -> bool:
        """Takes other skips; whether anything changed."""
        if skips == self._skips:
            return False
        self._skips = skips
        self._lanes = tuple(min(lane, _MOST_LANES - 1) for lane in lanes([(skip.start, skip.end) for skip in skips]))
        return True

    @property
    def width(self) -> int:
        """The room that the lines need, in pixels; 0 without skips."""
        return _EDGE + _STEP * (max(self._lanes) + 1) if self._lanes else 0

    def ends_of(self, layer_id: str) -> frozenset[str]:
        """The layers at the other ends of a layer's skips."""
        found = {skip.target for skip in self._skips if skip.source == layer_id}
        return frozenset(found | {skip.source for skip in self._skips if skip.target == layer_id})

    def paint(self, painter: QPainter, rows: Sequence[QRectF], marked: Set[str]) -> None:
        """Paints the lines left of ``rows`` (the input's first), those of the layers ``marked`` last and in colour."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        shown = zip(self._skips, self._lanes, strict=True)
        for skip, lane in sorted(shown, key=lambda item: not marked.isdisjoint(item[0][:2])):
            if skip.end < len(rows):
                is_marked = not marked.isdisjoint((skip.source, skip.target))
                self._paint_one(painter, rows[skip.start], rows[skip.end], lane, is_marked)

    def _paint_one(self, painter: QPainter, start: QRectF, end: QRectF, lane: int, is_marked: bool) -> None:
        palette = theme.colours()
        colour = QColor(palette.accent if is_marked else palette.neutral)
        left = start.left() - _EDGE - _STEP * lane
        # A line leaves below the middle and arrives above it, so that a row can be both ends.
        top, bottom = start.center().y() + 5, end.center().y() - 5
        edge = start.left() - 1
        path = QPainterPath(QPointF(edge, top))
        path.lineTo(left + _TURN, top)
        path.quadTo(left, top, left, top + _TURN)
        path.lineTo(left, bottom - _TURN)
        path.quadTo(left, bottom, left + _TURN, bottom)
        path.lineTo(edge - _HEAD, bottom)
        painter.setPen(QPen(colour, 2.0 if is_marked else 1.2))
        painter.setBrush(QColor(0, 0, 0, 0))
        painter.drawPath(path)
        painter.setBrush(colour)
        tip = QPointF(edge, bottom)
        back = edge - _HEAD - 1
        painter.drawPolygon(QPolygonF([tip, QPointF(back, bottom - 3), QPointF(back, bottom + 3)]))
