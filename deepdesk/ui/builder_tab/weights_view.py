"""Which array of a file becomes which weight of the network, to be looked at and corrected before it is used."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QHeaderView, QTreeWidget, QTreeWidgetItem, QVBoxLayout, QWidget

from deepdesk.core.catalogue import say
from deepdesk.model.weight_names import MappedWeight, WeightMapping
from deepdesk.process.replies import Progressed, WeightsMapped
from deepdesk.state.weights_store import WeightsState
from deepdesk.ui import theme
from deepdesk.ui.progress_words import Pace
from deepdesk.ui.widgets.banner import Banner
from deepdesk.ui.widgets.buttons import Choice, make_button
from deepdesk.ui.widgets.card import Card
from deepdesk.ui.widgets.collapsible import Collapsible
from deepdesk.ui.widgets.elided_combo import ElidedCombo
from deepdesk.ui.widgets.labels import make_label
from deepdesk.ui.widgets.progress_card import ProgressCard

_COLUMNS = ("target", "target_shape", "source", "source_shape", "how")
_NAMES_SHOWN = 200


class WeightsView(QWidget):
    """Shows a :class:`WeightsState`. ``chosen`` carries a weight and its new source (``None``: drawn);
    ``take_requested``, ``cancel_requested`` and ``closed`` carry nothing."""

    chosen = Signal(str, object)
    take_requested = Signal()
    cancel_requested = Signal()
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("weights_view")
        self.setAccessibleName(say("builder.weights.view"))
        self._found: WeightsMapped | None = None
        self._pace = Pace()
        self._create()
        self._lay_out()
        self._connect()

    def _create(self) -> None:
        self._card = Card()
        self._title = make_label(role="title")
        self._told = make_label(role="dim", wrap=True)
        self.notice = Banner("error")
        self.notice.hide()
        self.progress = ProgressCard(cancel=say("builder.cancel"))
        self.progress.hide()
        self.table = QTreeWidget()
        self.table.setObjectName("weights_table")
        self.table.setAccessibleName(say("builder.weights.table"))
        self.table.setRootIsDecorated(False)
        self.table.setUniformRowHeights(True)
        self.table.setHeaderLabels([say(f"builder.weights.column.{name}") for name in _COLUMNS])
        self.table.header().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self._rest = QWidget()
        self._label = make_label(say("builder.weights.choose"), "dim")
        self.sources = ElidedCombo()
        self.sources.setObjectName("weights_sources")
        self.sources.setAccessibleName(say("builder.weights.choose"))
        self._label.setBuddy(self.sources)
        self._unused = Collapsible(say("builder.weights.unused.title"), "weights_unused")
        self._unused_names = make_label(role="mono", wrap=True)
        self._unused.body.addWidget(self._unused_names)
        self.use = make_button(Choice("use", say("builder.weights.use"), "primary"), prefix="weights")
        self.close_button = make_button(Choice("close", say("builder.close")), prefix="weights")

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._card)
        for widget in (self._title, self._told, self.notice, self.progress):
            self._card.body.addWidget(widget)
        self._card.body.addWidget(self.table, 1)
        self._card.body.addWidget(self._rest, 1)
        self._card.body.addWidget(self._unused)
        choice = QHBoxLayout()
        self._card.body.addLayout(choice)
        choice.setSpacing(theme.SPACE_2)
        choice.addWidget(self._label)
        choice.addWidget(self.sources, 1)
        choice.addStretch(0)
        choice.addSpacing(theme.SPACE_4)
        choice.addWidget(self.use)
        choice.addWidget(self.close_button)

    def _connect(self) -> None:
        self.use.clicked.connect(self.take_requested)
        self.close_button.clicked.connect(self.closed)
        self.progress.cancel_requested.connect(self.cancel_requested)
        self.table.currentItemChanged.connect(lambda _now, _before: self._show_choice())
        self.sources.activated.connect(self._on_chosen)
        if (current := theme.current_theme()) is not None:
            # A method, not a lambda: Qt lets go of it together with this view.
            current.changed.connect(self._on_theme_changed)
        context = Qt.ShortcutContext.WidgetWithChildrenShortcut
        QShortcut(QKeySequence("Escape"), self, self.closed.emit, context=context)

    # Showing

    def show_state(self, state: WeightsState) -> None:
        """Shows what a file holds and what becomes of it, or how far the reading is."""
        self._found = state.found
        self._title.setText(Path(state.source).name if state.source else "")
        self.progress.setVisible(state.working)
        if state.working:
            self._show_progress(state.progress)
        else:
            self._pace = Pace()
        self.notice.setVisible(state.error is not None)
        if state.error is not None:
            self.notice.tell("error", say(state.error.code, **state.error.params))
        mapping = state.found.mapping if state.found else None
        self._told.setText(_told(state.found, mapping))
        self._told.setVisible(bool(self._told.text()))
        # With nothing to choose from, an empty table and an empty choice would only puzzle.
        for widget in (self.table, self._label, self.sources):
            widget.setVisible(mapping is not None)
        self._rest.setVisible(mapping is None)
        self._fill(mapping)
        used = mapping.used if mapping else 0
        self.use.setEnabled(bool(used) and not state.working)
        self.use.setToolTip(say("builder.weights.use.help" if used else "builder.weights.use.none"))

    def _show_progress(self, report: Progressed | None) -> None:
        if report is None:
            self.progress.tell(say("builder.weights.reading"))
        else:
            text = self._pace.text(report)
            self.progress.tell(text.title, right=text.right, fraction=text.fraction)

    def _on_theme_changed(self, _palette: object) -> None:
        self._fill(self._found.mapping if self._found else None)

    def _fill(self, mapping: WeightMapping | None) -> None:
        current = self.table.currentItem()
        kept = current.text(0) if current is not None else ""
        self.table.clear()
        for row in mapping.rows if mapping else ():
            item = _item(row)
            self.table.addTopLevelItem(item)
            if row.target == kept:
                self.table.setCurrentItem(item)
        first = self.table.topLevelItem(0)
        if self.table.currentItem() is None and first is not None:
            self.table.setCurrentItem(first)
        unused = mapping.unused if mapping else ()
        self._unused.setVisible(bool(unused))
        self._unused.button.setText(say("builder.weights.unused", count=len(unused)))
        self._unused_names.setText("\n".join(unused[:_NAMES_SHOWN]))
        self._show_choice()

    def _show_choice(self) -> None:
        """The arrays that the weight of the current row may take: those with as many numbers first."""
        self.sources.clear()
        item = self.table.currentItem()
        self.sources.setEnabled(item is not None and self._found is not None)
        if item is None or self._found is None or self._found.mapping is None:
            return
        row = next(row for row in self._found.mapping.rows if row.target == item.text(0))
        self._label.setText(say("builder.weights.choose_for", target=row.target))
        self.sources.addItem(say("builder.weights.draw"), None)
        size = _size(row.target_shape)
        shapes = self._found.names.shapes
        fitting = [name for name, shape in shapes.items() if _size(shape) == size]
        for name in fitting + ([row.source] if row.source and row.source not in fitting else []):
            shape = f" ({_text(shapes[name])})" if name in shapes else ""
            self.sources.addItem(f"{name}{shape}", name)
        self.sources.setCurrentIndex(max(0, self.sources.findData(row.source)))

    def _on_chosen(self, index: int) -> None:
        item = self.table.currentItem()
        if item is not None:
            self.chosen.emit(item.text(0), self.sources.itemData(index))


def _size(shape: tuple[int, ...]) -> int:
    size = 1
    for axis in shape:
        size *= axis
    return size


def _text(shape: tuple[int, ...] | None) -> str:
    return "–" if shape is None else " × ".join(map(str, shape)) or "1"


def _item(row: MappedWeight) -> QTreeWidgetItem:
    how = say(f"weights.how.{row.how}")
    item = QTreeWidgetItem([row.target, _text(row.target_shape), row.source or "–", _text(row.source_shape), how])
    if row.source is None:
        for column in range(len(_COLUMNS)):
            item.setForeground(column, theme.colour(theme.colours().warning))
    return item


def _told(found: WeightsMapped | None, mapping: WeightMapping | None) -> str:
    """What the file is, and how much of it fits."""
    if found is None or mapping is None:
        return ""
    told = [say("builder.weights.counts", used=mapping.used, total=len(mapping.rows), unused=len(mapping.unused))]
    if found.pretrained is not None:
        network = say(f"weights.network.{found.pretrained.network.replace('-', '_')}")
        told.insert(0, say(f"weights.recognised.{found.pretrained.published}", network=network))
    if found.inexact:
        told.append(say("builder.weights.inexact", count=len(found.inexact), names=", ".join(found.inexact[:3])))
    if found.not_finite:
        told.append(say("builder.weights.not_finite", count=len(found.not_finite), name=found.not_finite[0]))
    return "\n".join(told)
