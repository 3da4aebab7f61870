"""The header: which project, whether it is saved, and the search over all commands."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QWidget

from deepdesk.core.catalogue import say
from deepdesk.state.project_store import Saved
from deepdesk.ui import theme
from deepdesk.ui.icons import icon
from deepdesk.ui.widgets import make_label


class Header(QFrame):
    """``find_requested`` when the search is wanted, ``command_requested`` when the command for what is on screen is."""

    find_requested = Signal()
    command_requested = Signal()

    def __init__(self, keys: QKeySequence, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        theme.set_role(self, "header")
        self.setObjectName("header")
        self.setFixedHeight(theme.HEADER_HEIGHT)
        self._name = make_label(say("window.no_project"), "strong")
        self._name.setObjectName("project_name")
        self._saved = make_label("", "dim")
        self._saved.setObjectName("saved_state")
        self._find = QPushButton(say("window.find", keys=keys.toString()))
        self._find.setObjectName("find_command")
        self._find.setAccessibleName(say("window.find.name"))
        self._find.setIcon(icon("search"))
        theme.set_role(self._find, "command")
        self._find.clicked.connect(lambda _checked=False: self.find_requested.emit())
        self._copy = QPushButton(say("command_line.button"))
        self._copy.setObjectName("copy_command")
        self._copy.setAccessibleName(say("command_line.button"))
        self._copy.setToolTip(say("command_line.button_help"))
        theme.set_role(self._copy, "command")
        self._copy.clicked.connect(lambda _checked=False: self.command_requested.emit())
        layout = QHBoxLayout(self)
        layout.setContentsMargins(theme.SPACE_4, 0, theme.SPACE_4, 1)
        layout.setSpacing(theme.SPACE_3)
        layout.addWidget(self._name)
        layout.addWidget(self._saved)
        layout.addStretch(1)
        layout.addWidget(self._copy)
        layout.addWidget(self._find)
        self.tell_saved(Saved.NONE)

    def tell_project(self, name: str, folder: Path | None) -> None:
        """Shows the project's name; where it lies is the tool tip."""
        self._name.setText(name or say("window.no_project"))
        self._name.setToolTip(say("window.project_folder", path=folder) if folder is not None else "")

    def tell_saved(self, saved: Saved) -> None:
        """Shows how far the disk follows."""
        self._saved.setText(say(f"window.saved.{saved.value}"))
        theme.set_role(self._saved, "error" if saved is Saved.FAILED else "dim")
