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


LAYERS: Final[Mapping[str, Callable[[PlannedLayer], Built]]] = MappingProxyType(
    {
        "Dropout": dropout,
    }
)
