"""The rail at the left: the four places, in the order of the work."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QButtonGroup, QFrame, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from deepdesk.core.catalogue import say
from deepdesk.ui import theme
from deepdesk.ui.icons import icon

PLACES: Final = ("data", "model", "train", "predict")


class Rail(QFrame):
    """Four buttons of which one is on. ``place_chosen`` carries the place."""

    place_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        theme.set_role(self, "rail")
        self.setObjectName("rail")
        self.setAccessibleName(say("window.places"))
        self.setFixedWidth(theme.RAIL_WIDTH)
        self._group = QButtonGroup(self)
        self._buttons = {place: self._button(place) for place in PLACES}
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, theme.SPACE_2, 1, 0)
        layout.setSpacing(0)
        for button in self._buttons.values():
            layout.addWidget(button)
        layout.addStretch(1)
        self._tint()

    def show_place(self, place: str) -> None:
        """Marks a place as the one that is shown."""
        self._buttons[place].setChecked(True)

    def _button(self, place: str) -> QToolButton:
        button = QToolButton()
        text = say(f"window.place.{place}")
        button.setObjectName(f"place_{place}")
        button.setText(text)
        button.setAccessibleName(text)
        keys = QKeySequence(f"Ctrl+{PLACES.index(place) + 1}").toString(QKeySequence.SequenceFormat.NativeText)
        button.setToolTip(f"{text}  {keys}")
        button.setCheckable(True)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
        button.setIconSize(QSize(theme.ICON, theme.ICON))
        button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        button.setFixedHeight(68)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        theme.set_role(button, "place")
        self._group.addButton(button)
        button.clicked.connect(lambda _checked=False: self.place_chosen.emit(place))
        return button

    def _tint(self) -> None:
        palette = theme.colours()
        for place, button in self._buttons.items():
            button.setIcon(icon(place, palette.dim, palette.link))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "_buttons"):
            self._tint()
