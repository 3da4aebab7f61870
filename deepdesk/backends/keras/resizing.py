"""Layers that make maps and sequences larger or smaller without weights."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

import keras
import tensorflow as tf

from deepdesk.backends.keras.weights import Built
from deepdesk.backends.plan import PlannedLayer


class UpSampling2D(keras.layers.UpSampling2D):
    """Keras' layer, for maps of free sizes too: its bilinear way wants them fixed."""

    def call(self, inputs: Any) -> Any:
        """``(batch, height, width, channels)`` to ``(batch, height · rows, width · columns, channels)``."""
        if self.interpolation == "nearest" or None not in inputs.shape[1:3]:
            return super().call(inputs)
        return tf.image.resize(inputs, tf.shape(inputs)[1:3] * tf.constant(self.size), method="bilinear")


def up_sampling2d(layer: PlannedLayer) -> Built:
    """``UpSampling2D``; both frameworks line up the centres of the cells."""
    params = layer.params
    return Built(UpSampling2D(params["size"], interpolation=params["interpolation"], name=layer.id))


def zero_padding2d(layer: PlannedLayer) -> Built:
    """``ZeroPadding2D``."""
    return Built(keras.layers.ZeroPadding2D(layer.params["padding"], name=layer.id))


def cropping2d(layer: PlannedLayer) -> Built:
    """``Cropping2D``."""
    return Built(keras.layers.Cropping2D(layer.params["cropping"], name=layer.id))


def up_sampling1d(layer: PlannedLayer) -> Built:
    """``UpSampling1D``."""
    return Built(keras.layers.UpSampling1D(layer.params["size"], name=layer.id))


def zero_padding1d(layer: PlannedLayer) -> Built:
    """``ZeroPadding1D``."""
    return Built(keras.layers.ZeroPadding1D(layer.params["padding"], name=layer.id))


def cropping1d(layer: PlannedLayer) -> Built:
    """``Cropping1D``."""
    return Built(keras.layers.Cropping1D(layer.params["cropping"], name=layer.id))


LAYERS: Final[Mapping[str, Callable[[PlannedLayer], Built]]] = MappingProxyType(
    {
        "UpSampling2D": up_sampling2d,
        "ZeroPadding2D": zero_padding2d,
        "Cropping2D": cropping2d,
        "UpSampling1D": up_sampling1d,
        "ZeroPadding1D": zero_padding1d,
        "Cropping1D": cropping1d,
    }
)
