"""Networks that forecast: from the steps before a moment to all steps of the horizon at once."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from deepdesk.model.description import Shape
from deepdesk.model.presets.recipe import Layers, Preset, Recipe, joined, layer

_STEPS: Final = (28, 1)


def _lstm(shape: Shape, outputs: int) -> Layers:
    """An LSTM, with a straight line from the window to the horizon beside it: the LSTM learns what the line misses."""
    return (
        layer("lstm1", "LSTM", units=64),
        layer("learnt", "Dense", units=outputs),
        joined("row", "Flatten", "input"),
        layer("line", "Dense", units=outputs),
        joined("out", "Add", "learnt", "line"),
    )


def _gru(shape: Shape, outputs: int) -> Layers:
    return (layer("gru1", "GRU", units=64), layer("out", "Dense", units=outputs))


def _cnn(shape: Shape, outputs: int) -> Layers:
    """Causal convolutions, each reaching twice as far back as the one before."""
    body = tuple(
        layer(
            f"conv{number}",
            "Conv1D",
            filters=32,
            kernel_size=3,
            padding="causal",
            dilation_rate=2 ** (number - 1),
            activation="relu",
        )
        for number in (1, 2, 3)
    )
    return (
        *body,
        layer("pool", "GlobalAveragePooling1D"),
        layer("learnt", "Dense", units=outputs),
        joined("row", "Flatten", "input"),
        layer("line", "Dense", units=outputs),
        joined("out", "Add", "learnt", "line"),
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
