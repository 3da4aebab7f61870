"""A plot of a series over time: lines, a band, coloured parts, marked steps, and a stretch that can be dragged."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, Literal, NamedTuple

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtWidgets import QWidget

from deepdesk.ui import theme
from deepdesk.ui.plots.series import Numbers

Tone = Literal["text", "dim", "accent", "second", "good", "warning", "neutral", "violet"]
_MARKS: Final = 5_000
_POINTS: Final = 4_000


class Region(NamedTuple):
    """A stretch of the axis in a colour."""

    begin: float
    end: float
    tone: Tone
    strength: float = 0.12


class Line(NamedTuple):
    """A line: NaN breaks it."""

    x: Numbers
    y: Numbers
    tone: Tone = "accent"
    dashed: bool = False


class SeriesPlot(pg.PlotWidget):
    """Zoomed by the wheel, moved by dragging, whole again by a double click. Signal: ``example_moved`` (x at which the
    forecast of the example begins).

    Args:
        y_label: name of the values.
        timed: whether x are seconds since 1970, else numbers of steps.
    """

    example_moved = Signal(float)
    plotItem: Any = None

    def __init__(self, parent: QWidget | None = None) -> None:
        self._dates = pg.DateAxisItem(orientation="bottom", utcOffset=0)
        super().__init__(parent=parent, background=None, axisItems={"bottom": self._dates})
        self._lines: list[tuple[Line, Any]] = []
        self._regions: list[tuple[Region, Any]] = []
        self._others: list[Any] = []
        self._example: Any = None
        self._ahead: Any = None
        self._horizon = 0.0
        item = self.getPlotItem()
        item.setMenuEnabled(False)
        item.hideButtons()
        item.setMouseEnabled(x=True, y=False)
        item.enableAutoRange(axis="y")
        item.setAutoVisible(y=True)
        item.showGrid(x=False, y=True, alpha=0.5)
        item.sigXRangeChanged.connect(self._on_range)
        self.setFrameShape(self.Shape.NoFrame)
        self.setMinimumHeight(140)
        self._follow_theme()

    def sizeHint(self) -> QSize:
        return QSize(480, 240)

    def set_axis(self, y_label: str, *, timed: bool) -> None:
        """Names the values; ``timed``: x are seconds since 1970 and shown as dates, else numbers of steps."""
        axis = self._dates if timed else pg.AxisItem(orientation="bottom")
        self.getPlotItem().setAxisItems({"bottom": axis})
        self.getPlotItem().getAxis("left").setLabel(y_label)
        self._follow_theme()

    def show_series(
        self, lines: Sequence[Line], regions: Sequence[Region] = (), marks: tuple[Numbers, Numbers] | None = None
    ) -> None:
        """Replaces everything that is drawn; ``marks``: x and y of steps that stand out."""
        item = self.getPlotItem()
        item.clear()
        self._lines, self._regions, self._others, self._example, self._ahead = [], [], [], None, None
        for region in regions:
            area = pg.LinearRegionItem((region.begin, region.end), movable=False)
            area.setZValue(-20)
            item.addItem(area, ignoreBounds=True)
            self._regions.append((region, area))
        for line in lines:
            curve = pg.PlotDataItem(*peaks(line.x, line.y), connect="finite")
            item.addItem(curve)
            self._lines.append((line, curve))
        if marks is not None and len(marks[0]):
            stretch = -(-len(marks[0]) // _MARKS)
            dots = pg.ScatterPlotItem(marks[0][::stretch], marks[1][::stretch], size=6, pxMode=True)
            item.addItem(dots, ignoreBounds=True)
            self._others.append(dots)
        self._follow_theme()
        self.show_all()

    def show_band(self, x: Numbers, lower: Numbers, upper: Numbers) -> None:
        """Adds an interval around a line."""
        edges = [pg.PlotDataItem(x, values) for values in (lower, upper)]
        band = pg.FillBetweenItem(*edges)
        band.setZValue(-10)
        for part in (*edges, band):
            self.getPlotItem().addItem(part)
            self._others.append(part)
        self._follow_theme()

    def show_example(self, begin: float, origin: float, end: float) -> None:
        """Shows a window from ``begin`` to ``origin`` and its horizon to ``end``; dragging it tells where it went."""
        if self._example is None:
            self._ahead = pg.LinearRegionItem((origin, end), movable=False)
            self._example = pg.LinearRegionItem((begin, origin), movable=True, swapMode="push")
            for line in self._example.lines:
                line.setMovable(False)
            for part in (self._ahead, self._example):
                part.setZValue(5)
                self.getPlotItem().addItem(part, ignoreBounds=True)
            self._example.sigRegionChanged.connect(self._on_dragged)
            self._example.sigRegionChangeFinished.connect(self._on_dropped)
            self._follow_theme()
        self._horizon = end - origin
        for part, span in ((self._example, (begin, origin)), (self._ahead, (origin, end))):
            part.blockSignals(True)
            part.setRegion(span)
            part.blockSignals(False)

    def show_all(self) -> None:
        """The whole series."""
        spans = [(line.x[0], line.x[-1]) for line, _ in self._lines if len(line.x)]
        if spans:
            self.getPlotItem().setXRange(min(a for a, _ in spans), max(b for _, b in spans), padding=0.02)
            self.getPlotItem().enableAutoRange(axis="y")

    def show_range(self, begin: float, end: float) -> None:
        """A part of the series."""
        self.getPlotItem().setXRange(begin, end, padding=0.02)

    def mouseDoubleClickEvent(self, event: Any) -> None:
        self.show_all()
        event.accept()

    def _on_range(self, _view: object, span: tuple[float, float]) -> None:
        """Long lines are drawn anew from the stretch that is in sight, so that zooming shows every step."""
        for line, curve in self._lines:
            if len(line.x) > _POINTS:
                begin, end = np.searchsorted(line.x, span)
                inside = slice(max(0, begin - 1), end + 1)
                curve.setData(*peaks(line.x[inside], line.y[inside]))

    def _on_dragged(self) -> None:
        origin = self._example.getRegion()[1]
        self._ahead.setRegion((origin, origin + self._horizon))

    def _on_dropped(self) -> None:
        self.example_moved.emit(float(self._example.getRegion()[1]))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and self.plotItem is not None:
            self._follow_theme()

    def _follow_theme(self) -> None:
        palette = theme.colours()
        self.setBackground(palette.panel)
        for side in ("bottom", "left"):
            axis = self.getPlotItem().getAxis(side)
            axis.setPen(pg.mkPen(palette.line))
            axis.setTextPen(pg.mkPen(palette.dim))
            axis.setStyle(tickFont=theme.font(theme.SMALL), tickLength=0, maxTickLevel=0 if side == "left" else 2)
            axis.enableAutoSIPrefix(False)
        for region, area in self._regions:
            self._paint(area, tone_of(region.tone), region.strength)
        for line, curve in self._lines:
            style = Qt.PenStyle.DashLine if line.dashed else Qt.PenStyle.SolidLine
            curve.setPen(pg.mkPen(theme.colour(tone_of(line.tone)), width=1.5, style=style))
        for part in self._others:
            if isinstance(part, pg.ScatterPlotItem):
                part.setBrush(pg.mkBrush(palette.warning))
                part.setPen(None)
            elif isinstance(part, pg.FillBetweenItem):
                part.setBrush(pg.mkBrush(theme.colour(palette.accent, 0.2)))
            else:
                part.setPen(None)
        if self._example is not None:
            self._paint(self._example, palette.accent, 0.28)
            self._paint(self._ahead, tone_of("violet"), 0.4)

    def _paint(self, area: Any, colour: str, strength: float) -> None:
        brush = pg.mkBrush(theme.colour(colour, strength))
        area.setBrush(brush)
        area.setHoverBrush(pg.mkBrush(theme.colour(colour, min(1.0, strength + 0.1))))
        for line in area.lines:
            line.setPen(pg.mkPen(theme.colour(colour, 0.7)))


def tone_of(tone: Tone) -> str:
    """The colour of a tone in the appearance that is on."""
    palette = theme.colours()
    return palette.series[3] if tone == "violet" else str(getattr(palette, tone))


def peaks(x: Numbers, y: Numbers) -> tuple[Numbers, Numbers]:
    """The smallest and largest value of each stretch, so that no more points are drawn than a screen can show; NaN
    counts for nothing there."""
    stretch = -(-2 * len(x) // _POINTS)
    if stretch <= 2:
        return x, y
    begins = np.arange(0, len(x), stretch)
    values = np.column_stack([np.fmin.reduceat(y, begins), np.fmax.reduceat(y, begins)]).ravel()
    return np.repeat(x[begins], 2), values


def seconds_of(moments: Sequence[str]) -> Numbers | None:
    """ISO 8601 moments as seconds since 1970; ``None`` where they are numbers of steps."""
    if any(moment.isdecimal() and len(moment) != 4 for moment in moments) or not moments:
        return None
    try:
        stamps = np.array(moments, dtype="datetime64[us]")
    except ValueError:
        return None
    return np.asarray(stamps.astype(np.int64) / 1e6, dtype=np.float64)
