"""Layers that only arrange the numbers anew."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from torch import nn

from deepdesk.backends.plan import PlannedLayer
from deepdesk.backends.torch.arrangement import channels_last
from deepdesk.backends.torch.weights import Built


def flatten(layer: PlannedLayer) -> Built:
    """``Flatten``, channels varying fastest."""
    return Built(channels_last(layer, nn.Flatten()))


def reshape(layer: PlannedLayer) -> Built:
    """``Reshape``, in channels-last order."""
    target = tuple(-1 if size is None else size for size in layer.output_shape)
    return Built(channels_last(layer, nn.Sequential(nn.Flatten(), nn.Unflatten(1, target))))


LAYERS: Final[Mapping[str, Callable[[PlannedLayer], Built]]] = MappingProxyType(
    {
        "Flatten": flatten,
        "Reshape": reshape,
    }
)
