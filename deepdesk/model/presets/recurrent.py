"""Recurrent networks; an image is read row by row."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from deepdesk.model.description import Shape
from deepdesk.model.presets.recipe import Layers, Preset, Recipe, layer


def rows_of(shape: Shape) -> tuple[int, int] | None:
    """How an image is read row by row, ``(rows, columns · channels)``; ``None`` when a length is free."""
    rows, columns, channels = (*shape, 1, 1)[:3] if len(shape) == 1 else (*shape, 1)[:3]
    return None if rows is None or columns is None or channels is None else (rows, columns * channels)


def as_sequence(shape: Shape) -> Layers:
    """The Reshape that makes ``(steps, features)`` of an image or a row; nothing for what is a sequence."""
    rows = rows_of(shape)
    if len(shape) == 2 or rows is None:
        return ()
    return (layer("rows", "Reshape", target_shape=list(rows)),)


def _lstm(shape: Shape, classes: int) -> Layers:
    return (*as_sequence(shape), layer("lstm1", "LSTM", units=128), layer("out", "Dense", units=classes))


def _lstm_2(shape: Shape, classes: int) -> Layers:
    return (
        *as_sequence(shape),
        layer("lstm1", "LSTM", units=128, return_sequences=True),
        layer("lstm2", "LSTM", units=128),
        layer("out", "Dense", units=classes),
    )


RECIPES: Final[Mapping[str, tuple[Preset, Recipe]]] = MappingProxyType(
    {
        "lstm": (Preset(id="lstm", family="recurrent"), _lstm),
        "lstm-2": (Preset(id="lstm-2", family="recurrent"), _lstm_2),
    }
)
