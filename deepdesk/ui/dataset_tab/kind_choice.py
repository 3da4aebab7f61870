"""What the data are to be read as, where DeepDesk took them for something else or could not tell."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from deepdesk.core.catalogue import say
from deepdesk.core.errors import DeepDeskError
from deepdesk.data.description import COLLECTION, KINDS, DatasetDescription
from deepdesk.data.samples import PREFIX
from deepdesk.ui.widgets import Choice, make_button, make_label
from deepdesk.ui.widgets.flow_layout import FlowLayout

_CHOICES: Final = tuple(kind for kind in KINDS if kind != "auto")
_SURE: Final = ("data.missing", "data.no_permission", "data.cancelled", "data.table.empty", "data.zip.")
"""Errors that are the same whatever the data are read as."""


def has_kinds(description: DatasetDescription | None) -> bool:
    """Whether the kind is open at all: samples that come along and collections made by hand have theirs."""
    return description is not None and not description.source.startswith((PREFIX, COLLECTION))


def may_be_another(description: DatasetDescription | None, error: BaseException) -> bool:
    """Whether data that could not be opened may be of another kind than they were taken for."""
    code = error.code if isinstance(error, DeepDeskError) else ""
    return has_kinds(description) and code.startswith("data.") and not code.startswith(_SURE)


class KindMenu(QMenu):
    """The kinds, the one in use with a mark. ``kind_chosen`` carries another one."""

    kind_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(say("data_kind.read_as"), parent)
        self.setObjectName("data_read_as")
        group = QActionGroup(self)
        for kind in _CHOICES:
            action = self.addAction(say(f"data_kind.{kind}"))
            action.setObjectName(f"data_read_as_{kind}")
            action.setCheckable(True)
            action.triggered.connect(lambda _checked=False, kind=kind: self.kind_chosen.emit(kind))
            group.addAction(action)
        self.show_kind(None, "")

    def show_kind(self, description: DatasetDescription | None, kind: str) -> None:
        """Marks the kind that is in use."""
        self.menuAction().setEnabled(has_kinds(description))
        for action in self.actions():
            action.setChecked(action.objectName() == f"data_read_as_{kind}")


class KindButtons(QWidget):
    """A line of buttons, one for each kind. ``kind_chosen`` carries what was chosen."""

    kind_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        flow = FlowLayout(self)
        flow.addWidget(make_label(say("data_kind.read_it_as"), "dim"))
        for kind in _CHOICES:
            button = make_button(Choice(kind, say(f"data_kind.{kind}"), "link"), self, "data_as")
            button.clicked.connect(lambda _checked=False, kind=kind: self.kind_chosen.emit(kind))
            flow.addWidget(button)
        self.hide()
