"""A zone that takes what is dropped on it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtWidgets import QFrame, QPushButton, QVBoxLayout, QWidget

from deepdesk.ui import theme
from deepdesk.ui.widgets.buttons import Choice, make_button
from deepdesk.ui.widgets.flow_layout import FlowLayout
from deepdesk.ui.widgets.labels import make_label

_IN_ONE_LINE: Final = 2


class DropZone(QFrame):
    """A dashed area with a sentence and buttons. ``dropped`` carries the ``QMimeData`` (valid during the signal only),
    ``triggered`` the pressed button's id."""

    dropped = Signal(object)
    triggered = Signal(str)

    def __init__(
        self, title: str, text: str = "", choices: Sequence[Choice] = (), parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        theme.set_role(self, "dropzone")
        self.setAcceptDrops(True)
        self.setAccessibleName(title)
        self._buttons: dict[str, QPushButton] = {}
        words, buttons = self._lay_out(len(choices))
        self._title, self._text = make_label(title, "title"), make_label(text, "dim")
        for label in (self._title, self._text):
            label.setMinimumHeight(theme.CONTROL_HEIGHT)
            words.addWidget(label)
        for choice in choices:
            button = make_button(choice, self, "drop")
            button.clicked.connect(lambda _checked=False, name=choice.id: self.triggered.emit(name))
            buttons.addWidget(button)
            self._buttons[choice.id] = button

    def _lay_out(self, choices: int) -> tuple[FlowLayout, FlowLayout]:
        """Where the words and where the buttons go: in one line, or, where there are many buttons, in one each."""
        if choices <= _IN_ONE_LINE:
            row = FlowLayout(self, theme.SPACE_3, centred=True)
            row.setContentsMargins(theme.SPACE_4, 20, theme.SPACE_4, 20)
            return row, row
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.SPACE_4, 20, theme.SPACE_4, 20)
        column.setSpacing(theme.SPACE_2)
        words, buttons = QWidget(), QWidget()
        column.addWidget(words)
        column.addWidget(buttons)
        return FlowLayout(words, theme.SPACE_3, centred=True), FlowLayout(buttons, theme.SPACE_3, centred=True)

    def tell(self, title: str, text: str) -> None:
        """Says something else."""
        self._title.setText(title)
        self._text.setText(text)
        self.setAccessibleName(title)

    def show_choice(self, name: str, shown: bool) -> None:
        """Shows or hides a button."""
        self._buttons[name].setVisible(shown)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        theme.set_role(self, "dropzone-active")
        event.acceptProposedAction()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        theme.set_role(self, "dropzone")
        super().dragLeaveEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:
        theme.set_role(self, "dropzone")
        event.acceptProposedAction()
        self.dropped.emit(event.mimeData())
