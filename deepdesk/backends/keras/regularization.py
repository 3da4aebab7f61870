"""Layers that act in training only."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

import keras

from deepdesk.backends.keras.weights import Built
from deepdesk.backends.plan import PlannedLayer


def dropout(layer: PlannedLayer) -> Built:
    """``Dropout``."""
    return Built(keras.layers.Dropout(float(layer.params["rate"]), name=layer.id))


def spatial_dropout1d(layer: PlannedLayer) -> Built:
    """``SpatialDropout1D``."""
    return Built(keras.layers.SpatialDropout1D(float(layer.params["rate"]), name=layer.id))


def spatial_dropout2d(layer: PlannedLayer) -> Built:
    """``SpatialDropout2D``."""
    return Built(keras.layers.SpatialDropout2D(float(layer.params["rate"]), name=layer.id))


def gaussian_noise(layer: PlannedLayer) -> Built:
    """``GaussianNoise``."""
    return Built(keras.layers.GaussianNoise(float(layer.params["stddev"]), name=layer.id))


LAYERS: Final[Mapping[str, Callable[[PlannedLayer], Built]]] = MappingProxyType(
    {
        "Dropout": dropout,
        "SpatialDropout1D": spatial_dropout1d,
        "SpatialDropout2D": spatial_dropout2d,
        "GaussianNoise": gaussian_noise,
    }
)
