"""The menu of one layer, or of all that are selected with it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu, QWidget

from deepdesk.core.catalogue import say
from deepdesk.state.layer_edits import LayerEdits
from deepdesk.state.model_edits import ModelState
from deepdesk.ui.builder_tab.network_files import NetworkFiles

Wish = Callable[[], object]


def layer_menu(
    parent: QWidget, state: ModelState, edits: LayerEdits, files: NetworkFiles, rename: Callable[[str], None]
) -> QMenu:
    """The menu for what is selected in ``state``, which is one layer at least."""
    chosen = state.selection
    places = [layer.id for layer in state.model.layers]
    alone = len(chosen) == 1
    menu = QMenu(parent)
    menu.setObjectName("layer_menu")
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    wishes: tuple[tuple[str, str, Wish, bool] | None, ...] = (
        ("rename", "F2", lambda: rename(chosen[0]), alone),
        ("duplicate", "Ctrl+D", lambda: edits.duplicate(chosen), True),
        ("up", "Alt+Up", lambda: edits.move_by(chosen, -1), places[: len(chosen)] != list(chosen)),
        ("down", "Alt+Down", lambda: edits.move_by(chosen, 1), places[-len(chosen) :] != list(chosen)),
        None,
        ("cut", "Ctrl+X", lambda: files.cut(chosen), True),
        ("copy", "Ctrl+C", lambda: files.copy(chosen), True),
        ("paste", "Ctrl+V", files.paste, True),
        ("block", "", files.save_block, True),
        None,
        ("remove", "Del", lambda: edits.remove(chosen), True),
    )
    for item in wishes:
        if item is None:
            menu.addSeparator()
            continue
        name, keys, wish, possible = item
        text = say(f"builder.menu.{name}")
        action = menu.addAction(say("builder.menu.entry", name=text, keys=keys) if keys else text)
        action.setObjectName(f"layer_menu_{name}")
        action.setEnabled(possible)
        action.triggered.connect(lambda _checked=False, wish=wish: wish())
    return menu
