"""The list of layers: keys, selection of one or several, drag and drop."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QWidget

from deepdesk.model.validation import INPUT
from deepdesk.ui import theme
from deepdesk.ui.builder_tab.dragging import KIND_MIME, LAYER_MIME, is_known, model_file, start_drag
from deepdesk.ui.builder_tab.layer_row import LayerRow, RowContent
from deepdesk.ui.builder_tab.layer_rows import SPACING, LayerRows


class LayerList(LayerRows):
    """Shows the layers of a :class:`ModelState` and says what is wished; changes nothing itself.

    Signals carry ids of layers (tuples where there may be several), kinds and places in the list of layers (0 is
    first). ``selection_requested`` carries the ids and the one for the inspector; ``copy_requested`` and
    ``cut_requested`` the ids; ``paste_requested`` nothing.
    """

    layer_selected = Signal(str)
    selection_requested = Signal(object, str)
    remove_requested = Signal(object)
    duplicate_requested = Signal(object)
    copy_requested = Signal(object)
    cut_requested = Signal(object)
    paste_requested = Signal()
    move_requested = Signal(object, int)
    step_requested = Signal(object, int)
    kind_dropped = Signal(str, int)
    file_dropped = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAcceptDrops(True)
        self._drop_at: int | None = None
        self._anchor: str | None = None

    def _new_row(self, content: RowContent) -> LayerRow:
        row = super()._new_row(content)
        row.pressed.connect(self._on_pressed)
        row.clicked.connect(self._on_clicked)
        row.drag_started.connect(self._start_drag)
        return row

    # Keys

    def _selected_place(self) -> int:
        selected = self._state.selected if self._state else None
        return next((number for number, row in enumerate(self._rows) if row.content.layer_id == selected), -1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        pressed, held = event.key(), event.modifiers()
        chosen = self._state.selection if self._state else ()
        alt = bool(held & Qt.KeyboardModifier.AltModifier)
        steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_Home: -len(self._rows), Qt.Key.Key_End: 9_999}
        if self._do_edit(event, chosen):
            return
        if pressed not in steps:
            super().keyPressEvent(event)
        elif not alt:
            self._go(steps[Qt.Key(pressed)], extend=bool(held & Qt.KeyboardModifier.ShiftModifier))
        elif chosen and abs(steps[Qt.Key(pressed)]) == 1:
            self.step_requested.emit(chosen, steps[Qt.Key(pressed)])

    def _do_edit(self, event: QKeyEvent, chosen: tuple[str, ...]) -> bool:
        """Carries out a key that edits; whether it was one."""
        standard = QKeySequence.StandardKey
        if event.matches(standard.SelectAll):
            self.select_all()
        elif event.matches(standard.Paste):
            self.paste_requested.emit()
        elif event.key() == Qt.Key.Key_Menu:
            self._open_menu()
        elif not chosen:
            return False
        elif event.matches(standard.Copy):
            self.copy_requested.emit(chosen)
        elif event.matches(standard.Cut):
            self.cut_requested.emit(chosen)
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.remove_requested.emit(chosen)
        elif event.key() == Qt.Key.Key_D and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.duplicate_requested.emit(chosen)
        elif event.key() == Qt.Key.Key_F2:
            self.rename_requested.emit(self._state.selected if self._state else "")
        else:
            return False
        return True

    def _open_menu(self) -> None:
        place = self._selected_place()
        if place >= 0:
            row = self._rows[place]
            self.menu_requested.emit(row.content.layer_id, row.mapToGlobal(row.rect().center()))

    def select_all(self) -> None:
        """Asks for all layers to be selected."""
        ids = [row.content.layer_id for row in self._rows[1:]]
        if ids:
            current = self._state.selected if self._state and self._state.selected in ids else ids[-1]
            self.selection_requested.emit(tuple(ids), current)

    def _go(self, step: int, *, extend: bool) -> None:
        place = max(0, min(self._selected_place() + step, len(self._rows) - 1))
        if not self._rows:
            return
        layer_id = self._rows[place].content.layer_id
        if extend:
            self._select_to(layer_id)
        else:
            self._anchor = layer_id
            self.layer_selected.emit(layer_id)

    def _select_to(self, layer_id: str) -> None:
        """Asks for the layers from the anchor to this one."""
        names = [row.content.layer_id for row in self._rows]
        anchor = self._anchor if self._anchor in names else (self._state.selected if self._state else None)
        self._anchor = anchor if anchor in names else layer_id
        first, last = sorted((names.index(self._anchor), names.index(layer_id)))
        self.selection_requested.emit(tuple(name for name in names[first : last + 1] if name != INPUT), layer_id)

    def _on_pressed(self, layer_id: str, held: Qt.KeyboardModifier) -> None:
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        chosen = self._state.selection if self._state else ()
        if held & Qt.KeyboardModifier.ShiftModifier:
            self._select_to(layer_id)
        elif held & Qt.KeyboardModifier.ControlModifier and layer_id != INPUT:
            self._anchor = layer_id
            rest = tuple(name for name in chosen if name != layer_id)
            if layer_id in chosen and rest:
                self.selection_requested.emit(rest, rest[-1])
            else:
                self.selection_requested.emit((*rest, layer_id), layer_id)
        elif len(chosen) < 2 or layer_id not in chosen:
            # One of several selected layers may be about to be dragged with the others.
            self._anchor = layer_id
            self.layer_selected.emit(layer_id)

    def _on_clicked(self, layer_id: str) -> None:
        if self._state is not None and len(self._state.selection) > 1:
            self._anchor = layer_id
            self.layer_selected.emit(layer_id)

    # Drag and drop

    def _start_drag(self, layer_id: str) -> None:
        chosen = self._state.selection if self._state else ()
        if (row := self.row_of(layer_id)) is not None:
            start_drag(self, row, chosen if layer_id in chosen else (layer_id,))

    def drop_index(self, y: float) -> int:
        """The place in the list of layers at which something dropped at height ``y`` would come."""
        layers = self._rows[1:]
        return next((number for number, row in enumerate(layers) if y < row.geometry().center().y()), len(layers))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if is_known(event.mimeData()):
            event.acceptProposedAction()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        if not is_known(event.mimeData()):
            return
        event.acceptProposedAction()
        if not event.mimeData().hasUrls():
            self._drop_at = self.drop_index(event.position().y())
            self.update()

    def dragLeaveEvent(self, _event: QDragLeaveEvent) -> None:
        self._end_drop()

    def dropEvent(self, event: QDropEvent) -> None:
        data, place = event.mimeData(), self.drop_index(event.position().y())
        self._end_drop()
        event.acceptProposedAction()
        if data.hasFormat(KIND_MIME):
            self.kind_dropped.emit(bytes(data.data(KIND_MIME).data()).decode(), place)
        elif data.hasFormat(LAYER_MIME):
            known = [row.content.layer_id for row in self._rows[1:]]
            ids = bytes(data.data(LAYER_MIME).data()).decode().split("\n")
            self.move_requested.emit(tuple(name for name in ids if name in known), place)
        elif path := model_file(data):
            self.file_dropped.emit(path)

    def _end_drop(self) -> None:
        self._drop_at = None
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._drop_at is None or not self._rows:
            return
        y = self._line_at(self._drop_at)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(theme.colours().accent), 2))
        painter.drawLine(QPointF(8, y), QPointF(self.width() - 12, y))
        painter.setBrush(QColor(theme.colours().panel))
        painter.drawEllipse(QPointF(5, y), 3, 3)

    def _line_at(self, place: int) -> float:
        if place < len(self._rows) - 1:
            return self._rows[place + 1].y() - SPACING / 2
        area: QRect = self.childrenRect()
        return area.bottom() + SPACING / 2
