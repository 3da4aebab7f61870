"""Buttons made from values, so that a banner or an empty view can be described in one line."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtWidgets import QPushButton, QWidget

from deepdesk.ui import theme


class Choice(NamedTuple):
    """A button to be: ``id`` is what its signal carries and ends its object name; ``role`` is ``primary``, ``plain``
    or ``link``."""

    id: str
    text: str
    role: str = "plain"


def make_button(choice: Choice, parent: QWidget | None = None, prefix: str = "") -> QPushButton:
    """A push button for ``choice``; object name ``prefix_id``, accessible name its text."""
    button = QPushButton(choice.text, parent)
    theme.set_role(button, choice.role)
    button.setObjectName(f"{prefix}_{choice.id}" if prefix else choice.id)
    button.setAccessibleName(choice.text)
    button.setAutoDefault(False)
    return button
