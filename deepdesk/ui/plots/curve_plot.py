"""A plot of curves that is repainted about a dozen times a second, reads its values out, and follows the theme."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final, Literal, NamedTuple

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPointF, QSize, Qt, QTimer
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from deepdesk.ui import theme
from deepdesk.ui.plots.series import Numbers, envelope, thinned

FRAME_MS: Final = 80
_TICKS: Final = 12
_ROOM_FOR_LABELS: Final = 20  # px above the highest point and below the lowest
_NOTHING: Final = np.empty(0)
Stroke = Literal["faint", "firm", "dashed", "dots"]
Reading = Callable[[float, Mapping[str, float]], str]


class Curve(NamedTuple):
    """A curve: ``label`` stands at its end (empty: none); ``second`` takes the palette's second colour."""

    key: str
    label: str = ""
    stroke: Stroke = "firm"
    second: bool = False
    marked: bool = False


class CurvePlot(pg.PlotWidget):
    """Curves over one axis.

    Args:
        x_label, y_label: names of the axes with their units.
        reading: makes the text that hovering shows, from x and the values of the curves there.
        when_empty: the lowest and highest y while there are no values.
    """

    plotItem: Any = None

    def __init__(
        self,
        x_label: str,
        y_label: str,
        reading: Reading,
        parent: QWidget | None = None,
        when_empty: tuple[float, float] = (0.0, 1.0),
    ) -> None:
        super().__init__(parent=parent, background=None)
        self._reading = reading
        self._when_empty = when_empty
        self._labels = (x_label, y_label)
        self._curves: dict[str, tuple[Curve, Any, Any]] = {}
        self._data: dict[str, tuple[Numbers, Numbers]] = {}
        self._stale: set[str] = set()
        self._ratio = 1.0
        self.frames = 0
        self._x_end = -1.0
        self._timer = QTimer(self)
        self._timer.setInterval(FRAME_MS)
        self._timer.timeout.connect(self.draw_now)
        self._set_up()
        self._follow_theme()

    def _set_up(self) -> None:
        item = self.getPlotItem()
        item.setMenuEnabled(False)
        item.hideButtons()
        item.setMouseEnabled(x=False, y=False)
        item.showGrid(x=False, y=True, alpha=0.9)
        item.disableAutoRange()
        item.vb.sigResized.connect(lambda _box: self._fit())
        item.layout.setContentsMargins(0, theme.SPACE_1, theme.SPACE_3, 0)
        self._cursor = pg.InfiniteLine(angle=90, movable=False)
        self._note = pg.TextItem(anchor=(0, 0))
        for part in (self._cursor, self._note):
            part.setVisible(False)
            part.setZValue(10)
            item.addItem(part, ignoreBounds=True)
        self.scene().sigMouseMoved.connect(self._on_mouse_moved)
        self.setMinimumHeight(120)
        self.setFrameShape(self.Shape.NoFrame)

    def add_curve(self, curve: Curve) -> None:
        """Adds a curve without points."""
        item = pg.PlotDataItem(connect="finite", antialias=curve.stroke != "faint")
        end = pg.TextItem(curve.label, anchor=(1, 1)) if curve.label else None
        self.getPlotItem().addItem(item)
        if end is not None:
            end.setVisible(False)
            self.getPlotItem().addItem(end, ignoreBounds=True)
        self._curves[curve.key] = (curve, item, end)
        self._follow_theme()

    def set_data(self, key: str, x: Numbers, y: Numbers) -> None:
        """Replaces a curve's points, both ``(n,)``, NaN breaks the line; drawn with the next frame."""
        self._data[key] = (x, y)
        self._stale.add(key)
        self._start_when_seen()

    def _start_when_seen(self) -> None:
        if self._stale and self.isVisible() and not self._timer.isActive():
            self._timer.start()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._ratio != self.devicePixelRatioF():
            self._follow_theme()
        self._start_when_seen()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._timer.stop()

    def set_x_end(self, end: float) -> None:
        """Shows x from 0 to ``end``, with ticks at whole numbers."""
        if end == self._x_end:
            return
        self._x_end = end
        step = max(1, -(-int(end) // _TICKS))
        self.getPlotItem().setXRange(0, max(end, 1e-9), padding=0.01)
        self.getPlotItem().getAxis("bottom").setTickSpacing(step, step)

    def clear_data(self) -> None:
        """Empties every curve."""
        nothing = np.empty(0)
        for key in self._curves:
            self.set_data(key, nothing, nothing)

    def draw_now(self) -> None:
        """Draws what changed since the last frame; stops the timer when nothing did."""
        if not self._stale:
            self._timer.stop()
            return
        for key in self._stale:
            curve, item, _ = self._curves[key]
            x, y = self._data[key]
            item.setData(*(envelope(x, y) if curve.stroke == "faint" else thinned(x, y)))
        self._stale.clear()
        self._fit()
        self.frames += 1

    def _fit(self) -> None:
        """Shows all finite values, and leaves room for the words at the ends of the curves."""
        box = self.getPlotItem().vb
        finite = [ys[np.isfinite(ys)] for _, ys in self._data.values()]
        lows = [float(ys.min()) for ys in finite if len(ys)]
        highs = [float(ys.max()) for ys in finite if len(ys)]
        low, high = (min(lows), max(highs)) if lows else self._when_empty
        span = (high - low) or abs(high) or 1.0
        height = max(box.height(), 3.0 * _ROOM_FOR_LABELS)
        room = span * _ROOM_FOR_LABELS / (height - 2 * _ROOM_FOR_LABELS)
        box.setYRange(low - room, high + room, padding=0)
        self._label_ends()

    def _label_ends(self) -> None:
        box = self.getPlotItem().vb
        ends = []
        for key, (_, _, label) in self._curves.items():
            x, y = self._data.get(key, (_NOTHING, _NOTHING))
            finite = np.flatnonzero(np.isfinite(y))
            if label is not None:
                label.setVisible(bool(len(finite)))
                if len(finite):
                    ends.append((float(y[finite[-1]]), float(x[finite[-1]]), label))
        # The upper one above its curve, the lower one below, so that they never cover each other.
        for place, (y_end, x_end, label) in enumerate(sorted(ends, key=lambda end: -end[0])):
            (left, right), _ = box.viewRange()
            # Behind the curve while there is room, so that the words do not cover it.
            behind = (right - x_end) / (right - left) * box.width() > label.boundingRect().width() + theme.SPACE_1
            label.setAnchor((0 if behind else 1, 1 if place == 0 and len(ends) > 1 else 0))
            label.setPos(x_end, y_end)

    def sizeHint(self) -> QSize:
        return QSize(360, 170)

    def close(self) -> bool:
        self._timer.stop()
        self._stale.clear()
        return bool(super().close())

    def _follow_theme(self) -> None:
        palette = theme.colours()
        self._ratio = self.devicePixelRatioF()
        self.setBackground(palette.panel)
        axis_font = theme.font(theme.SMALL)
        for side, label in (("bottom", self._labels[0]), ("left", self._labels[1])):
            axis = self.getPlotItem().getAxis(side)
            # Words and grid are drawn when they change, not with every frame of the curves.
            axis.setCacheMode(axis.CacheMode.DeviceCoordinateCache)
            axis.setPen(pg.mkPen(palette.line))
            axis.setTextPen(pg.mkPen(palette.dim))
            axis.setStyle(tickFont=axis_font, tickLength=0, maxTickLevel=0, hideOverlappingLabels=False)
            axis.enableAutoSIPrefix(False)
            axis.setLabel(label, color=palette.dim, **{"font-size": f"{round(theme.SMALL)}px"})
        self._cursor.setPen(pg.mkPen(palette.neutral, width=1))
        self._note.setColor(palette.text)
        self._note.fill = pg.mkBrush(theme.colour(palette.panel, 0.92))
        self._note.border = pg.mkPen(palette.line)
        for curve, item, end in self._curves.values():
            colour = palette.second if curve.second else palette.accent
            item.setPen(_pen(curve.stroke, colour, self._ratio))
            if curve.marked or curve.stroke == "dots":
                item.setSymbol("o")
                item.setSymbolSize(5)
                item.setSymbolBrush(pg.mkBrush(colour))
                item.setSymbolPen(None)
            if end is not None:
                end.setColor(colour)
                end.setFont(axis_font)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and self.plotItem is not None:
            self._follow_theme()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._show_reading(None)

    def _on_mouse_moved(self, place: QPointF) -> None:
        view = self.getPlotItem().vb
        inside = view.sceneBoundingRect().contains(place)
        self._show_reading(view.mapSceneToView(place).x() if inside else None)

    def _show_reading(self, x: float | None) -> None:
        values = {} if x is None else self.values_at(x)
        for part in (self._cursor, self._note):
            part.setVisible(bool(values))
        if x is None or not values:
            return
        (left, right), (_, top) = self.getPlotItem().vb.viewRange()
        self._cursor.setPos(x)
        self._note.setAnchor((1, 0) if x > (left + right) / 2 else (0, 0))
        self._note.setPos(x, top)
        self._note.setText(self._reading(x, values))

    def values_at(self, x: float) -> dict[str, float]:
        """The value of each curve at the point nearest to ``x``; curves without a finite one there are left out."""
        found = {}
        for key, (xs, ys) in self._data.items():
            if len(xs) == 0:
                continue
            place = int(np.argmin(np.abs(xs - x)))
            if np.isfinite(ys[place]):
                found[key] = float(ys[place])
        return found


def _pen(stroke: Stroke, colour: str, ratio: float) -> Any:
    if stroke == "dots":
        return None
    if stroke == "faint":
        return pg.mkPen(theme.colour(colour, 0.32), width=1)
    style = Qt.PenStyle.DashLine if stroke == "dashed" else Qt.PenStyle.SolidLine
    # Such pens are measured in the screen's own pixels.
    return pg.mkPen(theme.colour(colour), width=2 * ratio, style=style)
