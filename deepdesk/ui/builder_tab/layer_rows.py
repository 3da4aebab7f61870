"""The rows of the list of layers with the findings under them, the selection and the lines of skips."""

from __future__ import annotations

from collections.abc import Set
from typing import Final

from PySide6.QtCore import QPoint, QRectF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QPainter, QPaintEvent
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
from deepdesk.ui.builder_tab.finding_banner import FindingBanner, FixOffer
from deepdesk.ui.builder_tab.layer_row import LayerRow, RowContent
from deepdesk.ui.builder_tab.row_contents import finding_keys, row_contents
from deepdesk.ui.builder_tab.skip_lines import SkipLines

_BANNER_INDENT: Final = 16
SPACING: Final = 6


class LayerRows(QWidget):
    """Shows a :class:`ModelState`, and says by signals what is wished of findings, menus and names."""

    fix_requested = Signal(object, object)
    menu_requested = Signal(str, QPoint)
    rename_requested = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("layer_list")
        self.setAccessibleName(say("builder.list"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._state: ModelState | None = None
        self._measure: Measure = "parameters"
        self._rows: list[LayerRow] = []
        self._banners: dict[str, FindingBanner] = {}
        self._order: tuple[str, ...] = ()
        self._holders: list[QVBoxLayout] = []
        self._pointed = ""
        self._skips = SkipLines()
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(1, 1, theme.SPACE_2, theme.SPACE_2)
        self._layout.setSpacing(SPACING)
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
        row.hovered.connect(self._on_row_hovered)
        row.activated.connect(self.rename_requested)
        row.menu_requested.connect(self.menu_requested)
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
                # In this order: a layout that is added with its items in it gets wrappers of them, which outlive them.
                self._layout.addLayout(holder)
                holder.addWidget(widget)
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

    # Pointer and focus

    def _on_row_hovered(self, layer_id: str) -> None:
        """Marks the other ends of the skips of the row under the mouse."""
        self._pointed = layer_id
        self._mark(self._skips.ends_of(layer_id))
        self.update()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._show_selection()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._show_selection()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._skips.skips:
            selected = self._state.selected if self._state else None
            rows = [QRectF(row.geometry()) for row in self._rows]
            self._skips.paint(QPainter(self), rows, {self._pointed, selected or ""})
