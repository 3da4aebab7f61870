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
    "relu6",
    "elu",
    "selu",
    "gelu",
    "silu",
    "hard_silu",
    "mish",
    "softplus",
    "softsign",
    "exponential",
    "tanh",
    "sigmoid",
    "hard_sigmoid",
    "softmax",
    "log_softmax",
)
"""``elu`` has alpha 1, ``gelu`` is the exact one (error function), ``hard_sigmoid`` is ``relu6(x + 3) / 6``;
``softmax`` and ``log_softmax`` run over the last axis."""

ACTIVATION: Final = Parameter(name="activation", type="choice", default="linear", choices=ACTIVATIONS)
USE_BIAS: Final = Parameter(name="use_bias", type="switch", default=True)
