"""Activation functions as layers of their own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from torch import nn

from deepdesk.backends.plan import PlannedLayer
from deepdesk.backends.torch.activations import function
from deepdesk.backends.torch.arrangement import is_map
from deepdesk.backends.torch.weights import Built


def activation(layer: PlannedLayer) -> Built:
    """``Activation``; softmax runs over the channels of maps."""
    return Built(function(layer.params["activation"], axis=1 if is_map(layer.input_shapes[0]) else -1))


def leaky_relu(layer: PlannedLayer) -> Built:
    """``LeakyReLU``."""
    return Built(nn.LeakyReLU(float(layer.params["negative_slope"])))


LAYERS: Final[Mapping[str, Callable[[PlannedLayer], Built]]] = MappingProxyType(
    {
        "Activation": activation,
        "LeakyReLU": leaky_relu,
    }
)
