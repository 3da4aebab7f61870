"""Pooling over windows and over whole maps and sequences, with TensorFlow's rule for ``same``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

import torch
from torch import nn
from torch.nn import functional as F

from deepdesk.backends.plan import PlannedLayer
from deepdesk.backends.torch.arrangement import OverSteps
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


class MaxPool1dSame(nn.MaxPool1d):
    """Max pooling over ``(batch, features, steps)`` with ``same`` padding: steps outside never win."""

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """``(batch, features, steps)`` to ``(batch, features, ceil(steps/stride))``."""
        window, stride = (self.kernel_size,), (self.stride,)
        return super().forward(padded_same(x, window, stride, -torch.inf))  # type: ignore[arg-type]


class AvgPool1dSame(nn.AvgPool1d):
    """Average pooling over ``(batch, features, steps)`` with ``same`` padding: steps outside are not counted."""

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """``(batch, features, steps)`` to ``(batch, features, ceil(steps/stride))``."""
        return self._mean(x) / self._mean(torch.ones_like(x[:1, :1]))

    def _mean(self, x: torch.Tensor) -> torch.Tensor:
        return super().forward(padded_same(x, self.kernel_size, self.stride))  # type: ignore[arg-type]


class GlobalAveragePool2d(nn.Module):
    """The mean of each channel: ``(batch, channels, height, width)`` to ``(batch, channels)``."""

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """The means."""
        return x.mean(dim=(2, 3))


class GlobalMaxPool2d(nn.Module):
    """The largest value of each channel: ``(batch, channels, height, width)`` to ``(batch, channels)``."""

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """The largest values."""
        return x.amax(dim=(2, 3))


class GlobalAveragePool1d(nn.Module):
    """The mean of each feature over the real steps: ``(batch, steps, features)`` to ``(batch, features)``."""

    def forward(self, x: torch.Tensor, mask: torch.Tensor | None = None) -> torch.Tensor:
        """The means; zeros for a row without a real step."""
        if mask is None:
            return x.mean(dim=1)
        real = mask.unsqueeze(-1)
        return x.masked_fill(~real, 0.0).sum(dim=1) / real.sum(dim=1).clamp(min=1)


class GlobalMaxPool1d(nn.Module):
    """The largest value of each feature among the real steps: ``(batch, steps, features)`` to ``(batch, features)``."""

    def forward(self, x: torch.Tensor, mask: torch.Tensor | None = None) -> torch.Tensor:
        """The largest values; zeros for a row without a real step."""
        if mask is None:
            return x.amax(dim=1)
        largest = x.masked_fill(~mask.unsqueeze(-1), -torch.inf).amax(dim=1)
        return largest.masked_fill(~mask.any(dim=1, keepdim=True), 0.0)


def max_pooling2d(layer: PlannedLayer) -> Built:
    """``MaxPooling2D``."""
    kind = MaxPool2dSame if layer.params["padding"] == "same" else nn.MaxPool2d
    return Built(kind(layer.params["pool_size"], layer.params["strides"] or layer.params["pool_size"]))


def average_pooling2d(layer: PlannedLayer) -> Built:
    """``AveragePooling2D``."""
    kind = AvgPool2dSame if layer.params["padding"] == "same" else nn.AvgPool2d
    return Built(kind(layer.params["pool_size"], layer.params["strides"] or layer.params["pool_size"]))


def max_pooling1d(layer: PlannedLayer) -> Built:
    """``MaxPooling1D``."""
    kind = MaxPool1dSame if layer.params["padding"] == "same" else nn.MaxPool1d
    return Built(OverSteps(kind(layer.params["pool_size"], layer.params["strides"])))


def average_pooling1d(layer: PlannedLayer) -> Built:
    """``AveragePooling1D``."""
    kind = AvgPool1dSame if layer.params["padding"] == "same" else nn.AvgPool1d
    return Built(OverSteps(kind(layer.params["pool_size"], layer.params["strides"])))


def global_average_pooling2d(layer: PlannedLayer) -> Built:
    """``GlobalAveragePooling2D``."""
    return Built(GlobalAveragePool2d())


def global_max_pooling2d(layer: PlannedLayer) -> Built:
    """``GlobalMaxPooling2D``."""
    return Built(GlobalMaxPool2d())


def global_average_pooling1d(layer: PlannedLayer) -> Built:
    """``GlobalAveragePooling1D``."""
    return Built(GlobalAveragePool1d())


def global_max_pooling1d(layer: PlannedLayer) -> Built:
    """``GlobalMaxPooling1D``."""
    return Built(GlobalMaxPool1d())


LAYERS: Final[Mapping[str, Callable[[PlannedLayer], Built]]] = MappingProxyType(
    {
        "MaxPooling2D": max_pooling2d,
        "AveragePooling2D": average_pooling2d,
        "GlobalAveragePooling2D": global_average_pooling2d,
        "GlobalMaxPooling2D": global_max_pooling2d,
        "MaxPooling1D": max_pooling1d,
        "AveragePooling1D": average_pooling1d,
        "GlobalAveragePooling1D": global_average_pooling1d,
        "GlobalMaxPooling1D": global_max_pooling1d,
    }
)
