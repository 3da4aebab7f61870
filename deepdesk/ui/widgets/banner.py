"""A banner: what is the matter in bold, why in a sentence, the cure as a button."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QWidget

from deepdesk.ui import theme
from deepdesk.ui.widgets.buttons import Choice, make_button
from deepdesk.ui.widgets.layouts import discard

Severity = Literal["error", "warning", "suggestion", "good"]


class Banner(QFrame):
    """Says something in place. ``triggered`` carries the id of the button that was pressed."""

    triggered = Signal(str)

    def __init__(
        self,
        severity: Severity = "suggestion",
        title: str = "",
        text: str = "",
        choices: Sequence[Choice] = (),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._said: tuple[object, ...] = ()
        self._made: list[QPushButton] = []
        self._label = QLabel()
        self._label.setWordWrap(True)
        self._label.setTextFormat(Qt.TextFormat.RichText)
        self._label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(theme.SPACE_2)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(theme.SPACE_3, theme.SPACE_2, theme.SPACE_3, theme.SPACE_2)
        layout.setSpacing(theme.SPACE_3)
        layout.addWidget(self._label, 1)
        layout.addLayout(self._buttons)
        self.setMinimumHeight(theme.LAYER_ROW)
        self.tell(severity, title, text, choices)

    def tell(self, severity: Severity, title: str, text: str = "", choices: Sequence[Choice] = ()) -> None:
        """Replaces everything that the banner says."""
        said = (severity, title, text, tuple(choices))
        if said == self._said:
            return
        self._said = said
        theme.set_role(self, f"finding-{severity}")
        self._label.setText(f"<b>{_escaped(title)}</b> {_escaped(text)}")
        self._label.style().polish(self._label)
        self.setAccessibleName(f"{title} {text}")
        discard(self._buttons, self._made)
        self._made = []
        for choice in choices:
            button = make_button(choice, self, self.objectName() or "banner")
            button.clicked.connect(lambda _checked=False, name=choice.id: self.triggered.emit(name))
            self._made.append(button)
            self._buttons.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\n", "<br>")
