"""Layers that join several inputs of one arrangement."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

import torch
from torch import nn

from deepdesk.backends.plan import PlannedLayer
from deepdesk.backends.torch.arrangement import is_map
from deepdesk.backends.torch.weights import Built
from deepdesk.model.kinds.merging import merge_axis

_AXES_OF_MAPS: Final = (2, 3, 1)
"""Where rows, columns and channels of a map lie inside PyTorch."""


class Folded(nn.Module):
    """Joins the first two inputs, the result and the third, and so on."""

    def __init__(self, join: Callable[[torch.Tensor, torch.Tensor], torch.Tensor]) -> None:
        super().__init__()
        self.join = join

    def forward(self, *inputs: torch.Tensor) -> torch.Tensor:
        """Same shape as each input."""
        joined = inputs[0]
        for x in inputs[1:]:
            joined = self.join(joined, x)
        return joined


class Average(nn.Module):
    """The mean of the inputs."""

    def forward(self, *inputs: torch.Tensor) -> torch.Tensor:
        """Same shape as each input."""
        total = inputs[0]
        for x in inputs[1:]:
            total = total + x
        return total / len(inputs)


class Concatenate(nn.Module):
    """The inputs one behind the other."""

    def __init__(self, axis: int) -> None:
        super().__init__()
        self.axis = axis

    def forward(self, *inputs: torch.Tensor) -> torch.Tensor:
        """As long along ``axis`` as all inputs together."""
        return torch.cat(inputs, dim=self.axis)


def add(layer: PlannedLayer) -> Built:
    """``Add``."""
    return Built(Folded(torch.add))


def subtract(layer: PlannedLayer) -> Built:
    """``Subtract``."""
    return Built(Folded(torch.sub))


def multiply(layer: PlannedLayer) -> Built:
    """``Multiply``."""
    return Built(Folded(torch.mul))


def average(layer: PlannedLayer) -> Built:
    """``Average``."""
    return Built(Average())


def maximum(layer: PlannedLayer) -> Built:
    """``Maximum``; equal values share the gradient."""
    return Built(Folded(torch.maximum))


def concatenate(layer: PlannedLayer) -> Built:
    """``Concatenate``."""
    shape = layer.input_shapes[0]
    position = merge_axis(layer.params["axis"], len(shape))
    return Built(Concatenate(_AXES_OF_MAPS[position] if is_map(shape) else position + 1))


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
