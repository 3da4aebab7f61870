"""A repair that changes the training settings, as a step that can be undone like any edit of the network."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtGui import QUndoCommand

from deepdesk.model.findings import CheckContext, Fix
from deepdesk.model.words import title


class SettingsCommand(QUndoCommand):
    """Fields of the training configuration before and after a fix; ``wish`` asks for them to be set."""

    def __init__(self, fix: Fix, context: CheckContext, wish: Callable[[dict[str, Any]], object]) -> None:
        super().__init__(title(fix))
        self._before = {name: getattr(context, name) for name in fix.settings}
        self._after = fix.settings
        self._wish = wish

    def undo(self) -> None:
        self._wish(self._before)

    def redo(self) -> None:
        self._wish(self._after)
