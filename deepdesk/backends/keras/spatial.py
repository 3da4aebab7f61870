"""Convolution and pooling over maps ``(batch, height, width, channels)``."""

from __future__ import annotations

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
