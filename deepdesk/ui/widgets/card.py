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
        self._header = QHBoxLayout()
        self._header.setSpacing(theme.SPACE_2)
        self._header.addWidget(self.title)
        self._header.addStretch(1)
        self.title.setVisible(bool(title))
        self.body = QVBoxLayout()
        self.body.setSpacing(theme.SPACE_2)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(theme.SPACE_3, theme.SPACE_3, theme.SPACE_3, theme.SPACE_3)
        outer.setSpacing(theme.SPACE_2)
        outer.addLayout(self._header)
        outer.addLayout(self.body, 1)
        if title:
            self.setAccessibleName(title)

    def add_to_header(self, widget: QWidget) -> None:
        """Puts a widget at the right end of the title's line."""
        self._header.addWidget(widget)
