"""Layers that only arrange the numbers anew."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

import keras

from deepdesk.backends.keras.weights import Built
from deepdesk.backends.plan import PlannedLayer


def flatten(layer: PlannedLayer) -> Built:
    """``Flatten``, channels varying fastest."""
    return Built(keras.layers.Flatten(name=layer.id))


def reshape(layer: PlannedLayer) -> Built:
    """``Reshape``, in channels-last order."""
    return Built(keras.layers.Reshape(layer.params["target_shape"], name=layer.id))


def permute(layer: PlannedLayer) -> Built:
    """``Permute``."""
    return Built(keras.layers.Permute(layer.params["dims"], name=layer.id))


def repeat_vector(layer: PlannedLayer) -> Built:
    """``RepeatVector``."""
    return Built(keras.layers.RepeatVector(layer.params["n"], name=layer.id))


LAYERS: Final[Mapping[str, Callable[[PlannedLayer], Built]]] = MappingProxyType(
    {
        "Flatten": flatten,
        "Reshape": reshape,
        "Permute": permute,
        "RepeatVector": repeat_vector,
    }
)
