"""The activation functions that layers offer, by Keras 3's names and with Keras 3's constants."""

from __future__ import annotations

from typing import Final

from deepdesk.model.kinds.base import Parameter

LEAKY_RELU_SLOPE: Final = 0.2
"""Keras 3's slope of ``leaky_relu`` below zero (PyTorch's own default is 0.01)."""

ACTIVATIONS: Final = (
    "linear",
    "relu",
    "leaky_relu",
    "elu",
    "selu",
    "gelu",
    "silu",
    "softplus",
    "tanh",
    "sigmoid",
    "softmax",
)
"""``elu`` has alpha 1, ``gelu`` is the exact one (error function), ``softmax`` runs over the last axis."""

ACTIVATION: Final = Parameter(name="activation", type="choice", default="linear", choices=ACTIVATIONS)
USE_BIAS: Final = Parameter(name="use_bias", type="switch", default=True)
