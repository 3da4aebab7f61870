"""The three cards above the grid: how many images, which classes, how they are split."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QHelpEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QToolTip, QWidget

from deepdesk.core.catalogue import say
from deepdesk.data.dataset import PART_NAMES
from deepdesk.state.dataset_store import OpenedData
from deepdesk.ui import theme
from deepdesk.ui.dataset_tab.kinds import kind_ui
from deepdesk.ui.widgets import Bar, BarRows, Card, SplitBar, make_label

ROWS_LIMIT: Final = 3
"""Up to this many classes get a row each; more get a column each."""
_CHART_HEIGHT: Final = 64


class ClassColumns(QWidget):
    """A column per class, its name below where it fits; hovering tells name and count."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._counts: tuple[tuple[str, int], ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_counts(self, counts: Sequence[tuple[str, int]]) -> None:
        """Replaces the classes: ``(name, count)``."""
        self._counts = tuple(counts)
        self.setAccessibleDescription(", ".join(f"{name} {count:,}" for name, count in counts))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(200, _CHART_HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return QSize(100, _CHART_HEIGHT)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip and self._counts:
            place = int(event.pos().x() / max(1.0, self._step()))
            if place < len(self._counts):
                name, count = self._counts[place]
                QToolTip.showText(event.globalPos(), say("dataset_tab.class_count", name=name, count=count), self)
            return True
        return super().event(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        if not self._counts:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.font(theme.SMALL))
        step, most = self._step(), max(count for _, count in self._counts) or 1
        metrics = painter.fontMetrics()
        # One rule for all: names that are cut to a letter each say nothing.
        fits = max(metrics.horizontalAdvance(name) for name, _ in self._counts) <= max(step - 2, 24)
        figures = [f"{count:,}" for _, count in self._counts]
        if max(map(metrics.horizontalAdvance, figures)) > step - 2:
            figures = [say("dataset_tab.thousands", count=count / 1000) for _, count in self._counts]
        told = most >= 1000 or "k" not in figures[0]
        told = told and max(map(metrics.horizontalAdvance, figures)) <= step - 2
        below = metrics.height() if fits else 0
        above = metrics.height() if told else 0
        for number, (name, count) in enumerate(self._counts):
            cell = QRectF(number * step, above, step, self.height() - above - below)
            self._paint_column(painter, cell, count / most, name if fits else "", figures[number] if told else "")

    def _paint_column(self, painter: QPainter, cell: QRectF, fraction: float, name: str, figure: str) -> None:
        palette = theme.colours()
        gap = min(4.0, cell.width() * 0.2)
        height = max(1.0, cell.height() * fraction)
        column = QRectF(cell.left() + gap / 2, cell.bottom() - height, max(1.0, cell.width() - gap), height)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour(palette.accent))
        painter.drawRoundedRect(column, min(3.0, column.width() / 3), min(3.0, height / 2))
        centred = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignVCenter
        line = painter.fontMetrics().height()
        painter.setPen(theme.colour(palette.text))
        painter.drawText(QRectF(cell.left(), cell.bottom(), cell.width(), line), centred, name)
        painter.setPen(theme.colour(palette.dim))
        painter.drawText(QRectF(cell.left() - 4, column.top() - line, cell.width() + 8, line), centred, figure)

    def _step(self) -> float:
        return self.width() / max(1, len(self._counts))


class Summary(QWidget):
    """The cards of the data set that is open."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._figure = make_label("", "figure")
        self._detail = make_label("", "dim", wrap=True)
        self._rows = BarRows()
        self._columns = ClassColumns()
        self._split = SplitBar()
        self._split_text = make_label("", "dim", wrap=True)
        self._images_card = Card(say("dataset_tab.images"), title_role="dim")
        self._classes_card = Card(say("dataset_tab.classes"), title_role="dim")
        self._split_card = Card(say("dataset_tab.split"), title_role="dim")
        for card, widgets in (
            (self._images_card, (self._figure, self._detail)),
            (self._classes_card, (self._rows, self._columns)),
            (self._split_card, (self._split, self._split_text)),
        ):
            for widget in widgets:
                card.body.addWidget(widget)
            card.body.addStretch(1)
        self._figure.setObjectName("data_count")
        self._rows.setObjectName("data_class_rows")
        self._columns.setObjectName("data_class_columns")
        self._split_text.setObjectName("data_split_text")
        for chart in (self._rows, self._columns):
            chart.setAccessibleName(say("dataset_tab.classes"))
        self._split.setAccessibleName(say("dataset_tab.split"))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.SPACE_3)
        for card, stretch in ((self._images_card, 3), (self._classes_card, 5), (self._split_card, 4)):
            layout.addWidget(card, stretch)

    def show_data(self, opened: OpenedData) -> None:
        """Shows the figures of a data set."""
        report = opened.reply.report
        title, detail = kind_ui(opened.kind).figures(opened)
        self._images_card.title.setText(title)
        self._figure.setText(f"{report.samples:,}")
        self._detail.setText(detail)
        self._classes_card.setVisible(bool(report.classes))
        self._show_classes(tuple(report.classes.items()))
        split = opened.reply.split
        self._split.set_parts([(say(f"dataset_tab.part.{name}"), split.get(name, 0)) for name in PART_NAMES])
        text = say("dataset_tab.split_text", **split)
        self._split_text.setText(f"{text}\n{say('dataset_tab.brings_test')}" if report.parts.get("test") else text)

    def _show_classes(self, counts: Sequence[tuple[str, int]]) -> None:
        few = len(counts) <= ROWS_LIMIT
        most = max((count for _, count in counts), default=1) or 1
        series = theme.colours().series
        bars = [
            Bar(name, count / most, f"{count:,}", series[number % len(series)])
            for number, (name, count) in enumerate(counts if few else ())
        ]
        self._rows.set_rows(bars)
        self._columns.set_counts(counts)
        self._rows.setVisible(few)
        self._columns.setVisible(not few)


def class_number(count: int) -> str:
    """How many classes there are, in words."""
    return say("dataset_tab.one_class") if count == 1 else say("dataset_tab.class_number", count=count)


def size_text(sizes: Sequence[tuple[int, int, int]]) -> str:
    """The image size in words: one size, or from the smallest to the largest that is listed."""
    if len(sizes) == 1:
        return say("dataset_tab.one_size", height=sizes[0][0], width=sizes[0][1])
    sides = [side for height, width, _ in sizes for side in (height, width)]
    return say("dataset_tab.many_sizes", smallest=min(sides, default=0), largest=max(sides, default=0))
