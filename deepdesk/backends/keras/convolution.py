"""Convolution over maps ``(batch, height, width, channels)``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

import keras

from deepdesk.backends.keras.activations import activation
from deepdesk.backends.keras.weights import Built, places
from deepdesk.backends.plan import PlannedLayer


def conv2d(layer: PlannedLayer) -> Built:
    """``Conv2D``."""
    params = layer.params
    built = keras.layers.Conv2D(
        params["filters"],
        params["kernel_size"],
        strides=params["strides"],
        padding=params["padding"],
        dilation_rate=params["dilation_rate"],
        activation=activation(params["activation"]),
        use_bias=params["use_bias"],
        name=layer.id,
    )
    return Built(built, places(built, "kernel", *(["bias"] if params["use_bias"] else [])))


LAYERS: Final[Mapping[str, Callable[[PlannedLayer], Built]]] = MappingProxyType(
    {
        "Conv2D": conv2d,
    }
)
