"""The activations of the catalogue as Keras functions, with the catalogue's constants."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import keras

from deepdesk.model.kinds.activations import LEAKY_RELU_SLOPE


def activation(name: str) -> Callable[[Any], Any]:
    """The activation of that name."""
    if name == "leaky_relu":
        return partial(keras.activations.leaky_relu, negative_slope=LEAKY_RELU_SLOPE)
    if name == "gelu":
        return partial(keras.activations.gelu, approximate=False)
    found: Callable[[Any], Any] = keras.activations.get(name)
    return found
