"""A matrix of counts: rows are what is true, columns what was said; the stronger a cell, the more of its row."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QHelpEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from deepdesk.ui import theme

CELL_MOST = 72
CELL_USUAL = 35
CELL_LEAST = 4
FIGURES_FROM = 22
NAMES_FROM = 12
LABEL_MOST = 96
HEIGHT = 300


class Matrix(QWidget):
    """Paints counts ``rows[i][j]``. ``row_title`` and ``column_title`` name the axes; ``tip`` makes the sentence of
    a cell from the two names, the count and the share of its row (0 to 1)."""

    def __init__(
        self,
        row_title: str,
        column_title: str,
        tip: Callable[[str, str, int, float], str],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._titles = (row_title, column_title)
        self._tip = tip
        self._names: tuple[str, ...] = ()
        self._rows: tuple[tuple[int, ...], ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(f"{row_title} × {column_title}")

    @property
    def rows(self) -> tuple[tuple[int, ...], ...]:
        """The counts that are shown."""
        return self._rows

    def set_counts(self, names: Sequence[str], rows: Sequence[Sequence[int]]) -> None:
        """Replaces everything; ``rows`` is square, one row and column for each name."""
        self._names = tuple(names)
        self._rows = tuple(tuple(row) for row in rows)
        lines = [f"{name}: {', '.join(map(str, row))}" for name, row in zip(self._names, self._rows, strict=True)]
        self.setAccessibleDescription("; ".join(lines))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        side = CELL_USUAL * max(1, len(self._names)) + LABEL_MOST
        return QSize(min(side + 40, 560), min(side, HEIGHT))

    def minimumSizeHint(self) -> QSize:
        return QSize(240, self.sizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        if not self._names:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        origin, cell = self._grid()
        self._paint_titles(painter, origin, cell)
        for number in range(len(self._names)):
            self._paint_names(painter, number, origin, cell)
            self._paint_row(painter, number, origin, cell)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent):
            text = self.tip_at(QPointF(event.pos()))
            if text:
                QToolTip.showText(event.globalPos(), text, self)
            else:
                QToolTip.hideText()
            return True
        return super().event(event)

    def tip_at(self, place: QPointF) -> str:
        """The sentence of the cell at ``place``, empty beside the cells."""
        origin, cell = self._grid()
        column, row = int((place.x() - origin.x()) // cell), int((place.y() - origin.y()) // cell)
        if not (0 <= row < len(self._rows) and 0 <= column < len(self._rows)):
            return ""
        count, total = self._rows[row][column], sum(self._rows[row])
        return self._tip(self._names[row], self._names[column], count, count / total if total else 0.0)

    def _grid(self) -> tuple[QPointF, float]:
        """Top left corner of the cells and their side."""
        metrics = self.fontMetrics()
        widest = max((metrics.horizontalAdvance(name) for name in self._names), default=0)
        label = min(widest, LABEL_MOST) + theme.SPACE_2
        line = metrics.height() + theme.SPACE_1
        left, top = line + label, 2 * line
        count = max(1, len(self._names))
        cell = min((self.width() - left - 1) / count, (self.height() - top - 1) / count, CELL_MOST)
        return QPointF(left, top), max(float(cell), float(CELL_LEAST))

    def _paint_titles(self, painter: QPainter, origin: QPointF, cell: float) -> None:
        painter.setFont(theme.font(theme.SMALL))
        painter.setPen(theme.colour(theme.colours().dim))
        span, line = cell * len(self._names), painter.fontMetrics().height() + theme.SPACE_1
        centre = Qt.AlignmentFlag.AlignCenter
        painter.drawText(QRectF(origin.x(), 0, max(span, 80), line), centre, self._titles[1])
        painter.save()
        painter.translate(line / 2, origin.y() + span / 2)
        painter.rotate(-90)
        painter.drawText(QRectF(-span / 2, -line / 2, max(span, 80), line), centre, self._titles[0])
        painter.restore()

    def _paint_names(self, painter: QPainter, number: int, origin: QPointF, cell: float) -> None:
        if cell < NAMES_FROM:
            return
        painter.setFont(theme.font(12))
        painter.setPen(theme.colour(theme.colours().text))
        metrics, line = painter.fontMetrics(), painter.fontMetrics().height() + theme.SPACE_1
        elide = Qt.TextElideMode.ElideRight
        row = QRectF(line, origin.y() + number * cell, origin.x() - line - theme.SPACE_2, cell)
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(row, right, metrics.elidedText(self._names[number], elide, int(row.width())))
        column = QRectF(origin.x() + number * cell, origin.y() - line, cell, line)
        shown = metrics.elidedText(self._names[number], elide, int(cell - 2))
        painter.drawText(column, Qt.AlignmentFlag.AlignCenter, shown)

    def _paint_row(self, painter: QPainter, number: int, origin: QPointF, cell: float) -> None:
        palette, row = theme.colours(), self._rows[number]
        total = max(1, sum(row))
        painter.setFont(theme.font(theme.SMALL, mono=True))
        for column, count in enumerate(row):
            share = count / total
            area = QRectF(origin.x() + column * cell, origin.y() + number * cell, cell - 1, cell - 1)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour(palette.track))
            painter.drawRect(area)
            if count:
                strength = 0.12 + 0.88 * share
                painter.setBrush(theme.colour(palette.accent if column == number else palette.second, strength))
                painter.drawRect(area)
            if cell >= FIGURES_FROM and count:
                painter.setPen(theme.colour(palette.on_accent if share > 0.55 else palette.text))
                painter.drawText(area, Qt.AlignmentFlag.AlignCenter, str(count))
