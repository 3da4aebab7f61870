"""Undo and redo of what is in front: the data in the Data tab, else the network."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtGui import QUndoGroup, QUndoStack


class Undoing(QUndoGroup):
    """The histories of the network and of the data, of which one is active."""

    def __init__(self, model: QUndoStack, data: QUndoStack, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._data = data
        self.addStack(model)
        self.addStack(data)
        self.setActiveStack(model)

    def show_place(self, place: str) -> None:
        """Makes the history of ``data``, ``model``, ``train`` or ``predict`` the active one."""
        self.setActiveStack(self._data if place == "data" else self._model)
