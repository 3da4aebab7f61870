"""The list of layers: rows with the findings under them; drag, drop and keys."""

from __future__ import annotations

from collections.abc import Set
from typing import Final

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QFocusEvent,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QVBoxLayout, QWidget

from deepdesk.core.catalogue import say
from deepdesk.model import words
from deepdesk.model.doctor import repair
from deepdesk.model.findings import Finding, Fix
from deepdesk.model.joins import skips
from deepdesk.model.validation import INPUT
from deepdesk.state.model_edits import ModelState
from deepdesk.ui import theme
from deepdesk.ui.builder_tab.cost_bars import Measure
from deepdesk.ui.builder_tab.dragging import KIND_MIME, LAYER_MIME, is_known, model_file, start_drag
from deepdesk.ui.builder_tab.finding_banner import FindingBanner, FixOffer
from deepdesk.ui.builder_tab.layer_row import LayerRow, RowContent
from deepdesk.ui.builder_tab.row_contents import finding_keys, row_contents
from deepdesk.ui.builder_tab.skip_lines import SkipLines

_BANNER_INDENT: Final = 16
_SPACING: Final = 6


class LayerList(QWidget):
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
    fix_requested = Signal(object, object)
    menu_requested = Signal(str, QPoint)
    rename_requested = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("layer_list")
        self.setAccessibleName(say("builder.list"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAcceptDrops(True)
        self._state: ModelState | None = None
        self._measure: Measure = "parameters"
        self._rows: list[LayerRow] = []
        self._banners: dict[str, FindingBanner] = {}
        self._order: tuple[str, ...] = ()
        self._holders: list[QVBoxLayout] = []
        self._drop_at: int | None = None
        self._anchor: str | None = None
        self._pointed = ""
        self._skips = SkipLines()
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(1, 1, theme.SPACE_2, theme.SPACE_2)
        self._layout.setSpacing(_SPACING)
        self._layout.setAlignment(Qt.AlignmentFlag.AlignTop)

    @property
    def rows(self) -> tuple[LayerRow, ...]:
        """The rows as they stand, the input's first."""
        return tuple(self._rows)

    @property
    def gutter(self) -> int:
        """The room left of the rows for the lines of the skips, in pixels."""
        return self._skips.width

    # Showing

    def show_state(self, state: ModelState) -> None:
        """Shows the network; rows and banners that stay are kept, so that nothing flickers."""
        self._state = state
        contents = row_contents(state, self._measure)
        while len(self._rows) > len(contents):
            self._rows.pop().deleteLater()
        for number, content in enumerate(contents):
            if number < len(self._rows):
                self._rows[number].show_content(content)
            else:
                self._rows.append(self._new_row(content))
        self._mark(frozenset())
        if self._skips.show(skips(state.model)):
            self._layout.setContentsMargins(1 + self.gutter, 1, theme.SPACE_2, theme.SPACE_2)
            self.update()
        self._show_findings(state)
        self._arrange(state)
        self._show_selection()

    def set_measure(self, measure: Measure) -> None:
        """Chooses what the bars compare."""
        self._measure = measure
        for row, content in zip(self._rows, row_contents(self._state, measure) if self._state else (), strict=False):
            row.show_content(content)

    def _new_row(self, content: RowContent) -> LayerRow:
        row = LayerRow(content, self)
        row.pressed.connect(self._on_pressed)
        row.clicked.connect(self._on_clicked)
        row.hovered.connect(self._on_row_hovered)
        row.activated.connect(self.rename_requested)
        row.menu_requested.connect(self.menu_requested)
        row.drag_started.connect(self._start_drag)
        return row

    def _show_findings(self, state: ModelState) -> None:
        keys = finding_keys(state.findings)
        for key in [key for key in self._banners if key not in keys]:
            self._banners.pop(key).deleteLater()
        first = state.first_error
        for key, finding in keys.items():
            if key not in self._banners:
                banner = FindingBanner(f"finding_{key}", self)
                banner.fix_requested.connect(lambda fix, key=key: self._on_fix(key, fix))
                banner.fix_hovered.connect(lambda fix, key=key: self._on_hovered(key, fix))
                self._banners[key] = banner
            offers = [
                FixOffer(fix.id, words.title(fix), words.changes(state.model, repair(state.model, finding, fix)))
                for fix in finding.fixes
            ]
            told = (finding.severity, words.headline(finding), words.reason(finding))
            self._banners[key].tell(*told, offers, primary=finding is first)

    def _arrange(self, state: ModelState) -> None:
        """Puts banners under their rows; lays out anew only when the order has changed."""
        keys = finding_keys(state.findings)
        places = [INPUT, *(layer.id for layer in state.model.layers)]
        order: list[str] = []
        widgets: list[QWidget] = []
        for number, place in enumerate(places):
            order.append(f"row {number}")
            widgets.append(self._rows[number])
            if place in places[:number]:
                continue
            for key, finding in keys.items():
                if finding.layer == place:
                    order.append(key)
                    widgets.append(self._banners[key])
        if tuple(order) == self._order:
            return
        self._order = tuple(order)
        # Not takeAt: wrappers of the items that it gives outlive them, and are then taken for new widgets.
        for row in self._rows:
            self._layout.removeWidget(row)
        for holder in self._holders:
            self._layout.removeItem(holder)
            holder.deleteLater()
        self._holders.clear()
        for widget in widgets:
            if isinstance(widget, FindingBanner):
                holder = QVBoxLayout()
                holder.setContentsMargins(_BANNER_INDENT, 0, 0, 0)
                holder.addWidget(widget)
                self._layout.addLayout(holder)
                self._holders.append(holder)
            else:
                self._layout.addWidget(widget)
            widget.show()

    def _show_selection(self) -> None:
        selected = self._state.selected if self._state else None
        also = self._state.also if self._state else ()
        self.update()
        for row in self._rows:
            name = row.content.layer_id
            row.set_selected(name == selected or name in also, self.hasFocus())

    def row_of(self, layer_id: str) -> LayerRow | None:
        """The row of a layer, or of ``input``."""
        return next((row for row in self._rows if row.content.layer_id == layer_id), None)

    def widgets_of(self, layer_id: str) -> list[QWidget]:
        """The row of a layer and the findings under it."""
        row = self.row_of(layer_id)
        findings = finding_keys(self._state.findings) if self._state else {}
        banners = [self._banners[key] for key, finding in findings.items() if finding.layer == layer_id]
        return [] if row is None else [row, *banners]

    # Findings

    def _on_fix(self, key: str, fix_id: str) -> None:
        finding, fix = self._find(key, fix_id)
        if finding is not None and fix is not None:
            self.fix_requested.emit(finding, fix)

    def _find(self, key: str, fix_id: str) -> tuple[Finding | None, Fix | None]:
        finding = finding_keys(self._state.findings).get(key) if self._state else None
        fixes = finding.fixes if finding else ()
        return finding, next((fix for fix in fixes if fix.id == fix_id), None)

    def _on_hovered(self, key: str, fix_id: str) -> None:
        """Marks the rows that the fix under the mouse would change."""
        finding, fix = self._find(key, fix_id)
        changed: set[str] = set()
        if finding is not None and fix is not None and self._state is not None:
            after = {layer.id: layer for layer in repair(self._state.model, finding, fix).layers}
            changed = {layer.id for layer in self._state.model.layers if after.get(layer.id) != layer}
        if key in self._banners:
            previewed = words.preview(self._state.model, fix) if fix is not None and self._state is not None else ""
            self._banners[key].show_preview(previewed)
        self._mark(changed)

    def _mark(self, changed: Set[str]) -> None:
        for row in self._rows:
            row.set_marked(row.content.layer_id in changed)

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

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._show_selection()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._show_selection()

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

    def _on_row_hovered(self, layer_id: str) -> None:
        """Marks the other ends of the skips of the row under the mouse."""
        self._pointed = layer_id
        self._mark(self._skips.ends_of(layer_id))
        self.update()

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
        if self._skips.skips:
            selected = self._state.selected if self._state else None
            rows = [QRectF(row.geometry()) for row in self._rows]
            self._skips.paint(QPainter(self), rows, self._pointed or selected or "")
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
            return self._rows[place + 1].y() - _SPACING / 2
        area: QRect = self.childrenRect()
        return area.bottom() + _SPACING / 2
