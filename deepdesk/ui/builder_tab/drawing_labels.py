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
    free = -1e9
    chosen = next((each for each in scene.layout.places if each.figure.layer_id == selected), None)
    taken = QRectF() if chosen is None else _area_of_chosen(painter, chosen, camera, QRectF(0, top, 0, height), size)
    painter.setFont(theme.font(size))
    for number in seen:
        place = scene.layout.places[number]
        middle = camera.to_view(place.middle, 0)[0]
        if place.figure.severity:
            _paint_mark(painter, scene.palette, place.figure.severity, QPointF(middle, top - 3))
        if place is chosen:
            continue
        room = (place.end - place.start) * camera.scale
        if room < _LEAST_ROOM:
            room = 2 * _LEAST_ROOM
            if middle - room / 2 < free or _reaches_a_name(scene, camera, number, middle + room / 2):
                continue
        free = middle + room / 2
        _paint_name(painter, scene.palette, place, QRectF(middle - room / 2, top, room, height), taken)
    if chosen is not None:
        _paint_chosen(painter, scene.palette, chosen, taken, size)


def _reaches_a_name(scene: Scene, camera: Camera, number: int, end: float) -> bool:
    """Whether a name that ends at ``end`` would stand behind that of a later figure which has room for its own."""
    for place in scene.layout.places[number + 1 :]:
        start = camera.to_view(place.start, 0)[0]
        if start >= end:
            return False
        if camera.to_view(place.end, 0)[0] - start >= _LEAST_ROOM:
            return True
    return False


def _area_of_chosen(painter: QPainter, place: Place, camera: Camera, line: QRectF, size: float) -> QRectF:
    """Where the selected layer's name stands, whole, in the same unit as ``line``."""
    painter.setFont(theme.font(size, bold=True))
    width = painter.fontMetrics().horizontalAdvance(place.figure.layer_id) + 8
    return QRectF(camera.to_view(place.middle, 0)[0] - width / 2, line.top(), width, line.height())


def _paint_name(painter: QPainter, palette: theme.Palette, place: Place, area: QRectF, taken: QRectF) -> None:
    """A name, cut at its beginning, which the layers of one block share, unless it would stand behind ``taken``."""
    figure = place.figure
    painter.setPen(QColor(palette.error if figure.severity == "error" else palette.dim))
    text = painter.fontMetrics().elidedText(figure.layer_id, Qt.TextElideMode.ElideLeft, round(area.width() - 2))
    width = painter.fontMetrics().horizontalAdvance(text)
    if not QRectF(area.center().x() - width / 2, area.top(), width, area.height()).intersects(taken):
        painter.drawText(area, Qt.AlignmentFlag.AlignCenter, text)


def _paint_chosen(painter: QPainter, palette: theme.Palette, place: Place, area: QRectF, size: float) -> None:
    """The selected layer's name is always there, whole."""
    painter.setFont(theme.font(size, bold=True))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(palette.soft))
    painter.drawRoundedRect(area, 4, 4)
    painter.setPen(QColor(palette.error if place.figure.severity == "error" else palette.text))
    painter.drawText(area, Qt.AlignmentFlag.AlignCenter, place.figure.layer_id)


def _paint_mark(painter: QPainter, palette: theme.Palette, severity: str, at: QPointF) -> None:
    """A disc with a stroke and a point: something is said of this layer in the list."""
    colours = {"error": palette.error, "warning": palette.warning}
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(colours.get(severity, palette.accent)))
    painter.drawEllipse(at, _MARK + 1, _MARK + 1)
    painter.setPen(QPen(QColor(palette.panel), 1.5, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
    painter.drawLine(at + QPointF(0, -2.8), at + QPointF(0, 0.4))
    painter.drawPoint(at + QPointF(0, 2.9))
