"""A card that says what is being done, how far, and how long it takes."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from deepdesk.ui import theme
from deepdesk.ui.widgets.buttons import Choice, make_button
from deepdesk.ui.widgets.labels import make_label

_STEPS = 1000


class ProgressCard(QFrame):
    """Title and time left over a bar, details below, and a Cancel button when it was given a text."""

    cancel_requested = Signal()

    def __init__(self, parent: QWidget | None = None, *, cancel: str = "") -> None:
        super().__init__(parent)
        theme.set_role(self, "progress")
        self._title = make_label("", "strong")
        self._right = make_label("")
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._detail = make_label("", "dim", wrap=True)
        self._layout = QVBoxLayout(self)
        self._lay_out(cancel)

    def _lay_out(self, cancel: str) -> None:
        layout = self._layout
        layout.setContentsMargins(theme.SPACE_3, theme.SPACE_2, theme.SPACE_3, theme.SPACE_2)
        layout.setSpacing(6)
        # Added before they are filled: a layout that is added full gets wrappers of its items, which outlive them.
        top, bottom = QHBoxLayout(), QHBoxLayout()
        layout.addLayout(top)
        layout.addWidget(self._bar)
        layout.addLayout(bottom)
        top.addWidget(self._title)
        top.addStretch(1)
        top.addWidget(self._right)
        bottom.addWidget(self._detail, 1)
        if cancel:
            button = make_button(Choice("cancel", cancel), self, "progress")
            button.clicked.connect(lambda _checked=False: self.cancel_requested.emit())
            # Without a detail the button would fill the line.
            bottom.addStretch(0)
            bottom.addWidget(button)

    def add_below(self, widget: QWidget) -> None:
        """Puts a widget under everything else."""
        self._layout.addWidget(widget)

    def tell(self, title: str, *, right: str = "", fraction: float | None = None, detail: str = "") -> None:
        """Shows a state; ``fraction`` from 0 to 1, ``None`` while it is not known."""
        self._title.setText(title)
        self._right.setText(right)
        self._detail.setText(detail)
        self._detail.setVisible(bool(detail))
        self._bar.setRange(0, 0 if fraction is None else _STEPS)
        if fraction is not None:
            self._bar.setValue(round(_STEPS * min(max(fraction, 0.0), 1.0)))
        self.setAccessibleName(f"{title} {right} {detail}")
        self._bar.setAccessibleName(title)
