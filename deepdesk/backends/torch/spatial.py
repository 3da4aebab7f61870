"""Convolution and pooling over maps ``(batch, channels, height, width)``, with TensorFlow's rule for ``same``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from torch import nn
from torch.nn import functional as F

from deepdesk.backends.plan import PlannedLayer
from deepdesk.backends.torch.activations import activated
from deepdesk.backends.torch.weights import Built, Place, kernel_from_neutral, kernel_to_neutral

Pair = Sequence[int]


def _missing(size: int, window: int, stride: int) -> tuple[int, int]:
    """Cells to add before and after an axis, so that ``same`` gives ``ceil(size / stride)``."""
    total = max((-(-size // stride) - 1) * stride + window - size, 0)
    return total // 2, total - total // 2


def padded_same(x: torch.Tensor, window: Pair, stride: Pair, value: float = 0.0) -> torch.Tensor:
    """``x`` with what is missing split between the sides, the odd cell at the bottom and right."""
    top, bottom = _missing(x.shape[2], window[0], stride[0])
    left, right = _missing(x.shape[3], window[1], stride[1])
    return F.pad(x, (left, right, top, bottom), value=value) if top or bottom or left or right else x


class Conv2dSame(nn.Conv2d):
    """A convolution whose ``same`` padding is not equal on all sides or depends on the size of the map."""

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """``(batch, channels, height, width)`` to ``(batch, filters, ceil(height/stride), …)``."""
        window = [d * (k - 1) + 1 for k, d in zip(self.kernel_size, self.dilation, strict=True)]
        return super().forward(padded_same(x, window, self.stride))


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


def conv2d(layer: PlannedLayer) -> Built:
    """``Conv2D``."""
    params = layer.params
    kernel, strides, dilation = params["kernel_size"], params["strides"], params["dilation_rate"]
    spans = [d * (k - 1) for k, d in zip(kernel, dilation, strict=True)]
    settings: dict[str, Any] = {"stride": strides, "dilation": dilation, "bias": params["use_bias"]}
    channels = layer.input_shapes[0][-1]
    assert channels is not None
    if params["padding"] == "valid":
        module = nn.Conv2d(channels, params["filters"], kernel, **settings)
    elif tuple(strides) == (1, 1) and not any(span % 2 for span in spans):
        half = (spans[0] // 2, spans[1] // 2)
        module = nn.Conv2d(channels, params["filters"], kernel, padding=half, **settings)
    else:
        module = Conv2dSame(channels, params["filters"], kernel, **settings)
    places = {"kernel": Place(module, "weight", kernel_to_neutral, kernel_from_neutral)}
    if module.bias is not None:
        places["bias"] = Place(module, "bias")
    return Built(activated(module, params["activation"], axis=1), places)


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
