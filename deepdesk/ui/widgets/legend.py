"""A legend whose entries can be switched off and on, and a slider for how strongly the colours cover."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSlider, QVBoxLayout, QWidget

from deepdesk.ui import theme
from deepdesk.ui.widgets.buttons import Choice, make_button
from deepdesk.ui.widgets.flow_layout import FlowLayout
from deepdesk.ui.widgets.labels import make_label
from deepdesk.ui.widgets.layouts import discard

_SWATCH: Final = 12
_USUAL: Final = 55
Entry = tuple[str, tuple[int, int, int]]


def swatch(colour: tuple[int, int, int], side: int = _SWATCH) -> QIcon:
    """A small square of a colour."""
    pixmap = QPixmap(2 * side, 2 * side)
    pixmap.setDevicePixelRatio(2)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QColor(128, 128, 128))
    painter.setBrush(QColor(*colour))
    painter.drawRoundedRect(1, 1, side - 2, side - 2, 2, 2)
    painter.end()
    return QIcon(pixmap)


class Legend(QWidget):
    """``changed``: other entries are hidden, or the opacity is another one."""

    changed = Signal()

    def __init__(self, prefix: str, opacity: str, parent: QWidget | None = None) -> None:
        """``opacity`` is the caption of the slider."""
        super().__init__(parent)
        self._prefix = prefix
        self._buttons: list[QPushButton] = []
        self._slider = QSlider(Qt.Orientation.Horizontal)
        self._slider.setObjectName(f"{prefix}_opacity")
        self._slider.setAccessibleName(opacity)
        self._slider.setRange(0, 100)
        self._slider.setValue(_USUAL)
        self._slider.setFixedWidth(120)
        self._slider.valueChanged.connect(lambda _: self.changed.emit())
        caption = make_label(opacity, "dim")
        caption.setBuddy(self._slider)
        self._entries = QWidget()
        self._flow = FlowLayout(self._entries, theme.SPACE_1)
        top = QHBoxLayout()
        top.setSpacing(theme.SPACE_2)
        top.addWidget(self._entries, 1)
        top.addWidget(caption, 0, Qt.AlignmentFlag.AlignTop)
        top.addWidget(self._slider, 0, Qt.AlignmentFlag.AlignTop)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(top)

    @property
    def hidden(self) -> frozenset[int]:
        """The places of the entries that are switched off."""
        return frozenset(place for place, button in enumerate(self._buttons) if not button.isChecked())

    @property
    def opacity(self) -> float:
        """0 (clear) to 1."""
        return self._slider.value() / 100

    def set_items(self, entries: Sequence[Entry]) -> None:
        """Replaces the entries by texts with colours; what was off stays off where there are as many as before."""
        kept = self.hidden if len(entries) == len(self._buttons) else frozenset()
        discard(self._flow, self._buttons)
        self._buttons = []
        for place, (text, colour) in enumerate(entries):
            button = make_button(Choice(f"class_{place}", text, "chip"), self._entries, self._prefix)
            button.setIcon(swatch(colour))
            button.setIconSize(QSize(_SWATCH, _SWATCH))
            button.setCheckable(True)
            button.setChecked(place not in kept)
            button.toggled.connect(lambda _on: self.changed.emit())
            self._flow.addWidget(button)
            button.show()
            self._buttons.append(button)
