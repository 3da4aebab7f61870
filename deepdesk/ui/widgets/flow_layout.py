"""A layout that goes on in the next line when a line is full."""

from __future__ import annotations

from PySide6.QtCore import QMargins, QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget
from shiboken6 import isValid

from deepdesk.ui import theme


class FlowLayout(QLayout):
    """Places its widgets from left to right at their preferred size, line under line.

    It has no items as Qt's layouts have: Python's wrappers of them outlive them, and their addresses are then taken for
    other objects, which ends the process.
    """

    def __init__(self, parent: QWidget | None = None, spacing: int = theme.SPACE_2, *, centred: bool = False) -> None:
        super().__init__(parent)
        self._centred = centred
        self._widgets: list[QWidget] = []
        self.setSpacing(spacing)
        self.setContentsMargins(QMargins())

    def addWidget(self, widget: QWidget) -> None:
        self.addChildWidget(widget)
        self._widgets.append(widget)
        self.invalidate()

    def removeWidget(self, widget: QWidget) -> None:
        self._widgets = [other for other in self._widgets if other is not widget]
        self.invalidate()

    def count(self) -> int:
        return 0

    def itemAt(self, index: int) -> QLayoutItem | None:
        return None

    def takeAt(self, index: int) -> QLayoutItem | None:
        return None

    def _shown(self) -> list[QWidget]:
        return [widget for widget in self._widgets if isValid(widget) and not widget.isHidden()]

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._place(QRect(0, 0, width, 0), move=False)

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        self._place(rect, move=True)

    def sizeHint(self) -> QSize:
        return self.minimumSize()

    def minimumSize(self) -> QSize:
        size = QSize()
        for widget in self._shown():
            size = size.expandedTo(_least(widget))
        margins = self.contentsMargins()
        return size + QSize(margins.left() + margins.right(), margins.top() + margins.bottom())

    def _place(self, rect: QRect, *, move: bool) -> int:
        inner = rect.marginsRemoved(self.contentsMargins())
        y = inner.y()
        lines = self._lines(inner.width())
        for line in lines:
            sizes = [_preferred(widget) for widget in line]
            height = max(size.height() for size in sizes)
            used = sum(size.width() for size in sizes) + self.spacing() * (len(line) - 1)
            x = inner.x() + (max(0, inner.width() - used) // 2 if self._centred else 0)
            for widget, size in zip(line, sizes, strict=True):
                if move:
                    widget.setGeometry(QRect(QPoint(x, y + (height - size.height()) // 2), size))
                x += size.width() + self.spacing()
            y += height + self.spacing()
        below = y - self.spacing() if lines else y
        return below - rect.y() + self.contentsMargins().bottom()

    def _lines(self, width: int) -> list[list[QWidget]]:
        lines: list[list[QWidget]] = []
        room = 0
        for widget in self._shown():
            needed = _preferred(widget).width()
            if not lines or needed > room:
                lines.append([])
                room = width
            lines[-1].append(widget)
            room -= needed + self.spacing()
        return lines


def _least(widget: QWidget) -> QSize:
    return widget.minimumSizeHint().expandedTo(widget.minimumSize()).boundedTo(widget.maximumSize())


def _preferred(widget: QWidget) -> QSize:
    return widget.sizeHint().expandedTo(_least(widget)).boundedTo(widget.maximumSize())
