"""Fully connected layers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

import keras

from deepdesk.backends.keras.activations import activation
from deepdesk.backends.keras.weights import Built, places
from deepdesk.backends.plan import PlannedLayer


def dense(layer: PlannedLayer) -> Built:
    """``Dense``, over the last axis."""
    params = layer.params
    built = keras.layers.Dense(
        params["units"],
        activation=activation(params["activation"]),
        use_bias=params["use_bias"],
        name=layer.id,
    )
    # `kernel` is a property that also serves other ways of holding it.
    return Built(built, places(built, "kernel", *(["bias"] if params["use_bias"] else [])))


LAYERS: Final[Mapping[str, Callable[[PlannedLayer], Built]]] = MappingProxyType(
    {
        "Dense": dense,
    }
)
