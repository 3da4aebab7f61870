"""Pooling over windows and over whole maps."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

import keras

from deepdesk.backends.keras.weights import Built
from deepdesk.backends.plan import PlannedLayer


def max_pooling2d(layer: PlannedLayer) -> Built:
    """``MaxPooling2D``."""
    params = layer.params
    return Built(
        keras.layers.MaxPooling2D(params["pool_size"], params["strides"], padding=params["padding"], name=layer.id)
    )


def average_pooling2d(layer: PlannedLayer) -> Built:
    """``AveragePooling2D``."""
    params = layer.params
    return Built(
        keras.layers.AveragePooling2D(params["pool_size"], params["strides"], padding=params["padding"], name=layer.id)
    )


def global_average_pooling2d(layer: PlannedLayer) -> Built:
    """``GlobalAveragePooling2D``."""
    return Built(keras.layers.GlobalAveragePooling2D(name=layer.id))


LAYERS: Final[Mapping[str, Callable[[PlannedLayer], Built]]] = MappingProxyType(
    {
        "MaxPooling2D": max_pooling2d,
        "AveragePooling2D": average_pooling2d,
        "GlobalAveragePooling2D": global_average_pooling2d,
    }
)
