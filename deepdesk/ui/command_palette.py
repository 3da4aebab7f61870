"""The search over all commands (Ctrl+K)."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QPoint, QRect, Qt
from PySide6.QtGui import QAction, QColor, QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QFrame,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from deepdesk.core.catalogue import say
from deepdesk.ui import theme
from deepdesk.ui.actions import Actions
from deepdesk.ui.fuzzy import score

_WIDTH = 520
_HEIGHT = 380
KEYS: Final = Qt.ItemDataRole.UserRole + 1
_STEPS: Final[Mapping[int, int]] = MappingProxyType(
    {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 8, Qt.Key.Key_PageUp: -8}
)


class _KeysAtTheRight(QStyledItemDelegate):
    """Paints the keys of a command at the right end of its row."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        keys = str(index.data(KEYS) or "")
        font = theme.font(12)
        room = QFontMetrics(font).horizontalAdvance(keys) + 2 * theme.SPACE_2 if keys else 0
        whole = QRect(option.rect)
        super().paint(painter, option, index)
        if keys:
            painter.save()
            painter.setFont(font)
            painter.setPen(QColor(theme.colours().dim))
            place = whole.adjusted(whole.width() - room, 0, -theme.SPACE_2, 0)
            painter.drawText(place, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, keys)
            painter.restore()


class CommandPalette(QFrame):
    """A field and a list over the window; Enter does what is chosen, Escape closes it."""

    def __init__(self, actions: Actions, window: QWidget) -> None:
        super().__init__(window, Qt.WindowType.Popup)
        self._actions = actions
        self.setObjectName("command_palette")
        theme.set_role(self, "card")
        self._field = QLineEdit()
        self._field.setObjectName("command_palette_field")
        self._field.setPlaceholderText(say("window.palette.placeholder"))
        self._field.setAccessibleName(say("window.find.name"))
        self._list = QListWidget()
        self._list.setObjectName("command_palette_list")
        self._list.setAccessibleName(say("window.palette.list"))
        self._list.setItemDelegate(_KeysAtTheRight(self._list))
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.SPACE_2, theme.SPACE_2, theme.SPACE_2, theme.SPACE_2)
        layout.addWidget(self._field)
        layout.addWidget(self._list)
        self._field.textChanged.connect(self._fill)
        self._field.installEventFilter(self)
        self._list.itemClicked.connect(lambda _item: self._do_current())

    def open_over(self, window: QWidget) -> None:
        """Shows the search at the top of the window's middle, empty."""
        width = min(_WIDTH, window.width() - 2 * theme.SPACE_4)
        height = min(_HEIGHT, window.height() - theme.HEADER_HEIGHT - theme.SPACE_4)
        self.resize(width, height)
        self.move(window.mapToGlobal(QPoint((window.width() - width) // 2, theme.HEADER_HEIGHT)))
        self._field.clear()
        self._fill("")
        self.show()
        self._field.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._field and event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            key = Qt.Key(event.key())
            if key in _STEPS:
                row = self._list.currentRow() + _STEPS[key]
                self._list.setCurrentRow(min(max(row, 0), self._list.count() - 1))
                return True
            if key in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
                self._do_current()
                return True
        return super().eventFilter(watched, event)

    def _fill(self, typed: str) -> None:
        names = [(name, self._actions.search_text(name)) for name, _ in self._actions if name != "find_command"]
        ranked = [(points, name, text) for name, text in names if (points := score(typed, text)) is not None]
        if typed.strip():
            ranked.sort(key=lambda entry: -entry[0])
        self._list.clear()
        for _, name, text in ranked:
            self._list.addItem(self._item(self._actions[name], name, text))
        if not ranked:
            item = QListWidgetItem(say("window.palette.none"))
            item.setFlags(Qt.ItemFlag.NoItemFlags)
            self._list.addItem(item)
        self._list.setCurrentRow(0)

    def _item(self, action: QAction, name: str, text: str) -> QListWidgetItem:
        keys = action.shortcut().toString()
        reason = "" if action.isEnabled() else action.statusTip()
        item = QListWidgetItem("    ".join(part for part in (text, reason) if part))
        item.setData(Qt.ItemDataRole.UserRole, name)
        item.setData(KEYS, keys)
        item.setData(Qt.ItemDataRole.AccessibleTextRole, "    ".join(part for part in (text, keys, reason) if part))
        if not action.isEnabled():
            item.setForeground(theme.colour(theme.colours().dim))
            item.setToolTip(reason)
        return item

    def _do_current(self) -> None:
        item = self._list.currentItem()
        name = item.data(Qt.ItemDataRole.UserRole) if item is not None else None
        if name is None or not self._actions[name].isEnabled():
            return
        self.hide()
        self._actions[name].trigger()
