"""The whole of a long network in a thin strip, with a frame around what the drawing shows of it."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap

from deepdesk.ui import theme
from deepdesk.ui.builder_tab.drawing_scene import Scene, family_colour, mixed
from deepdesk.ui.builder_tab.figures import ROOM


class Overview:
    """Keeps its picture until the network, the size or the colours change."""

    def __init__(self) -> None:
        self._scene: Scene | None = None
        self._picture: QPixmap | None = None

    def show(self, scene: Scene) -> None:
        """Takes another network."""
        self._scene, self._picture = scene, None

    def unit_at(self, x: float, area: QRectF) -> float:
        """The unit of the drawing at pixel ``x`` of the strip."""
        return 0.0 if self._scene is None else (x - area.left()) / area.width() * self._scene.layout.width

    def paint(self, painter: QPainter, area: QRectF, start: float, width: float, selected: str | None) -> None:
        """Paints the strip into ``area``; the drawing shows ``width`` units from ``start`` on."""
        if self._scene is None:
            return
        layout, palette = self._scene.layout, self._scene.palette
        ratio = painter.device().devicePixelRatioF()
        wanted = (round(area.width() * ratio), round(area.height() * ratio))
        if self._picture is None or (self._picture.width(), self._picture.height()) != wanted:
            self._picture = self._drawn(area.width(), area.height(), wanted, ratio)
        painter.drawPixmap(area.topLeft(), self._picture)
        unit = area.width() / layout.width
        for place in layout.places if selected else ():
            if place.figure.layer_id == selected:
                painter.fillRect(
                    QRectF(area.left() + place.start * unit, area.top(), 3, area.height()), QColor(palette.accent)
                )
        painter.setPen(QPen(QColor(palette.accent), 1.2))
        painter.setBrush(theme.colour(palette.accent, 0.12))
        frame = QRectF(area.left() + start * unit, area.top() - 1, width * unit, area.height() + 2)
        painter.drawRoundedRect(frame.intersected(area.adjusted(-1, -1, 1, 1)), 3, 3)

    def _drawn(self, width: float, height: float, pixels: tuple[int, int], ratio: float) -> QPixmap:
        assert self._scene is not None
        layout, palette = self._scene.layout, self._scene.palette
        picture = QPixmap(*pixels)
        picture.setDevicePixelRatio(ratio)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        painter.fillRect(QRectF(0, 0, width, height), QColor(palette.track))
        unit = width / layout.width
        for place in layout.places:
            figure = place.figure
            colour = palette.error if figure.severity == "error" else family_colour(figure.family, palette)
            tall = max(0.25, 2 * figure.rise / ROOM) * height
            area = QRectF(
                place.start * unit, (height - tall) / 2, max(1.0, (place.end - place.start) * unit * 0.7), tall
            )
            painter.fillRect(area, mixed(colour, palette.track, 0.8))
        painter.end()
        return picture
