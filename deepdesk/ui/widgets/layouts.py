"""What layouts need beside what Qt gives."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtWidgets import QLayout, QWidget


def discard(layout: QLayout, widgets: Iterable[QWidget]) -> None:
    """Takes widgets out of a layout for good.

    Not by ``takeAt``: Python's wrappers of the items that it gives outlive them, and their addresses are then taken for
    new widgets, which ends the process.
    """
    for widget in widgets:
        layout.removeWidget(widget)
        # Without a parent it would flash up as a window of its own; hidden, it is out of sight until it goes.
        widget.hide()
        widget.setObjectName("")
        widget.deleteLater()
