"""Pooling over windows and over whole maps, with TensorFlow's rule for ``same``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

import torch
from torch import nn
from torch.nn import functional as F

from deepdesk.backends.plan import PlannedLayer
from deepdesk.backends.torch.padding import padded_same
from deepdesk.backends.torch.weights import Built


class MaxPool2dSame(nn.MaxPool2d):
    """Max pooling with ``same`` padding: cells outside the map never win."""

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """``(batch, channels, height, width)`` to ``(batch, channels, ceil(height/stride), …)``."""
        return super().forward(padded_same(x, self.kernel_size, self.stride, -torch.inf))  # type: ignore[arg-type]


class AvgPool2dSame(nn.AvgPool2d):
    """Average pooling with ``same`` padding: cells outside the map are not counted."""

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """``(batch, channels, height, width)`` to ``(batch, channels, ceil(height/stride), …)``."""
        return self._sum(x) / self._sum(torch.ones_like(x[:1, :1]))

    def _sum(self, x: torch.Tensor) -> torch.Tensor:
        padded = padded_same(x, self.kernel_size, self.stride)  # type: ignore[arg-type]
        return F.avg_pool2d(padded, self.kernel_size, self.stride, divisor_override=1)


class GlobalAveragePool2d(nn.Module):
    """The mean of each channel: ``(batch, channels, height, width)`` to ``(batch, channels)``."""

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """The means."""
        return x.mean(dim=(2, 3))


def max_pooling2d(layer: PlannedLayer) -> Built:
    """``MaxPooling2D``."""
    kind = MaxPool2dSame if layer.params["padding"] == "same" else nn.MaxPool2d
    return Built(kind(layer.params["pool_size"], layer.params["strides"] or layer.params["pool_size"]))


def average_pooling2d(layer: PlannedLayer) -> Built:
    """``AveragePooling2D``."""
    kind = AvgPool2dSame if layer.params["padding"] == "same" else nn.AvgPool2d
    return Built(kind(layer.params["pool_size"], layer.params["strides"] or layer.params["pool_size"]))


def global_average_pooling2d(layer: PlannedLayer) -> Built:
    """``GlobalAveragePooling2D``."""
    return Built(GlobalAveragePool2d())


LAYERS: Final[Mapping[str, Callable[[PlannedLayer], Built]]] = MappingProxyType(
    {
        "MaxPooling2D": max_pooling2d,
        "AveragePooling2D": average_pooling2d,
        "GlobalAveragePooling2D": global_average_pooling2d,
    }
)
