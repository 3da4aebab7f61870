"""Fully connected layers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from torch import nn

from deepdesk.backends.plan import PlannedLayer
from deepdesk.backends.torch.activations import activated
from deepdesk.backends.torch.arrangement import channels_last
from deepdesk.backends.torch.weights import Built, Place, turned


def dense(layer: PlannedLayer) -> Built:
    """``Dense``, over the last axis."""
    features = layer.input_shapes[0][-1]
    assert features is not None
    module = nn.Linear(features, layer.params["units"], bias=layer.params["use_bias"])
    places = {"kernel": Place(module, "weight", turned, turned)}
    if layer.params["use_bias"]:
        places["bias"] = Place(module, "bias")
    return Built(channels_last(layer, activated(module, layer.params["activation"])), places)


LAYERS: Final[Mapping[str, Callable[[PlannedLayer], Built]]] = MappingProxyType(
    {
        "Dense": dense,
    }
)
