"""One function per kind of layer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

import keras

from deepdesk.backends.keras.activations import activation
from deepdesk.backends.keras.normalization import batch_normalization
from deepdesk.backends.keras.recurrent import gru, lstm
from deepdesk.backends.keras.spatial import average_pooling2d, conv2d, global_average_pooling2d, max_pooling2d
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


def flatten(layer: PlannedLayer) -> Built:
    """``Flatten``, channels varying fastest."""
    return Built(keras.layers.Flatten(name=layer.id))


def reshape(layer: PlannedLayer) -> Built:
    """``Reshape``, in channels-last order."""
    return Built(keras.layers.Reshape(layer.params["target_shape"], name=layer.id))


def dropout(layer: PlannedLayer) -> Built:
    """``Dropout``."""
    return Built(keras.layers.Dropout(float(layer.params["rate"]), name=layer.id))


LAYERS: Final[Mapping[str, Callable[[PlannedLayer], Built]]] = MappingProxyType(
    {
        "Conv2D": conv2d,
        "MaxPooling2D": max_pooling2d,
        "AveragePooling2D": average_pooling2d,
        "GlobalAveragePooling2D": global_average_pooling2d,
        "BatchNormalization": batch_normalization,
        "Flatten": flatten,
        "Reshape": reshape,
        "Dense": dense,
        "Dropout": dropout,
        "LSTM": lstm,
        "GRU": gru,
    }
)
