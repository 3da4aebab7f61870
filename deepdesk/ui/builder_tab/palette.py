"""The palette: every kind of layer by family, with a search; drag, double-click or Enter adds one."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from PySide6.QtCore import QMimeData, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from deepdesk.core.catalogue import say
from deepdesk.model.kinds import KINDS
from deepdesk.ui import theme
from deepdesk.ui.builder_tab.dragging import KIND_MIME

_KIND = Qt.ItemDataRole.UserRole


class _KindList(QListWidget):
    """A list whose items are dragged as kinds."""

    kind_activated = Signal(str)

    def mimeData(self, items: Sequence[QListWidgetItem]) -> QMimeData:
        data = QMimeData()
        if items:
            data.setData(KIND_MIME, str(items[0].data(_KIND)).encode())
        return data

    def keyPressEvent(self, event: QKeyEvent) -> None:
        item = self.currentItem()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and item is not None:
            self.kind_activated.emit(str(item.data(_KIND)))
            return
        super().keyPressEvent(event)


class LayerPalette(QWidget):
    """``kind_chosen`` carries the name of the kind to add."""

    kind_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.search = QLineEdit()
        self.list = _KindList()
        self._set()
        self._fill()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.SPACE_2)
        layout.addWidget(self.search)
        layout.addWidget(self.list, 1)
        self.search.textChanged.connect(self._filter)
        self.search.returnPressed.connect(self._choose_first)
        self.list.kind_activated.connect(self.kind_chosen)
        self.list.itemDoubleClicked.connect(self._on_double_clicked)

    def _set(self) -> None:
        self.search.setObjectName("palette_search")
        self.search.setPlaceholderText(say("builder.palette.search"))
        self.search.setAccessibleName(say("builder.palette.search"))
        self.search.setClearButtonEnabled(True)
        self.list.setObjectName("palette_list")
        self.list.setAccessibleName(say("builder.palette"))
        self.list.setDragEnabled(True)
        self.list.setDragDropMode(QAbstractItemView.DragDropMode.DragOnly)
        self.list.setDefaultDropAction(Qt.DropAction.CopyAction)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.list.setUniformItemSizes(False)

    def _fill(self) -> None:
        families = dict.fromkeys(kind.family for kind in KINDS.values())
        order = {family: place for place, family in enumerate(families)}
        kinds = sorted(KINDS.values(), key=lambda kind: order[kind.family])
        for family, members in groupby(kinds, key=lambda kind: kind.family):
            self._add_heading(say(f"kind.family.{family}").upper())
            for kind in members:
                item = QListWidgetItem(kind.name)
                item.setData(_KIND, kind.name)
                item.setToolTip(say(f"kind.about.{kind.name}"))
                item.setSizeHint(QSize(0, 24))
                self.list.addItem(item)

    def _add_heading(self, text: str) -> None:
        heading = QListWidgetItem(text)
        heading.setFlags(Qt.ItemFlag.NoItemFlags)
        heading.setFont(theme.font(11, bold=True))
        heading.setSizeHint(QSize(0, 25))
        heading.setTextAlignment(Qt.AlignmentFlag.AlignBottom | Qt.AlignmentFlag.AlignLeft)
        self.list.addItem(heading)

    def _items(self) -> list[QListWidgetItem]:
        return [self.list.item(row) for row in range(self.list.count())]

    def _filter(self, text: str) -> None:
        """Hides the kinds that do not match, and headings without a kind."""
        wanted = text.strip().lower()
        heading: QListWidgetItem | None = None
        for item in self._items():
            kind = item.data(_KIND)
            if kind is None:
                heading = item
                item.setHidden(True)
                continue
            about = say(f"kind.about.{kind}").lower()
            item.setHidden(bool(wanted) and wanted not in kind.lower() and wanted not in about)
            if heading is not None and not item.isHidden():
                heading.setHidden(False)

    def _choose_first(self) -> None:
        wanted = self.search.text().strip().lower()
        kinds = [str(item.data(_KIND)) for item in self._items() if item.data(_KIND) and not item.isHidden()]
        kinds.sort(key=lambda kind: not kind.lower().startswith(wanted))
        if wanted and kinds:
            self.kind_chosen.emit(kinds[0])

    def _on_double_clicked(self, item: QListWidgetItem) -> None:
        if item.data(_KIND):
            self.kind_chosen.emit(str(item.data(_KIND)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Down and self.search.hasFocus():
            self.list.setFocus(Qt.FocusReason.TabFocusReason)
            shown = [item for item in self._items() if item.data(_KIND) and not item.isHidden()]
            if shown:
                self.list.setCurrentItem(shown[0])
            return
        super().keyPressEvent(event)
