"""The confusion matrix as a picture: rows are true classes, columns predicted ones."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from deepdesk.core.catalogue import say
from deepdesk.ui import theme
from deepdesk.ui.figures import percent

_LABEL_LIMIT = 90
_SMALLEST_CELL_WITH_TEXT = 20


class ConfusionMatrix(QWidget):
    """Cells as strong as their share of the row; the diagonal in the accent, mistakes in the second colour. Hovering
    reads a cell."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("confusion_matrix")
        self.setAccessibleName(say("train.confusion"))
        self._classes: tuple[str, ...] = ()
        self._counts: tuple[tuple[int, ...], ...] = ()
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def tell(self, classes: Sequence[str], counts: Sequence[Sequence[int]]) -> None:
        """Shows counts ``(classes, classes)``."""
        self._classes = tuple(classes)
        self._counts = tuple(tuple(row) for row in counts)
        self.setAccessibleDescription(self._worst())
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        side = min(420, max(180, 26 * len(self._classes)))
        return QSize(side + 120, side + 44)

    def minimumSizeHint(self) -> QSize:
        return QSize(200, self.sizeHint().height())

    def cell_at(self, place: QPointF) -> tuple[int, int] | None:
        """Row and column under a place."""
        area, cell = self._geometry()
        if not self._classes or not area.contains(place):
            return None
        last = len(self._classes) - 1
        row, column = int((place.y() - area.top()) / cell), int((place.x() - area.left()) / cell)
        return min(row, last), min(column, last)

    def describe(self, row: int, column: int) -> str:
        """What a cell says."""
        count, total = self._counts[row][column], sum(self._counts[row])
        share = percent(count / total) if total else say("unit.none")
        true, predicted = self._classes[row], self._classes[column]
        return say("train.confusion.cell", count=count, total=total, share=share, true=true, predicted=predicted)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        cell = self.cell_at(event.position())
        text = self.describe(*cell) if cell is not None else ""
        QToolTip.showText(event.globalPosition().toPoint(), text, self)

    def leaveEvent(self, event: QEvent) -> None:
        QToolTip.hideText()
        super().leaveEvent(event)

    def _label_width(self) -> float:
        metrics = self.fontMetrics()
        return min(_LABEL_LIMIT, max((metrics.horizontalAdvance(name) for name in self._classes), default=0)) + 26.0

    def _geometry(self) -> tuple[QRectF, float]:
        count = max(1, len(self._classes))
        left = self._label_width()
        side = min(self.width() - left - 4, self.height() - 44)
        return QRectF(left, 22, side, side), side / count

    def paintEvent(self, _event: QPaintEvent) -> None:
        if not self._classes:
            return
        painter = QPainter(self)
        area, cell = self._geometry()
        for row, counts in enumerate(self._counts):
            total = sum(counts)
            for column, count in enumerate(counts):
                place = QRectF(area.left() + column * cell, area.top() + row * cell, cell - 1, cell - 1)
                self._paint_cell(painter, place, count, count / total if total else 0.0, right=row == column)
        self._paint_labels(painter, area, cell)

    def _paint_cell(self, painter: QPainter, place: QRectF, count: int, share: float, *, right: bool) -> None:
        palette = theme.colours()
        painter.fillRect(place, theme.colour(palette.track))
        if count:
            strength = 0.35 + 0.65 * share
            painter.fillRect(place, theme.colour(palette.accent if right else palette.second, strength))
        if count and place.width() >= _SMALLEST_CELL_WITH_TEXT:
            strong = share > 0.45
            painter.setPen(theme.colour(palette.on_accent if strong else palette.text))
            painter.setFont(theme.font(11))
            painter.drawText(place, Qt.AlignmentFlag.AlignCenter, _short(count))

    def _paint_labels(self, painter: QPainter, area: QRectF, cell: float) -> None:
        palette = theme.colours()
        painter.setFont(theme.font(theme.SMALL))
        painter.setPen(theme.colour(palette.dim))
        top = QRectF(area.left(), 0, area.width(), 20)
        painter.drawText(top, Qt.AlignmentFlag.AlignCenter, say("train.confusion.predicted"))
        painter.save()
        painter.translate(8, area.center().y())
        painter.rotate(-90)
        painter.drawText(QRectF(-80, -8, 160, 18), Qt.AlignmentFlag.AlignCenter, say("train.confusion.true"))
        painter.restore()
        step = max(1, -(-14 // max(1, int(cell))))
        metrics = painter.fontMetrics()
        for number, name in enumerate(self._classes):
            if number % step:
                continue
            y, x = area.top() + number * cell, area.left() + number * cell
            shown = metrics.elidedText(name, Qt.TextElideMode.ElideRight, int(area.left() - 26))
            right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(QRectF(18, y, area.left() - 24, cell), right, shown)
            below = metrics.elidedText(name, Qt.TextElideMode.ElideRight, int(cell * step))
            painter.drawText(QRectF(x, area.bottom() + 2, cell, 18), Qt.AlignmentFlag.AlignCenter, below)

    def _worst(self) -> str:
        mistakes = [
            (count, row, column)
            for row, counts in enumerate(self._counts)
            for column, count in enumerate(counts)
            if row != column and count
        ]
        if not mistakes:
            return say("train.confusion.none")
        _, row, column = max(mistakes)
        return self.describe(row, column)


def _short(count: int) -> str:
    return f"{count}" if count < 10_000 else f"{count / 1000:.0f}k"
