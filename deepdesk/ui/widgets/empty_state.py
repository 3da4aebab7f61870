"""What an empty area says: what to do, with buttons that do it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from deepdesk.ui import theme
from deepdesk.ui.widgets.buttons import Choice, make_button
from deepdesk.ui.widgets.labels import make_label


class EmptyState(QWidget):
    """A title, a sentence and buttons in the middle of the area. ``triggered`` carries the pressed button's id."""

    triggered = Signal(str)

    def __init__(
        self, title: str, text: str = "", choices: Sequence[Choice] = (), parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._title = make_label(title, "title", wrap=True)
        self._text = make_label(text, "dim", wrap=True)
        self._buttons = QHBoxLayout()
        self._lay_out()
        self._buttons.setSpacing(theme.SPACE_2)
        self._buttons.addStretch(1)
        self._made: list[QWidget] = []
        for choice in choices:
            button = make_button(choice, self, "empty")
            self._made.append(button)
            button.clicked.connect(lambda _checked=False, name=choice.id: self.triggered.emit(name))
            self._buttons.addWidget(button)
        self._buttons.addStretch(1)
        self.setAccessibleName(f"{title}. {text}")

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.SPACE_4, theme.SPACE_4, theme.SPACE_4, theme.SPACE_4)
        layout.setSpacing(theme.SPACE_2)
        layout.addStretch(1)
        for label in (self._title, self._text):
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            label.setMaximumWidth(520)
            label.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
            # Added before it is filled: a layout that is added full gets wrappers of its items, which outlive them.
            line = QHBoxLayout()
            layout.addLayout(line)
            line.addStretch(1)
            line.addWidget(label, 8)
            line.addStretch(1)
        layout.addSpacing(theme.SPACE_2)
        layout.addLayout(self._buttons)
        layout.addStretch(1)

    def tell(self, title: str, text: str = "") -> None:
        """Changes what it says."""
        self._title.setText(title)
        self._text.setText(text)
        self.setAccessibleName(f"{title}. {text}")

    def show_choices(self, visible: bool) -> None:
        """Shows or hides the buttons."""
        for button in self._made:
            button.setVisible(visible)
