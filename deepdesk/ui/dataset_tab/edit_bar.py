"""The line above the samples: how many are chosen, and what can be done with them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QMenu, QPushButton, QWidget

from deepdesk.core.catalogue import say
from deepdesk.ui import theme
from deepdesk.ui.widgets import Choice, make_button, make_label

KEYS: Final = 9
"""Classes that have a key of their own."""
_MENU_LIMIT: Final = 60
_NAME_WIDTH: Final = 170


class EditBar(QWidget):
    """Says wishes: ``triggered`` (``leave_out``, ``take_back``, ``paste``, ``undo``, ``redo``), ``class_given`` (a
    class name), ``class_named`` (the name of a new class)."""

    triggered = Signal(str)
    class_given = Signal(str)
    class_named = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("data_edit_bar")
        self._chosen = make_label(say("data_edits.none_chosen"), "dim")
        self._chosen.setObjectName("data_edit_chosen")
        self._menu = QMenu(self)
        self._buttons: dict[str, QPushButton] = {}
        for name in ("give_class", "leave_out", "take_back", "paste", "add_class", "undo", "redo"):
            text = say(f"data_edits.{name}" if name in _PLAIN else f"data_edits.{name}_button")
            button = make_button(Choice(name, text, "link"), self, "data_edit")
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            self._buttons[name] = button
        self._name = QLineEdit()
        self._name.setObjectName("data_edit_class_name")
        self._name.setAccessibleName(say("data_edits.class_name"))
        self._name.setPlaceholderText(say("data_edits.class_name_hint"))
        self._name.setFixedWidth(_NAME_WIDTH)
        self._name.hide()
        self._lay_out()
        self._connect()

    def set_classes(self, classes: Sequence[str]) -> None:
        """What can be given by menu, the first nine by key as well."""
        self._menu.clear()
        for place, label in enumerate(classes[:_MENU_LIMIT]):
            shown = label.replace("&", "&&")
            text = say("data_edits.class_key", label=shown, key=place + 1) if place < KEYS else shown
            action = self._menu.addAction(text)
            action.triggered.connect(lambda _checked=False, label=label: self.class_given.emit(label))

    def set_chosen(self, count: int, *, of: int, left_out: int, labelled: bool) -> None:
        """How many samples are chosen, of how many, and how many of them are left out; ``labelled``: samples have
        classes."""
        none = say("data_edits.none_chosen") if of else ""
        self._chosen.setText(say("data_edits.chosen", count=count) if count else none)
        self._buttons["give_class"].setVisible(labelled and count > 0)
        self._buttons["add_class"].setVisible(labelled)
        self._buttons["leave_out"].setVisible(count > left_out)
        self._buttons["take_back"].setVisible(left_out > 0)

    def set_paste(self, label: str | None, *, possible: bool) -> None:
        """The class that an image would be pasted onto, ``None`` while none is chosen."""
        button = self._buttons["paste"]
        button.setVisible(possible)
        button.setEnabled(label is not None)
        where = say("data_edits.paste_where") if label is None else say("data_edits.paste_tip", label=label)
        button.setToolTip(where)

    def set_history(self, undo: str, redo: str) -> None:
        """What would be undone and done again, empty for nothing."""
        for name, text in (("undo", undo), ("redo", redo)):
            self._buttons[name].setVisible(bool(text))
            self._buttons[name].setToolTip(say(f"data_edits.{name}_tip", text=text))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self._name.isVisible():
            self._name.hide()
            return
        super().keyPressEvent(event)

    def ask_for_class(self) -> None:
        """Opens the field for the name of a new class."""
        self._name.clear()
        self._name.show()
        self._name.setFocus()

    def _lay_out(self) -> None:
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.SPACE_2)
        layout.addWidget(self._chosen)
        for name in ("give_class", "leave_out", "take_back"):
            layout.addWidget(self._buttons[name])
        layout.addStretch(1)
        layout.addWidget(self._name)
        for name in ("add_class", "paste", "undo", "redo"):
            layout.addWidget(self._buttons[name])

    def _connect(self) -> None:
        give = self._buttons["give_class"]
        give.setToolTip(say("data_edits.give_class_tip"))
        give.clicked.connect(lambda: self._menu.popup(give.mapToGlobal(give.rect().bottomLeft())))
        self._buttons["leave_out"].setToolTip(say("data_edits.leave_out_tip"))
        self._buttons["add_class"].clicked.connect(self.ask_for_class)
        for name in ("leave_out", "take_back", "paste", "undo", "redo"):
            self._buttons[name].clicked.connect(lambda _checked=False, name=name: self.triggered.emit(name))
        self._name.returnPressed.connect(self._on_named)

    def _on_named(self) -> None:
        name = self._name.text().strip()
        self._name.hide()
        if name:
            self.class_named.emit(name)


_PLAIN: Final = frozenset({"give_class", "paste", "undo", "redo"})
