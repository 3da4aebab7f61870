"""The frame of every tab: a main area and an inspector at the right, each scrolling by itself."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from deepdesk.ui import theme


def _scrolling(content: QWidget) -> QScrollArea:
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidget(content)
    return area


class TabFrame(QWidget):
    """Lays out ``main`` (16 px margins) and ``inspector`` (300 px wide, 16 px margins); give each a layout without
    margins of its own."""

    def __init__(self, main: QWidget, inspector: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.main = main
        self.inspector = inspector
        self.main_scroll = _scrolling(self._padded(main))
        self.inspector_scroll = _scrolling(self._padded(inspector))
        self.inspector_scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.side = QFrame()
        theme.set_role(self.side, "inspector")
        self.side.setFixedWidth(theme.INSPECTOR_WIDTH)
        side_layout = QVBoxLayout(self.side)
        side_layout.setContentsMargins(1, 0, 0, 0)
        side_layout.addWidget(self.inspector_scroll)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.main_scroll, 1)
        layout.addWidget(self.side)

    @staticmethod
    def _padded(content: QWidget) -> QWidget:
        holder = QWidget()
        layout = QVBoxLayout(holder)
        layout.setContentsMargins(theme.SPACE_4, theme.SPACE_4, theme.SPACE_4, theme.SPACE_4)
        layout.addWidget(content)
        return holder
