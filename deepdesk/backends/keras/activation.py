"""Activation functions as layers of their own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

import keras

from deepdesk.backends.keras.activations import activation as function
from deepdesk.backends.keras.weights import Built
from deepdesk.backends.plan import PlannedLayer


def activation(layer: PlannedLayer) -> Built:
    """``Activation``."""
    return Built(keras.layers.Activation(function(layer.params["activation"]), name=layer.id))


def leaky_relu(layer: PlannedLayer) -> Built:
    """``LeakyReLU``."""
    return Built(keras.layers.LeakyReLU(float(layer.params["negative_slope"]), name=layer.id))


LAYERS: Final[Mapping[str, Callable[[PlannedLayer], Built]]] = MappingProxyType(
    {
        "Activation": activation,
        "LeakyReLU": leaky_relu,
    }
)
