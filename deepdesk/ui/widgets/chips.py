"""A row of chips, of which one is chosen: a filter or a choice of views."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Final

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QButtonGroup, QPushButton, QWidget

from deepdesk.ui import theme
from deepdesk.ui.widgets.buttons import Choice, make_button
from deepdesk.ui.widgets.flow_layout import FlowLayout
from deepdesk.ui.widgets.layouts import discard

_DROPS: Final = frozenset({QEvent.Type.DragEnter, QEvent.Type.DragMove, QEvent.Type.Drop})


class Chips(QWidget):
    """Exclusive chips that go on in the next line where they do not fit. ``chosen`` carries the id, by mouse, keyboard
    or :meth:`choose`, only when it changes; ``dropped`` the id of a chip that takes drops and the mime data."""

    chosen = Signal(str)
    dropped = Signal(str, object)

    def __init__(self, items: Sequence[tuple[str, str]] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        self._buttons: dict[str, QPushButton] = {}
        self._current = ""
        self._flow = FlowLayout(self, theme.SPACE_1)
        self.set_items(items)

    @property
    def current(self) -> str:
        """The id of the chosen chip, empty when there is none."""
        return self._current

    def set_items(self, items: Sequence[tuple[str, str]]) -> None:
        """Replaces the chips by ``(id, text)``; keeps the choice where it still exists, else takes the first."""
        if [name for name, _ in items] == list(self._buttons):
            for name, text in items:
                self._buttons[name].setText(text)
                self._buttons[name].setAccessibleName(text)
            return
        self._remove_all()
        for name, text in items:
            button = make_button(Choice(name, text, "chip"), self, self.objectName() or "chip")
            button.setCheckable(True)
            button.installEventFilter(self)
            button.clicked.connect(lambda _checked=False, chip=name: self.choose(chip))
            self._group.addButton(button)
            self._flow.addWidget(button)
            self._buttons[name] = button
        kept = self._current if self._current in self._buttons else next(iter(self._buttons), "")
        self._current = kept
        if kept:
            self._buttons[kept].setChecked(True)

    def choose(self, name: str) -> None:
        """Chooses a chip by id (raises KeyError)."""
        self._buttons[name].setChecked(True)
        if name != self._current:
            self._current = name
            self.chosen.emit(name)

    def set_drop_targets(self, names: Collection[str]) -> None:
        """Lets files and images be dropped on these chips, and on no others."""
        for name, button in self._buttons.items():
            button.setAcceptDrops(name in names)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QDropEvent) and event.type() in _DROPS:
            mime = event.mimeData()
            if not (mime.hasUrls() or mime.hasImage()):
                return False
            event.acceptProposedAction()
            if event.type() == QEvent.Type.Drop:
                name = next((name for name, button in self._buttons.items() if button is watched), "")
                self.dropped.emit(name, mime)
            return True
        return super().eventFilter(watched, event)

    def _remove_all(self) -> None:
        discard(self._flow, self._buttons.values())
        for button in self._group.buttons():
            self._group.removeButton(button)
        self._buttons = {}
