"""All commands of the window, each once: the menus, the shortcuts and the search show the same actions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar, QWidget

from deepdesk.core.catalogue import say

SEPARATOR: Final = "-"


class Command(NamedTuple):
    """A command: its text is the sentence ``command.<id>``; ``group`` makes it one of an exclusive choice."""

    id: str
    menu: str
    keys: str = ""
    group: str = ""


COMMANDS: Final = (
    Command("open_folder", "file", "Ctrl+O"),
    Command("open_file", "file", "Ctrl+Shift+O"),
    Command("open_digits", "file"),
    Command("open_mnist", "file"),
    Command(SEPARATOR, "file"),
    Command("open_model", "file"),
    Command("save_model", "file", "Ctrl+S"),
    Command(SEPARATOR, "file"),
    Command("new_project", "file", "Ctrl+N"),
    Command("open_project", "file"),
    Command("quit", "file", "Ctrl+Q"),
    Command("undo", "edit", "Ctrl+Z"),
    Command("redo", "edit", "Ctrl+Shift+Z"),
    Command(SEPARATOR, "edit"),
    Command("copy_command", "edit", "Ctrl+Shift+C"),
    Command("find_command", "edit", "Ctrl+K"),
    Command("show_data", "view", "Ctrl+1"),
    Command("show_model", "view", "Ctrl+2"),
    Command("show_train", "view", "Ctrl+3"),
    Command("show_predict", "view", "Ctrl+4"),
    Command(SEPARATOR, "view"),
    Command("theme_system", "theme", group="theme"),
    Command("theme_light", "theme", group="theme"),
    Command("theme_dark", "theme", group="theme"),
    Command("use_preset", "model", "Ctrl+Shift+P"),
    Command("paste_code", "model", "Ctrl+Shift+V"),
    Command("load_weights", "model"),
    Command(SEPARATOR, "model"),
    Command("export_torch", "model"),
    Command("export_keras", "model"),
    Command("copy_summary", "model"),
    Command("copy_text", "model"),
    Command(SEPARATOR, "model"),
    Command("compare_file", "model"),
    Command("save_block", "model"),
    Command("start", "run", "F5"),
    Command("stop", "run", "Shift+F5"),
    Command("stop_now", "run"),
    Command(SEPARATOR, "run"),
    Command("score", "run"),
    Command("show_log", "run", "Ctrl+L"),
    Command("open_run_folder", "run"),
    Command("copy_report", "help"),
    Command("open_log_folder", "help"),
    Command("about", "help"),
)
MENUS: Final = ("file", "edit", "view", "model", "run", "help")
OF_MODEL_TAB: Final = tuple(command.id for command in COMMANDS if command.menu == "model" and command.id != SEPARATOR)


class Actions(QObject):
    """Makes the actions and puts them on ``window``, so that their shortcuts work everywhere in it."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._actions: dict[str, QAction] = {}
        groups: dict[str, QActionGroup] = {}
        for command in COMMANDS:
            if command.id == SEPARATOR:
                continue
            action = QAction(say(f"command.{command.id}"), window)
            action.setObjectName(f"action_{command.id}")
            if command.keys:
                action.setShortcut(QKeySequence(command.keys))
            if command.group:
                action.setCheckable(True)
                groups.setdefault(command.group, QActionGroup(self)).addAction(action)
            self._actions[command.id] = action
            window.addAction(action)
        self["redo"].setShortcuts([QKeySequence("Ctrl+Shift+Z"), QKeySequence("Ctrl+Y")])
        self["quit"].setMenuRole(QAction.MenuRole.QuitRole)
        self["about"].setMenuRole(QAction.MenuRole.AboutRole)
        self.recent = QMenu(say("window.menu.recent"), window)

    def __getitem__(self, name: str) -> QAction:
        return self._actions[name]

    def __iter__(self) -> Iterator[tuple[str, QAction]]:
        return iter(self._actions.items())

    def explain(self, name: str, enabled: bool, reason: str = "") -> None:
        """Switches an action; a disabled one says why in its tool tip and in the search."""
        action = self._actions[name]
        action.setEnabled(enabled)
        action.setToolTip(action.text() if enabled else reason)
        action.setStatusTip("" if enabled else reason)

    def search_text(self, name: str) -> str:
        """What the search calls an action."""
        text = self._actions[name].text().replace("&", "")
        return say("window.command.theme", name=text) if name.startswith("theme_") else text

    def fill(self, bar: QMenuBar) -> None:
        """Builds the menus."""
        menus = {name: bar.addMenu(say(f"window.menu.{name}")) for name in MENUS}
        menus["file"].setObjectName("menu_file")
        menus["theme"] = QMenu(say("window.menu.theme"), bar)
        for command in COMMANDS:
            if command.id == SEPARATOR:
                menus[command.menu].addSeparator()
            else:
                menus[command.menu].addAction(self._actions[command.id])
        menus["view"].addMenu(menus["theme"])
        menus["file"].insertMenu(self["quit"], self.recent)
        menus["file"].insertSeparator(self["quit"])
        for menu in menus.values():
            menu.setToolTipsVisible(True)
