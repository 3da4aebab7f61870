"""Layers that only arrange the numbers anew."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

import torch
from torch import nn

from deepdesk.backends.plan import PlannedLayer
from deepdesk.backends.torch.arrangement import channels_last
from deepdesk.backends.torch.weights import Built


class Permuted(nn.Module):
    """Axes in another order, counted from 1; the batch stays the first."""

    def __init__(self, dims: tuple[int, ...]) -> None:
        super().__init__()
        self.dims = dims

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """A view."""
        return x.permute(0, *self.dims)


class Repeated(nn.Module):
    """The same row at each of ``n`` steps."""

    def __init__(self, n: int) -> None:
        super().__init__()
        self.n = n

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """``(batch, features)`` to ``(batch, n, features)``, a view."""
        return x.unsqueeze(1).expand(-1, self.n, -1)


def flatten(layer: PlannedLayer) -> Built:
    """``Flatten``, channels varying fastest."""
    return Built(channels_last(layer, nn.Flatten()))


def reshape(layer: PlannedLayer) -> Built:
    """``Reshape``, in channels-last order."""
    target = tuple(-1 if size is None else size for size in layer.output_shape)
    return Built(channels_last(layer, nn.Sequential(nn.Flatten(), nn.Unflatten(1, target))))


def permute(layer: PlannedLayer) -> Built:
    """``Permute``."""
    return Built(channels_last(layer, Permuted(tuple(layer.params["dims"]))))


def repeat_vector(layer: PlannedLayer) -> Built:
    """``RepeatVector``."""
    return Built(Repeated(layer.params["n"]))


LAYERS: Final[Mapping[str, Callable[[PlannedLayer], Built]]] = MappingProxyType(
    {
        "Flatten": flatten,
        "Reshape": reshape,
        "Permute": permute,
        "RepeatVector": repeat_vector,
    }
)
