"""The legend: training solid, validation dashed."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QWidget

from deepdesk.core.catalogue import say
from deepdesk.ui import theme
from deepdesk.ui.widgets import make_label


class _Line(QWidget):
    def __init__(self, *, second: bool) -> None:
        super().__init__()
        self._second = second
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(20, 12)

    def paintEvent(self, _event: QPaintEvent) -> None:
        palette = theme.colours()
        painter = QPainter(self)
        style = Qt.PenStyle.DashLine if self._second else Qt.PenStyle.SolidLine
        painter.setPen(QPen(theme.colour(palette.second if self._second else palette.accent), 2, style))
        painter.drawLine(0, self.height() // 2, self.width(), self.height() // 2)


class Legend(QWidget):
    """Two lines with their names, and a word."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._word: QLabel = make_label("", "dim")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.SPACE_1 + 2)
        for second, code in ((False, "train.curve.training"), (True, "train.curve.validation")):
            layout.addWidget(_Line(second=second))
            layout.addWidget(make_label(say(code), "dim"))
            layout.addSpacing(theme.SPACE_1)
        layout.addWidget(self._word)

    def tell(self, word: str) -> None:
        """Shows a word after the names."""
        self._word.setText(word)
