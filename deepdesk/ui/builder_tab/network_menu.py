"""The menu of everything that can be done with the whole network."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu, QWidget

from deepdesk.core.catalogue import say


class Entry(NamedTuple):
    """One entry: the sentence ``builder.do.<name>``; a ``reason`` switches it off and is its tool tip."""

    name: str
    reason: str = ""


def make_menu(parent: QWidget, name: str, entries: tuple[Entry | None, ...], act: Callable[[str], object]) -> QMenu:
    """A menu of entries (``None`` is a line between them), each of which calls ``act`` with its name."""
    menu = QMenu(parent)
    menu.setObjectName(name)
    menu.setToolTipsVisible(True)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    for entry in entries:
        if entry is None:
            menu.addSeparator()
            continue
        action = menu.addAction(say(f"builder.do.{entry.name}"))
        action.setObjectName(f"do_{entry.name}")
        action.setEnabled(not entry.reason)
        action.setToolTip(entry.reason)
        action.triggered.connect(lambda _checked=False, name=entry.name: act(name))
    return menu


def add_choices(menu: QMenu, title: str, choices: Mapping[str, str], act: Callable[[str], object], none: str) -> QMenu:
    """A menu inside ``menu`` with a choice for each name by its id; ``none`` stands there where there is none."""
    inner = menu.addMenu(title)
    for identity, name in choices.items():
        action = inner.addAction(name.replace("&", "&&"))
        action.setObjectName(f"choice_{identity}")
        action.triggered.connect(lambda _checked=False, identity=identity: act(identity))
    if not choices:
        inner.addAction(none).setEnabled(False)
    return inner
