"""A card: a titled panel on the window's ground."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from deepdesk.ui import theme
from deepdesk.ui.widgets.labels import make_label


class Card(QFrame):
    """A rounded panel with an optional title; content goes into ``body``, what stands beside the title in
    :meth:`add_to_header`."""

    def __init__(self, title: str = "", parent: QWidget | None = None, *, title_role: str = "title") -> None:
        super().__init__(parent)
        theme.set_role(self, "card")
        self.title = make_label(title, title_role, parent=self)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(theme.SPACE_3, theme.SPACE_3, theme.SPACE_3, theme.SPACE_3)
        outer.setSpacing(theme.SPACE_2)
        # Added before they are filled: a layout that is added full gets wrappers of its items, which outlive them.
        self._header = QHBoxLayout()
        outer.addLayout(self._header)
        self._header.setSpacing(theme.SPACE_2)
        self._header.addWidget(self.title)
        self._header.addStretch(1)
        self.title.setVisible(bool(title))
        self.body = QVBoxLayout()
        outer.addLayout(self.body, 1)
        self.body.setSpacing(theme.SPACE_2)
        if title:
            self.setAccessibleName(title)

    def add_to_header(self, widget: QWidget) -> None:
        """Puts a widget at the right end of the title's line."""
        self._header.addWidget(widget)
