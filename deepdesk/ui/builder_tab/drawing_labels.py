"""The names under the figures: as large at every scale, and never over each other."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from deepdesk.ui import theme
from deepdesk.ui.builder_tab.drawing_camera import Camera
from deepdesk.ui.builder_tab.drawing_layout import LABELS, Place
from deepdesk.ui.builder_tab.drawing_scene import Scene
from deepdesk.ui.builder_tab.figures import ROOM

_LEAST_ROOM: Final = 30.0
_MARK: Final = 4.5


def paint_labels(painter: QPainter, scene: Scene, camera: Camera, seen: range, selected: str | None) -> None:
    """Paints names (every second, third … where there is no room for all) and marks what has a finding."""
    size = max(10.0, min(10.5 * camera.scale, 15.0))
    top = camera.to_view(0, scene.layout.head + ROOM)[1]
    height = max(14.0, LABELS * camera.scale)
    last = -1e9
    chosen: Place | None = None
    painter.setFont(theme.font(size))
    for number in seen:
        place = scene.layout.places[number]
        middle = camera.to_view(place.middle, 0)[0]
        if place.figure.severity:
            _paint_mark(painter, scene.palette, place.figure.severity, QPointF(middle, top - 3))
        if place.figure.layer_id == selected:
            chosen = place
            continue
        room = (place.end - place.start) * camera.scale
        if room >= _LEAST_ROOM:
            _paint_name(painter, scene.palette, place, QRectF(middle - room / 2, top, room, height))
        elif middle - last >= 2 * _LEAST_ROOM:
            last = middle
            _paint_name(painter, scene.palette, place, QRectF(middle - _LEAST_ROOM, top, 2 * _LEAST_ROOM, height))
    if chosen is not None:
        _paint_chosen(
            painter, scene.palette, chosen, camera.to_view(chosen.middle, 0)[0], QRectF(0, top, 0, height), size
        )


def _paint_name(painter: QPainter, palette: theme.Palette, place: Place, area: QRectF) -> None:
    figure = place.figure
    painter.setPen(QColor(palette.error if figure.severity == "error" else palette.dim))
    text = painter.fontMetrics().elidedText(figure.layer_id, Qt.TextElideMode.ElideRight, round(area.width() - 2))
    painter.drawText(area, Qt.AlignmentFlag.AlignCenter, text)


def _paint_chosen(
    painter: QPainter, palette: theme.Palette, place: Place, middle: float, line: QRectF, size: float
) -> None:
    """The selected layer's name is always there, whole, over its neighbours'."""
    painter.setFont(theme.font(size, bold=True))
    text = place.figure.layer_id
    width = painter.fontMetrics().horizontalAdvance(text) + 8
    area = QRectF(middle - width / 2, line.top(), width, line.height())
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(palette.soft))
    painter.drawRoundedRect(area, 4, 4)
    painter.setPen(QColor(palette.error if place.figure.severity == "error" else palette.text))
    painter.drawText(area, Qt.AlignmentFlag.AlignCenter, text)


def _paint_mark(painter: QPainter, palette: theme.Palette, severity: str, at: QPointF) -> None:
    """A disc with a stroke and a point: something is said of this layer in the list."""
    colours = {"error": palette.error, "warning": palette.warning}
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(colours.get(severity, palette.accent)))
    painter.drawEllipse(at, _MARK + 1, _MARK + 1)
    painter.setPen(QPen(QColor(palette.panel), 1.5, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
    painter.drawLine(at + QPointF(0, -2.8), at + QPointF(0, 0.4))
    painter.drawPoint(at + QPointF(0, 2.9))
