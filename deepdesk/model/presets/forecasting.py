"""Networks that forecast: from the steps before a moment to all steps of the horizon at once."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from deepdesk.model.description import Shape
from deepdesk.model.presets.recipe import Layers, Preset, Recipe, layer
from deepdesk.model.presets.recurrent import as_sequence

_STEPS: Final = (28, 1)


def _lstm(shape: Shape, outputs: int) -> Layers:
    """Few units and dropout: series are short beside what a network can learn by heart."""
    return (
        *as_sequence(shape),
        layer("lstm1", "LSTM", units=32),
        layer("drop", "Dropout", rate=0.3),
        layer("out", "Dense", units=outputs),
    )


def _gru(shape: Shape, outputs: int) -> Layers:
    return (
        *as_sequence(shape),
        layer("gru1", "GRU", units=32),
        layer("drop", "Dropout", rate=0.3),
        layer("out", "Dense", units=outputs),
    )


def _cnn(shape: Shape, outputs: int) -> Layers:
    """Two convolutions, each with a pooling that keeps a last odd step, so that any window fits."""
    body = tuple(
        part
        for number in (1, 2)
        for part in (
            layer(f"conv{number}", "Conv1D", filters=16, kernel_size=5, padding="same", activation="relu"),
            layer(f"pool{number}", "MaxPooling1D", pool_size=2, padding="same"),
        )
    )
    return (
        *as_sequence(shape),
        *body,
        layer("flat", "Flatten"),
        layer("drop", "Dropout", rate=0.5),
        layer("out", "Dense", units=outputs),
    )


def _linear(shape: Shape, outputs: int) -> Layers:
    return (layer("row", "Flatten"), layer("out", "Dense", units=outputs))


def _preset(name: str) -> Preset:
    return Preset(id=name, family="task", task="regression", usual_shape=_STEPS)


RECIPES: Final[Mapping[str, tuple[Preset, Recipe]]] = MappingProxyType(
    {
        "forecast-lstm": (_preset("forecast-lstm"), _lstm),
        "forecast-gru": (_preset("forecast-gru"), _gru),
        "forecast-cnn": (_preset("forecast-cnn"), _cnn),
        "forecast-linear": (_preset("forecast-linear"), _linear),
    }
)
