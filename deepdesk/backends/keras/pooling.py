"""Pooling over windows and over whole maps and sequences."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

import keras
import tensorflow as tf

from deepdesk.backends.keras.weights import Built
from deepdesk.backends.plan import PlannedLayer


class GlobalAveragePooling1D(keras.layers.GlobalAveragePooling1D):
    """Keras' mean over the real steps, with zeros (not a division by zero) for a row without a real step."""

    def call(self, inputs: Any, mask: Any = None) -> Any:
        """``(batch, steps, features)`` to ``(batch, features)``."""
        if mask is None:
            return super().call(inputs)
        real = tf.expand_dims(mask, -1)
        total = tf.reduce_sum(tf.where(real, inputs, 0.0), axis=1)
        return total / tf.maximum(tf.reduce_sum(tf.cast(real, inputs.dtype), axis=1), 1.0)


class GlobalMaxPooling1D(keras.layers.GlobalMaxPooling1D):
    """Keras' maximum over the real steps only; zeros for a row without a real step."""

    def call(self, inputs: Any, mask: Any = None) -> Any:
        """``(batch, steps, features)`` to ``(batch, features)``."""
        if mask is None:
            return super().call(inputs)
        largest = tf.reduce_max(tf.where(tf.expand_dims(mask, -1), inputs, -float("inf")), axis=1)
        return tf.where(tf.reduce_any(mask, axis=1, keepdims=True), largest, 0.0)


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


def max_pooling1d(layer: PlannedLayer) -> Built:
    """``MaxPooling1D``."""
    params = layer.params
    return Built(
        keras.layers.MaxPooling1D(params["pool_size"], params["strides"], padding=params["padding"], name=layer.id)
    )


def average_pooling1d(layer: PlannedLayer) -> Built:
    """``AveragePooling1D``."""
    params = layer.params
    return Built(
        keras.layers.AveragePooling1D(params["pool_size"], params["strides"], padding=params["padding"], name=layer.id)
    )


def global_average_pooling2d(layer: PlannedLayer) -> Built:
    """``GlobalAveragePooling2D``."""
    return Built(keras.layers.GlobalAveragePooling2D(name=layer.id))


def global_max_pooling2d(layer: PlannedLayer) -> Built:
    """``GlobalMaxPooling2D``."""
    return Built(keras.layers.GlobalMaxPooling2D(name=layer.id))


def global_average_pooling1d(layer: PlannedLayer) -> Built:
    """``GlobalAveragePooling1D``."""
    return Built(GlobalAveragePooling1D(name=layer.id))


def global_max_pooling1d(layer: PlannedLayer) -> Built:
    """``GlobalMaxPooling1D``."""
    return Built(GlobalMaxPooling1D(name=layer.id))


LAYERS: Final[Mapping[str, Callable[[PlannedLayer], Built]]] = MappingProxyType(
    {
        "MaxPooling2D": max_pooling2d,
        "AveragePooling2D": average_pooling2d,
        "GlobalAveragePooling2D": global_average_pooling2d,
        "GlobalMaxPooling2D": global_max_pooling2d,
        "MaxPooling1D": max_pooling1d,
        "AveragePooling1D": average_pooling1d,
        "GlobalAveragePooling1D": global_average_pooling1d,
        "GlobalMaxPooling1D": global_max_pooling1d,
    }
)
