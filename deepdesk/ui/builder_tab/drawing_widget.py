"""The drawing of a network on a widget: what is shown, which part of it, and how it is painted."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from deepdesk.core.catalogue import say
from deepdesk.state.model_edits import ModelState
from deepdesk.ui import theme
from deepdesk.ui.builder_tab import drawing_camera
from deepdesk.ui.builder_tab.drawing_camera import Camera, Extent
from deepdesk.ui.builder_tab.drawing_labels import paint_labels
from deepdesk.ui.builder_tab.drawing_layout import LARGEST_GAP, LEAST_GAP, Layout, lay_out
from deepdesk.ui.builder_tab.drawing_overview import Overview
from deepdesk.ui.builder_tab.drawing_scene import Scene
from deepdesk.ui.builder_tab.figures import feeders, figures

HEIGHT: Final = 168
_OVERVIEW: Final = 14


class DrawnNetwork(QWidget):
    """Shows a network; ``view_changed`` says that another part is in sight."""

    view_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._state: ModelState | None = None
        self._layout: Layout = lay_out((), ())
        self._scene = Scene(self._layout, theme.colours())
        self._camera = Camera(1.0, 0.0, 0.0)
        self._follows = True
        self._selected: str | None = None
        self._hovered: str | None = None
        self._overview = Overview()

    # Showing

    def show_state(self, state: ModelState) -> None:
        """Draws the network anew where it has changed."""
        old, self._state = self._state, state
        self._selected = state.selected
        if old is None or (old.report, old.findings, old.model.input) != (
            state.report,
            state.findings,
            state.model.input,
        ):
            self._renew()
            names = ", ".join(place.figure.layer_id for place in self._layout.places)
            self.setAccessibleDescription(say("builder.drawing.described", layers=names))
        self.update()

    @property
    def shown(self) -> Layout:
        """Where everything stands, in units of the drawing."""
        return self._layout

    @property
    def camera(self) -> Camera:
        """Which part is in sight."""
        return self._camera

    def _renew(self) -> None:
        """Lays the figures out for the room that there is."""
        if self._state is None:
            return
        given, links = figures(self._state), feeders(self._state)
        layout = lay_out(given, links)
        scale = min(self.height() / layout.height, drawing_camera.USUAL_LARGEST)
        spare = (self.width() / max(scale, 0.1) - layout.width) / max(1, len(given))
        gap = float(int(max(LEAST_GAP, min(LARGEST_GAP, LEAST_GAP + spare))))
        self._layout = lay_out(given, links, gap=gap) if gap > LEAST_GAP else layout
        self._scene = Scene(self._layout, theme.colours())
        self._overview.show(self._scene)
        self._place(drawing_camera.usual(self._extent, self._view, self._camera.x) if self._follows else self._camera)

    def _place(self, camera: Camera) -> None:
        self._camera = drawing_camera.clamped(camera, self._extent, self._view)
        self.update()
        self.view_changed.emit()

    @property
    def _extent(self) -> Extent:
        return Extent(self._layout.width, self._layout.height)

    @property
    def _view(self) -> Extent:
        is_long = self._layout.width * drawing_camera.LEAST_LEGIBLE > self.width()
        return Extent(max(1.0, self.width()), max(1.0, self.height() - (_OVERVIEW if is_long else 0)))

    def reveal(self, layer_id: str) -> None:
        """Moves until a layer's figure is in sight."""
        place = next((item for item in self._layout.places if item.figure.layer_id == layer_id), None)
        if place is not None:
            room = 60 / self._camera.scale
            span = (place.start - room, place.end + room)
            self._place(drawing_camera.revealing(self._camera, *span, self._extent, self._view))

    def area_of(self, layer_id: str) -> QRectF:
        """Where a layer's slot is in the view (empty when it is not drawn)."""
        place = next((item for item in self._layout.places if item.figure.layer_id == layer_id), None)
        if place is None:
            return QRectF()
        left, top = self._camera.to_view(place.start, 0)
        width = (place.end - place.start) * self._camera.scale
        return QRectF(left, top, width, self._layout.height * self._camera.scale)

    def zoom(self, factor: float, at: QPointF | None = None) -> None:
        """Nearer (``factor`` above 1) or further; ``at`` stays where it is, else what is selected, else the middle."""
        if at is None:
            at = self.area_of(self._selected or "").center()
            if not QRectF(self.rect()).contains(at) or self._selected is None:
                at = QPointF(self.rect().center())
        self._follows = False
        self._place(drawing_camera.zoomed(self._camera, factor, at.x(), at.y(), self._extent, self._view))

    def show_whole(self) -> None:
        """The whole network at once; where it is so already, the usual view."""
        everything = drawing_camera.whole(self._extent, self._view)
        self._follows = self._camera == everything
        self._place(drawing_camera.usual(self._extent, self._view) if self._follows else everything)
        if self._follows and self._selected:
            self.reveal(self._selected)

    def pan(self, x: float, y: float = 0.0) -> None:
        """Moves the drawing by pixels."""
        moved = self._camera._replace(
            x=self._camera.x - x / self._camera.scale, y=self._camera.y - y / self._camera.scale
        )
        self._place(moved)

    def sizeHint(self) -> QSize:
        return QSize(600, HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return QSize(200, 110)

    def resizeEvent(self, _event: QResizeEvent) -> None:
        self._renew()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange:
            self._scene = Scene(self._layout, theme.colours())
            self._overview.show(self._scene)
        super().changeEvent(event)

    def _at(self, point: QPointF) -> str | None:
        x, y = self._camera.to_scene(point.x(), point.y())
        number = self._layout.at(x) if 0 <= y <= self._layout.height else None
        return None if number is None else self._layout.places[number].figure.layer_id

    def _overview_area(self) -> QRectF:
        """Where the overview is; empty while everything is in sight."""
        if self._layout.width * self._camera.scale <= self.width() + 1:
            return QRectF()
        return QRectF(8, self.height() - _OVERVIEW + 1, self.width() - 16, _OVERVIEW - 4)

    # Painting

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        camera = self._camera
        seen = self._layout.between(camera.x, camera.x + self.width() / camera.scale)
        painter.scale(camera.scale, camera.scale)
        painter.translate(-camera.x, -camera.y)
        self._scene.paint(painter, seen, selected=self._selected, hovered=self._hovered, scale=camera.scale)
        painter.resetTransform()
        paint_labels(painter, self._scene, camera, seen, self._selected)
        area = self._overview_area()
        if not area.isEmpty():
            self._overview.paint(painter, area, camera.x, self.width() / camera.scale, self._selected)
        if self.hasFocus():
            painter.setPen(QPen(QColor(theme.colours().accent), 1.5))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), theme.RADIUS_CARD, theme.RADIUS_CARD)
