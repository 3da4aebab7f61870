"""The drawing of the network in use: zoom, pan, hover, selection, keys."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QNativeGestureEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QWidget

from deepdesk.core.catalogue import say
from deepdesk.state.model_edits import ModelState
from deepdesk.ui.builder_tab.drawing_camera import Camera
from deepdesk.ui.builder_tab.drawing_widget import DrawnNetwork
from deepdesk.ui.builder_tab.layer_card import LayerCard

_NOTCH: Final = 1.0015
_STEP: Final = 1.25


class NetworkDrawing(DrawnNetwork):
    """``layer_selected`` carries the id of the figure that was chosen, ``layer_opened`` that of one whose parameters
    are wanted."""

    layer_selected = Signal(str)
    layer_opened = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("network_drawing")
        self.setAccessibleName(say("builder.drawing"))
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._pressed: QPointF | None = None
        self._dragged_from: Camera | None = None
        self._card = LayerCard()

    def show_state(self, state: ModelState) -> None:
        self._card.hide()
        super().show_state(state)

    # Mouse

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._card.hide()
        if event.button() not in (Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton):
            return
        if self._overview_area().contains(event.position()):
            self._go_to(event.position())
            return
        self._pressed = event.position()

    def _go_to(self, point: QPointF) -> None:
        middle = self._overview.unit_at(point.x(), self._overview_area())
        self._place(self._camera._replace(x=middle - self.width() / self._camera.scale / 2))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        point = event.position()
        if self._pressed is None:
            if event.buttons() & Qt.MouseButton.LeftButton:
                self._go_to(point)
            else:
                self._hover(point)
            return
        moved = point - self._pressed
        if self._dragged_from is None and moved.manhattanLength() >= QApplication.startDragDistance():
            self._dragged_from = self._camera
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
        if self._dragged_from is not None:
            start = self._dragged_from
            self._place(start._replace(x=start.x - moved.x() / start.scale, y=start.y - moved.y() / start.scale))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        was_click = self._pressed is not None and self._dragged_from is None
        self._pressed = self._dragged_from = None
        self.unsetCursor()
        layer_id = self._at(event.position())
        if was_click and layer_id and event.button() == Qt.MouseButton.LeftButton:
            self.layer_selected.emit(layer_id)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if layer_id := self._at(event.position()):
            self.layer_opened.emit(layer_id)

    def _hover(self, point: QPointF) -> None:
        hovered = None if self._overview_area().contains(point) else self._at(point)
        if hovered != self._hovered:
            self._hovered = hovered
            self.setCursor(Qt.CursorShape.PointingHandCursor if hovered else Qt.CursorShape.ArrowCursor)
            self.update()
        self._show_card()

    def _show_card(self) -> None:
        """Says what is known of the figure under the pointer, at once."""
        if self._hovered is None or self._state is None:
            self._card.hide()
            return
        area = self.area_of(self._hovered)
        foot = QPoint(round(area.center().x()), self.height() + 6)
        self._card.tell(self._state, self._hovered, self.mapTo(self.window(), foot), self.window())

    def leaveEvent(self, _event: QEvent) -> None:
        self._hovered = None
        self._card.hide()
        self.update()

    def hideEvent(self, _event: QEvent) -> None:
        self._card.hide()

    def wheelEvent(self, event: QWheelEvent) -> None:
        turned, pixels = event.angleDelta(), event.pixelDelta()
        is_sideways = abs(turned.x()) > abs(turned.y()) or bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if is_sideways and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.pan(pixels.x() or (turned.x() or turned.y()) / 2)
        else:
            self.zoom(_NOTCH ** turned.y(), event.position())
        self._hover(event.position())
        event.accept()

    def event(self, event: QEvent) -> bool:
        is_pinch = isinstance(event, QNativeGestureEvent)
        if is_pinch and event.gestureType() == Qt.NativeGestureType.ZoomNativeGesture:  # type: ignore[attr-defined]
            self.zoom(1 + event.value(), event.position())  # type: ignore[attr-defined]
            return True
        return super().event(event)

    # Keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        ids = [place.figure.layer_id for place in self._layout.places]
        at = ids.index(self._selected) if self._selected in ids else -1
        moves = {
            Qt.Key.Key_Left: max(0, at - 1),
            Qt.Key.Key_Right: at + 1,
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: len(ids),
        }
        zooms = {Qt.Key.Key_Plus: _STEP, Qt.Key.Key_Equal: _STEP, Qt.Key.Key_Minus: 1 / _STEP}
        if key in moves and ids:
            self.layer_selected.emit(ids[min(moves[Qt.Key(key)], len(ids) - 1)])
        elif key in zooms:
            self.zoom(zooms[Qt.Key(key)])
        elif key == Qt.Key.Key_0:
            self.show_whole()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._selected:
            self.layer_opened.emit(self._selected)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()
