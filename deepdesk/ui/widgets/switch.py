"""An on/off switch."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from deepdesk.ui import theme

_WIDTH = 34
_HEIGHT = 18
_MARGIN = 3


class Switch(QAbstractButton):
    """On or off; ``toggled`` says so. Space turns it, the focus shows as a ring."""

    def __init__(self, name: str = "", parent: QWidget | None = None, *, checked: bool = False) -> None:
        super().__init__(parent)
        self.setCheckable(True)
        self.setChecked(checked)
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(_WIDTH + 2 * _MARGIN, _HEIGHT + 2 * _MARGIN)

    def paintEvent(self, _event: QPaintEvent) -> None:
        palette = theme.colours()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        track = QRectF(_MARGIN, (self.height() - _HEIGHT) / 2, _WIDTH, _HEIGHT)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setOpacity(1.0 if self.isEnabled() else 0.5)
        painter.setBrush(theme.colour(palette.accent if self.isChecked() else palette.neutral))
        painter.drawRoundedRect(track, _HEIGHT / 2, _HEIGHT / 2)
        x = track.right() - _HEIGHT + 2 if self.isChecked() else track.left() + 2
        painter.setBrush(theme.colour(palette.panel))
        painter.drawEllipse(QRectF(x, track.top() + 2, _HEIGHT - 4, _HEIGHT - 4))
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.colour(palette.link), 1.5))
            painter.drawRoundedRect(track.adjusted(-2, -2, 2, 2), _HEIGHT / 2 + 2, _HEIGHT / 2 + 2)
