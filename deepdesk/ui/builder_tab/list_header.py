"""The line above the rows that names their columns."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRect, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from deepdesk.core.catalogue import say
from deepdesk.ui import theme
from deepdesk.ui.builder_tab.columns import columns
from deepdesk.ui.builder_tab.layer_list import LayerList


class ListHeader(QWidget):
    """Painted with the same columns as the rows of a list."""

    def __init__(self, rows: LayerList, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._list = rows
        rows.installEventFilter(self)
        self.setFixedHeight(24)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(560, 24)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self.update()
        return super().eventFilter(watched, event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setFont(theme.font(12))
        painter.setPen(QColor(theme.colours().dim))
        place = columns(self._list.contentsRect().width() - theme.SPACE_2 - 1)
        left = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        right = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight | Qt.TextFlag.TextDontClip
        cells = (
            (place.id, left, "layer"),
            (place.kind, left, "kind"),
            (place.output, left, "output"),
            (place.parameters, right, "parameters"),
            (place.multiply_adds, right, "multiply_adds"),
        )
        for (start, width), alignment, name in cells:
            if not width:
                continue
            painter.drawText(QRect(start + 1, 0, width, self.height()), alignment, say(f"model.column.{name}"))
