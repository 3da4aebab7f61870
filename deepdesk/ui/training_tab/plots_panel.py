"""The live plots of a run: loss per batch and per epoch, accuracy per epoch."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QVBoxLayout, QWidget

from deepdesk.core.catalogue import say
from deepdesk.state.run_values import ShownRun
from deepdesk.training.events import EpochEnded
from deepdesk.ui.figures import loss, percent
from deepdesk.ui.training_tab.legend import Legend
from deepdesk.ui.widgets import Card


def _loss_reading(x: float, values: Mapping[str, float]) -> str:
    lines = [say("train.hover.epoch", epoch=f"{x:.2f}")]
    names = {"smooth": "train.hover.loss", "mean": "train.hover.mean", "validation": "train.hover.val_loss"}
    lines += [say(code, value=loss(values[key])) for key, code in names.items() if key in values]
    return "\n".join(lines)


class PlotCard(Card):
    """A card with a plot that is made when it is first needed: the plotting library loads after the first paint."""

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(title, parent)
        self._plot: Any = None
        self._holder = QWidget()
        self._holder_layout = QVBoxLayout(self._holder)
        self._holder_layout.setContentsMargins(0, 0, 0, 0)
        self.body.addWidget(self._holder, 1)
        self.legend = Legend()
        self.add_to_header(self.legend)

    def make_plot(self) -> Any:
        """Makes the plot with its curves; once."""
        raise NotImplementedError

    @property
    def plot(self) -> Any:
        """The plot."""
        if self._plot is None:
            self._plot = self.make_plot()
            self._holder_layout.addWidget(self._plot)
        return self._plot

    def tell_best(self, text: str) -> None:
        """A word beside the legend."""
        self.legend.tell(text)


class LossCard(PlotCard):
    """Loss of every batch, faint and smoothed, mean of every epoch, and validation dashed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(say("train.plot.loss"), parent)
        self.setObjectName("loss_card")
        self.setMinimumHeight(270)

    def make_plot(self) -> Any:
        from deepdesk.ui.plots.curve_plot import Curve, CurvePlot

        plot = CurvePlot(say("train.axis.epochs"), say("train.axis.loss"), _loss_reading)
        plot.setObjectName("loss_plot")
        plot.setAccessibleName(say("train.plot.loss"))
        plot.add_curve(Curve("raw", stroke="faint"))
        plot.add_curve(Curve("smooth", say("train.curve.training")))
        plot.add_curve(Curve("mean", stroke="dots"))
        plot.add_curve(Curve("validation", say("train.curve.validation"), "dashed", second=True, marked=True))
        return plot

    def tell(self, run: ShownRun | None) -> None:
        """Shows the losses of a run; with the next frame."""
        from deepdesk.ui.plots.series import smooth

        history = run.history if run is not None else None
        started = history.started if history is not None else None
        if history is None or started is None:
            self.plot.clear_data()
            return
        x = np.arange(1, history.steps + 1, dtype=np.float64) / started.steps_per_epoch
        epochs = _epoch_numbers(history.epochs)
        self.plot.set_data("raw", x, history.losses)
        self.plot.set_data("smooth", x, smooth(history.losses))
        self.plot.set_data("mean", epochs, _column(history.epochs, "loss"))
        self.plot.set_data("validation", epochs, _column(history.epochs, "val_loss"))
        self.plot.set_x_end(started.epochs)


class AccuracyCard(PlotCard):
    """Accuracy of every epoch on the training and the validation part."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(say("train.plot.accuracy"), parent)
        self.setObjectName("accuracy_card")
        self._told: tuple[object, ...] | None = None
        self._samples: Mapping[str, int] = {}
        self.setMinimumHeight(200)

    def make_plot(self) -> Any:
        from deepdesk.ui.plots.curve_plot import Curve, CurvePlot

        plot = CurvePlot(say("train.axis.epochs"), say("train.axis.accuracy"), self._reading, when_empty=(0, 100))
        plot.setObjectName("accuracy_plot")
        plot.setAccessibleName(say("train.plot.accuracy"))
        plot.add_curve(Curve("training", say("train.curve.training"), marked=True))
        plot.add_curve(Curve("validation", say("train.curve.validation"), "dashed", second=True, marked=True))
        return plot

    def tell(self, run: ShownRun | None) -> None:
        """Shows the accuracies of a run; with the next frame."""
        history = run.history if run is not None else None
        if history is None or history.started is None:
            self._told = None
            self.plot.clear_data()
            self.tell_best("")
            return
        news = (run.folder if run is not None else None, len(history.epochs))
        if news == self._told:
            return
        self._told = news
        self._samples = history.started.samples
        epochs = _epoch_numbers(history.epochs)
        self.plot.set_data("training", epochs, 100 * _column(history.epochs, "accuracy"))
        self.plot.set_data("validation", epochs, 100 * _column(history.epochs, "val_accuracy"))
        self.plot.set_x_end(history.started.epochs)
        best = _best(history.epochs)
        self.tell_best(say("train.plot.best", epoch=best) if best is not None else "")

    def _reading(self, x: float, values: Mapping[str, float]) -> str:
        lines = [say("train.hover.epoch", epoch=f"{max(1, round(x))}")]
        names = {
            "training": ("train.hover.accuracy", "train"),
            "validation": ("train.hover.val_accuracy", "validation"),
        }
        for key, (code, part) in names.items():
            if key in values:
                lines.append(say(code, value=percent(values[key] / 100), samples=self._samples.get(part, 0)))
        return "\n".join(lines)


def _epoch_numbers(epochs: tuple[EpochEnded, ...]) -> np.ndarray[Any, np.dtype[np.float64]]:
    return np.array([epoch.epoch for epoch in epochs], dtype=np.float64)


def _column(epochs: tuple[EpochEnded, ...], name: str) -> np.ndarray[Any, np.dtype[np.float64]]:
    values = [getattr(epoch, name) for epoch in epochs]
    return np.array([np.nan if value is None else value for value in values], dtype=np.float64)


def _best(epochs: tuple[EpochEnded, ...]) -> int | None:
    known = [(epoch.val_accuracy, -epoch.epoch) for epoch in epochs if epoch.val_accuracy is not None]
    return -max(known)[1] if known else None


def prepare_plots(owner: QWidget, *cards: PlotCard) -> None:
    """Makes the plots one by one while the window is idle and ``owner`` lives."""
    waiting = list(cards)

    def make_next() -> None:
        if waiting:
            _ = waiting.pop(0).plot
            QTimer.singleShot(0, owner, make_next)

    QTimer.singleShot(0, owner, make_next)
