"""Layers that join several inputs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

import keras
import tensorflow as tf

from deepdesk.backends.keras.weights import Built
from deepdesk.backends.plan import PlannedLayer


class Maximum(keras.layers.Maximum):
    """Keras' maximum with PyTorch's gradient: equal values share it, where TensorFlow gives all to the first."""

    def _merge_function(self, inputs: Any) -> Any:
        largest = inputs[0]
        for x in inputs[1:]:
            largest = tf.where(tf.equal(largest, x), 0.5 * largest + 0.5 * x, tf.maximum(largest, x))
        return largest


def add(layer: PlannedLayer) -> Built:
    """``Add``."""
    return Built(keras.layers.Add(name=layer.id))


def subtract(layer: PlannedLayer) -> Built:
    """``Subtract``."""
    return Built(keras.layers.Subtract(name=layer.id))


def multiply(layer: PlannedLayer) -> Built:
    """``Multiply``."""
    return Built(keras.layers.Multiply(name=layer.id))


def average(layer: PlannedLayer) -> Built:
    """``Average``."""
    return Built(keras.layers.Average(name=layer.id))


def maximum(layer: PlannedLayer) -> Built:
    """``Maximum``."""
    return Built(Maximum(name=layer.id))


def concatenate(layer: PlannedLayer) -> Built:
    """``Concatenate``."""
    return Built(keras.layers.Concatenate(axis=layer.params["axis"], name=layer.id))


LAYERS: Final[Mapping[str, Callable[[PlannedLayer], Built]]] = MappingProxyType(
    {
        "Add": add,
        "Subtract": subtract,
        "Multiply": multiply,
        "Average": average,
        "Maximum": maximum,
        "Concatenate": concatenate,
    }
)
