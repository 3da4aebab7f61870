"""Time series in the Data tab: the whole series with its parts, and a window that can be dragged through it."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from deepdesk.core.catalogue import say
from deepdesk.data.details import ForecastingDetails
from deepdesk.state.dataset_store import OpenedData
from deepdesk.ui import theme
from deepdesk.ui.dataset_tab.kinds.forecasting_panel import ForecastingPanel
from deepdesk.ui.plots.series_plot import Line, Region, SeriesPlot, Tone, tone_of
from deepdesk.ui.widgets import Choice, make_button, make_label

_PARTS: Final[tuple[tuple[str, Tone], ...]] = (("train", "neutral"), ("validation", "good"), ("test", "second"))
_EXAMPLE: Final[tuple[tuple[str, Tone], ...]] = (("window", "accent"), ("ahead", "violet"), ("filled", "warning"))
_AROUND: Final = 3
"""Windows to either side that are shown when the plot is zoomed to one."""


class SeriesView(QWidget):
    """The plot of one series, a legend, and the example that is chosen."""

    sample_chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._opened: OpenedData | None = None
        self._shown: npt.NDArray[np.int64] = np.zeros(0, dtype=np.int64)
        self._chosen = -1
        self._device = 0
        self.setObjectName("data_samples")
        self._make_widgets()
        self._lay_out()
        self._devices.currentIndexChanged.connect(self._on_device)
        self.plot.example_moved.connect(self._on_moved)
        self._zoom.clicked.connect(self._zoom_in)
        self._whole.clicked.connect(self.plot.show_all)

    @property
    def chosen(self) -> int:
        """The number of the window that is shown, -1 for none."""
        return self._chosen

    def show_samples(self, opened: OpenedData, numbers: npt.NDArray[np.int64], chosen: int) -> None:
        """See :class:`deepdesk.ui.dataset_tab.kinds.SampleView`."""
        details = opened.reply.report.details
        if not isinstance(details, ForecastingDetails):
            return
        again = opened is not self._opened
        self._opened, self._shown = opened, numbers
        if again:
            self._devices.blockSignals(True)
            self._devices.clear()
            self._devices.addItems([name or details.target for name in details.devices])
            self._devices.blockSignals(False)
            self._devices.setVisible(len(details.devices) > 1)
            self._device = -1
        self._chosen = chosen if chosen in numbers else self._first(numbers)
        if self._chosen >= 0:
            self._show_device(self._device_of(self._chosen))
            self._show_example()
            self.sample_chosen.emit(self._chosen)
        elif again:
            self._show_device(0)

    def _first(self, numbers: npt.NDArray[np.int64]) -> int:
        """The first window of the test part, else the first of all: what a forecast is judged by."""
        if self._opened is None or not len(numbers):
            return -1
        tested = numbers[self._opened.parts[numbers] == len(_PARTS) - 1]
        return int(tested[0] if len(tested) else numbers[0])

    def _make_widgets(self) -> None:
        self._devices = QComboBox()
        self._devices.setObjectName("series_device")
        self._devices.setAccessibleName(say("forecast_ui.device"))
        self._devices.setMinimumWidth(160)
        self.plot = SeriesPlot()
        self.plot.setObjectName("series_plot")
        self.plot.setAccessibleName(say("forecast_ui.plot"))
        self._about = make_label("", "strong", wrap=True)
        self._about.setObjectName("series_example")
        self._hint = make_label(say("forecast_ui.hint"), "small", wrap=True)
        self._zoom, self._whole = (
            make_button(Choice(name, say(f"forecast_ui.{name}")), self, "series") for name in ("zoom", "zoom_out")
        )
        self._legend = {name: _legend_entry(name) for name, _ in (*_PARTS, *_EXAMPLE)}
        self._colour_legend()

    def _lay_out(self) -> None:
        top, keys = QHBoxLayout(), QHBoxLayout()
        top.setSpacing(theme.SPACE_2)
        top.addWidget(self._devices)
        top.addWidget(self._about, 1)
        top.addWidget(self._zoom)
        top.addWidget(self._whole)
        keys.setSpacing(theme.SPACE_3)
        for entry in self._legend.values():
            keys.addWidget(entry)
        keys.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.SPACE_2)
        layout.addLayout(top)
        layout.addWidget(self.plot, 1)
        layout.addLayout(keys)
        layout.addWidget(self._hint)

    def _device_of(self, number: int) -> int:
        assert self._opened is not None
        origin = int(self._opened.array("origins")[number])
        return int(np.searchsorted(self._opened.array("ends"), origin, side="right"))

    def _span(self) -> tuple[int, int]:
        """First step of the device that is shown, and the place after its last."""
        assert self._opened is not None
        ends = self._opened.array("ends")
        return (int(ends[self._device - 1]) if self._device else 0), int(ends[self._device])

    def _places(self, begin: int, end: int) -> npt.NDArray[np.float64]:
        """Where steps stand on the axis: seconds since 1970, or numbers of steps."""
        assert self._opened is not None
        times = np.asarray(self._opened.array("times")[begin:end], dtype=np.float64)
        return times / 1e6 if self._timed() else times

    def _timed(self) -> bool:
        details = self._opened.reply.report.details if self._opened is not None else None
        return isinstance(details, ForecastingDetails) and bool(details.step)

    def _show_device(self, device: int) -> None:
        opened = self._opened
        if opened is None or device == self._device:
            return
        self._device = device
        self._devices.blockSignals(True)
        self._devices.setCurrentIndex(device)
        self._devices.blockSignals(False)
        begin, end = self._span()
        x, y = self._places(begin, end), np.asarray(opened.array("values")[begin:end, 0])
        filled = np.asarray(opened.array("filled")[begin:end, 0])
        details = opened.reply.report.details
        self.plot.set_axis(details.target if isinstance(details, ForecastingDetails) else "", timed=self._timed())
        cut = np.flatnonzero(np.diff(x) > 1.5 * np.median(np.diff(x))) + 1 if len(x) > 2 else np.zeros(0, dtype=int)
        broken = np.insert(x, cut, x[cut]), np.insert(y, cut, np.nan)
        self.plot.show_series([Line(*broken, tone="text")], self._regions(begin, end), (x[filled], y[filled]))

    def _regions(self, begin: int, end: int) -> list[Region]:
        """The steps of this device that are forecast in every part; what lies between is the gap."""
        assert self._opened is not None
        _, horizon = self._lengths()
        origins, parts = np.asarray(self._opened.array("origins")), self._opened.parts
        own = (origins >= begin) & (origins < end)
        found = []
        for number, (_, tone) in enumerate(_PARTS):
            chosen = origins[own & (parts == number)]
            if len(chosen):
                edges = self._places(int(chosen[0]), int(chosen[-1]) + horizon)
                found.append(Region(float(edges[0]), float(edges[-1]), tone))
        return found

    def _lengths(self) -> tuple[int, int]:
        assert self._opened is not None
        report = self._opened.reply.report
        return int(report.shape[0] or 1), report.target_shape[0]

    def _show_example(self) -> None:
        opened = self._opened
        if opened is None or self._chosen < 0:
            return
        window, horizon = self._lengths()
        origin = int(opened.array("origins")[self._chosen])
        steps = self._places(origin - window, origin + horizon)
        self.plot.show_example(float(steps[0]), float(steps[window]), float(steps[-1]))
        time = str(np.datetime64(int(steps[window]), "s")).replace("T", " ") if self._timed() else str(origin + 1)
        time = time.removesuffix(" 00:00:00").removesuffix(":00") if " " in time else time
        part = say(f"dataset_tab.part.{opened.part_of(self._chosen)}")
        text = say("forecast_ui.example", window=window, horizon=horizon, time=time, part=part)
        self._about.setText(text)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "_legend"):
            self._colour_legend()

    def _colour_legend(self) -> None:
        for name, tone in (*_PARTS, *_EXAMPLE):
            self._legend[name].setStyleSheet(f"color: {tone_of(tone)};")

    def _on_device(self, device: int) -> None:
        if self._opened is None or device < 0:
            return
        self._show_device(device)
        begin, end = self._span()
        origins = np.asarray(self._opened.array("origins"))[self._shown]
        inside = self._shown[(origins >= begin) & (origins < end)]
        if len(inside):
            self._choose(int(inside[0]))

    def _on_moved(self, x: float) -> None:
        """The example was dragged: the nearest window of this device is taken."""
        if self._opened is None or not len(self._shown):
            return
        begin, end = self._span()
        origins = np.asarray(self._opened.array("origins"))[self._shown]
        inside = np.flatnonzero((origins >= begin) & (origins < end))
        if len(inside):
            places = self._places(begin, end)[origins[inside] - begin]
            self._choose(int(self._shown[inside[np.abs(places - x).argmin()]]))

    def _choose(self, number: int) -> None:
        self._chosen = number
        self._show_example()
        self.sample_chosen.emit(number)

    def _zoom_in(self) -> None:
        if self._opened is None or self._chosen < 0:
            return
        window, horizon = self._lengths()
        begin, end = self._span()
        origin = int(self._opened.array("origins")[self._chosen])
        around = _AROUND * (window + horizon)
        steps = self._places(max(begin, origin - around), min(end, origin + around))
        self.plot.show_range(float(steps[0]), float(steps[-1]))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and right go to the window before and after."""
        key = event.key()
        ways: dict[int, int] = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        place = np.flatnonzero(self._shown == self._chosen)
        if key in ways and len(place):
            self._choose(int(self._shown[np.clip(place[0] + ways[key], 0, len(self._shown) - 1)]))
        else:
            super().keyPressEvent(event)


def _legend_entry(name: str) -> QLabel:
    """A word in its colour."""
    label = make_label(f"■ {say(f'forecast_ui.legend.{name}')}", "small")
    label.setObjectName(f"series_legend_{name}")
    return label


def make_view() -> SeriesView:
    """The plot."""
    return SeriesView()


def make_panel() -> ForecastingPanel:
    """The settings of a forecast."""
    return ForecastingPanel()


def figures(opened: OpenedData) -> tuple[str, str]:
    """Windows; how many steps and series."""
    details = opened.reply.report.details
    if not isinstance(details, ForecastingDetails):
        return say("forecast_ui.windows"), ""
    counts = {"steps": details.steps, "devices": len(details.devices), "step": details.step}
    return say("forecast_ui.windows"), say(
        "forecast_ui.figures" if details.step else "forecast_ui.figures_untimed", **counts
    )
