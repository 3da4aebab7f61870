"""The palette: every kind of layer by family, with a search and help; drag, double-click or Enter adds one."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Final

from PySide6.QtCore import QEvent, QMimeData, QObject, QPoint, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QAbstractItemView, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from deepdesk.core.catalogue import say
from deepdesk.model.kinds import KINDS
from deepdesk.ui import icons, theme
from deepdesk.ui.builder_tab.dragging import KIND_MIME
from deepdesk.ui.builder_tab.layer_help import HelpCard
from deepdesk.ui.builder_tab.number_fields import QuietField
from deepdesk.ui.builder_tab.palette_search import ranked
from deepdesk.ui.widgets.labels import make_label

_KIND: Final = Qt.ItemDataRole.UserRole
_FAMILY: Final = Qt.ItemDataRole.UserRole + 1
_HOVER_MS: Final = 450
_ENTER: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class _KindList(QListWidget):
    """A list whose items are dragged as kinds. ``kind_hovered`` carries a kind, or an empty text."""

    kind_activated = Signal(str)
    kind_hovered = Signal(str)
    family_turned = Signal(str)

    def mimeData(self, items: Sequence[QListWidgetItem]) -> QMimeData:
        data = QMimeData()
        if items:
            data.setData(KIND_MIME, str(items[0].data(_KIND)).encode())
        return data

    def keyPressEvent(self, event: QKeyEvent) -> None:
        item = self.currentItem()
        if event.key() in _ENTER and item is not None and item.data(_KIND):
            self.kind_activated.emit(str(item.data(_KIND)))
        elif event.key() in (*_ENTER, Qt.Key.Key_Space) and item is not None:
            self.family_turned.emit(str(item.data(_FAMILY)))
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.kind_hovered.emit("")
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        item = self.itemAt(event.position().toPoint())
        if item is not None and item.data(_FAMILY) and event.button() == Qt.MouseButton.LeftButton:
            self.family_turned.emit(str(item.data(_FAMILY)))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        item = self.itemAt(event.position().toPoint())
        self.kind_hovered.emit(str(item.data(_KIND) or "") if item is not None and not event.buttons() else "")

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.kind_hovered.emit("")


class LayerPalette(QWidget):
    """``kind_chosen`` carries the name of the kind to add."""

    kind_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.search = QLineEdit()
        self.list = _KindList()
        self.help = HelpCard()
        self._quiet = QuietField(self)
        self._none = make_label(role="dim", wrap=True)
        self._closed: set[str] = set()
        self._hovered = ""
        self._timer = QTimer(self)
        self._set()
        self._fill("")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.SPACE_2)
        for widget in (self.search, self._none):
            layout.addWidget(widget)
        layout.addWidget(self.list, 1)
        self._connect()

    def _set(self) -> None:
        self.setObjectName("layer_palette")
        self.search.setObjectName("palette_search")
        self.search.setPlaceholderText(say("builder.palette.search"))
        self.search.setAccessibleName(say("builder.palette.search"))
        self.search.setToolTip(say("builder.palette.search.help"))
        self.search.setClearButtonEnabled(True)
        self.list.setObjectName("palette_list")
        self.list.setAccessibleName(say("builder.palette"))
        self.list.setAccessibleDescription(say("builder.palette.search.help"))
        self.list.setMouseTracking(True)
        self.list.setDragEnabled(True)
        self.list.setDragDropMode(QAbstractItemView.DragDropMode.DragOnly)
        self.list.setDefaultDropAction(Qt.DropAction.CopyAction)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.list.setIconSize(QSize(10, 10))
        self._timer.setSingleShot(True)
        self._timer.setInterval(_HOVER_MS)
        self._none.hide()

    def _connect(self) -> None:
        self.search.textChanged.connect(self._fill)
        self.search.returnPressed.connect(self._choose_first)
        self.search.installEventFilter(self)
        self.search.installEventFilter(self._quiet)
        self.list.installEventFilter(self)
        self.list.kind_activated.connect(self.kind_chosen)
        self.list.itemDoubleClicked.connect(self._on_double_clicked)
        self.list.kind_hovered.connect(self._on_hovered)
        self.list.family_turned.connect(self._turn)
        self.list.currentItemChanged.connect(lambda item, _old: self._follow(item))
        self._timer.timeout.connect(lambda: self.show_help(self._hovered))

    # Contents

    def _fill(self, typed: str) -> None:
        """Without a search the families; with one the kinds that fit, the best first."""
        self._on_hovered("")
        self.list.clear()
        kinds = ranked(typed)
        if typed.strip():
            for name in kinds:
                self._add_kind(name)
        else:
            for family, members in groupby(KINDS.values(), key=lambda kind: kind.family):
                self._add_heading(family)
                for kind in members:
                    self._add_kind(kind.name).setHidden(family in self._closed)
        self._none.setText("" if kinds else say("builder.palette.nothing", typed=typed.strip()[:30]))
        self._none.setVisible(not kinds)

    def _add_kind(self, name: str) -> QListWidgetItem:
        item = QListWidgetItem(name)
        # The longest name just fits beside the scroll bar.
        item.setFont(theme.font(theme.SECTION))
        item.setData(_KIND, name)
        item.setSizeHint(QSize(0, 24))
        self.list.addItem(item)
        return item

    def _add_heading(self, family: str) -> None:
        heading = QListWidgetItem(say(f"kind.family.{family}").upper())
        heading.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
        heading.setData(_FAMILY, family)
        heading.setFont(theme.font(11, bold=True))
        heading.setSizeHint(QSize(0, 26))
        heading.setIcon(icons.icon("chevron-right" if family in self._closed else "chevron-down"))
        self.list.addItem(heading)

    def _items(self) -> list[QListWidgetItem]:
        return [self.list.item(row) for row in range(self.list.count())]

    def _turn(self, family: str) -> None:
        """Opens or closes a family."""
        self._closed ^= {family}
        is_closed = family in self._closed
        for item in self._items():
            kind = item.data(_KIND)
            if kind and KINDS[kind].family == family:
                item.setHidden(is_closed)
            elif item.data(_FAMILY) == family:
                item.setIcon(icons.icon("chevron-right" if is_closed else "chevron-down"))

    # Choosing

    def _choose_first(self) -> None:
        kinds = ranked(self.search.text())
        if self.search.text().strip() and kinds:
            self.kind_chosen.emit(kinds[0])

    def _on_double_clicked(self, item: QListWidgetItem) -> None:
        if item.data(_KIND):
            self.kind_chosen.emit(str(item.data(_KIND)))

    def _step_into_list(self) -> None:
        shown = [item for item in self._items() if item.data(_KIND) and not item.isHidden()]
        if shown:
            self.list.setFocus(Qt.FocusReason.TabFocusReason)
            self.list.setCurrentItem(shown[0])

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusOut:
            self.help.hide()
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return super().eventFilter(watched, event)
        if watched is self.search and event.key() == Qt.Key.Key_Down:
            self._step_into_list()
            return True
        if event.key() == Qt.Key.Key_F1:
            self._turn_help()
            return True
        if event.key() == Qt.Key.Key_Escape and self.help.isVisible():
            self.help.hide()
            return True
        return super().eventFilter(watched, event)

    # Help

    def _on_hovered(self, kind: str) -> None:
        if not kind:
            self._timer.stop()
            self.help.hide()
        elif self.help.isVisible():
            self.show_help(kind)
        elif kind != self._hovered:
            self._timer.start()
        self._hovered = kind

    def _follow(self, item: QListWidgetItem | None) -> None:
        """While the help shows, the arrow keys leaf through it."""
        if self.help.isVisible() and item is not None and item.data(_KIND):
            self.show_help(str(item.data(_KIND)))

    def _turn_help(self) -> None:
        """F1: the help of the current kind, or of the best match while searching."""
        item = self.list.currentItem()
        kind = str(item.data(_KIND) or "") if item is not None and self.list.hasFocus() else ""
        found = ranked(self.search.text())
        if self.help.isVisible():
            self.help.hide()
        elif kind or found:
            self.show_help(kind or found[0])

    def show_help(self, kind: str) -> None:
        """Shows what is told of a kind, beside the list."""
        item = next((item for item in self._items() if item.data(_KIND) == kind), None)
        if item is None or not self.isVisible():
            return
        area = self.list.visualItemRect(item)
        place = self.list.viewport().mapTo(self.window(), QPoint(self.list.width() + theme.SPACE_4, area.center().y()))
        self.help.tell(kind, place.x(), place.y(), self.window())

    def hideEvent(self, _event: QEvent) -> None:
        self._on_hovered("")
