"""How the error of a forecast grows with the steps ahead, beside those of the simple rules, and the colours' names."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from deepdesk.core.catalogue import say
from deepdesk.inference.evaluation import ForecastEvaluation
from deepdesk.ui import theme
from deepdesk.ui.plots.series_plot import Line, SeriesPlot, Tone, tone_of
from deepdesk.ui.widgets import make_label

RULES: Final[tuple[tuple[str, Tone], ...]] = (
    ("last_value", "neutral"),
    ("seasonal_naive", "good"),
    ("linear_autoregression", "second"),
)
_HEIGHT: Final = 190


class ToneKeys(QWidget):
    """What the colours of a plot stand for, in a line: ``(code of a sentence, tone)`` each."""

    def __init__(self, keys: Sequence[tuple[str, Tone]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._labels = [(make_label(f"■ {say(code)}", "small"), tone) for code, tone in keys]
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.SPACE_3)
        for label, _ in self._labels:
            layout.addWidget(label)
        layout.addStretch(1)
        self._colour()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "_labels"):
            self._colour()

    def _colour(self) -> None:
        for label, tone in self._labels:
            label.setStyleSheet(f"color: {tone_of(tone)};")


class ErrorsByStep(QWidget):
    """Mean absolute error at each step ahead: the network's as a firm line, those of the rules dashed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.plot = SeriesPlot()
        self.plot.setObjectName("evaluate_forecast_errors")
        self.plot.setAccessibleName(say("forecast_ui.by_step"))
        self.plot.setFixedHeight(_HEIGHT)
        names = ((f"forecast_ui.short.{name}", tone) for name, tone in RULES)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.SPACE_1)
        layout.addWidget(self.plot)
        layout.addWidget(ToneKeys((("forecast_ui.column.network", "accent"), *names)))

    def show_errors(self, found: ForecastEvaluation) -> None:
        """Draws an evaluation; hidden where there is one step only."""
        count = len(found.by_step)
        self.setVisible(count > 1)
        if count < 2:
            return
        steps = np.arange(1, count + 1, dtype=np.float64)
        rules = [
            Line(steps, np.array(found.baseline_by_step[name]), tone, dashed=True)
            for name, tone in RULES
            if len(found.baseline_by_step.get(name, ())) == count
        ]
        self.plot.set_axis(found.target, timed=False)
        self.plot.getPlotItem().getAxis("bottom").setLabel(say("forecast_ui.steps_ahead"))
        self.plot.show_series([*rules, Line(steps, np.array(found.by_step), "accent")])
