"""Layers without weights that make maps ``(batch, channels, height, width)`` or sequences ``(batch, steps, features)``
larger or smaller."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Final

import torch
from torch import nn

from deepdesk.backends.plan import PlannedLayer
from deepdesk.backends.torch.weights import Built


class Crop2d(nn.Module):
    """Cuts rows off the top and bottom, columns off the left and right."""

    def __init__(self, rows: Sequence[int], columns: Sequence[int]) -> None:
        super().__init__()
        self.rows, self.columns = tuple(rows), tuple(columns)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """A view."""
        (top, bottom), (left, right) = self.rows, self.columns
        return x[:, :, top : x.shape[2] - bottom, left : x.shape[3] - right]


def up_sampling2d(layer: PlannedLayer) -> Built:
    """``UpSampling2D``; both frameworks line up the centres of the cells."""
    size = tuple(map(float, layer.params["size"]))
    if layer.params["interpolation"] == "nearest":
        return Built(nn.Upsample(scale_factor=size, mode="nearest"))
    return Built(nn.Upsample(scale_factor=size, mode="bilinear", align_corners=False))


def zero_padding2d(layer: PlannedLayer) -> Built:
    """``ZeroPadding2D``."""
    (top, bottom), (left, right) = layer.params["padding"]
    return Built(nn.ZeroPad2d((left, right, top, bottom)))


def cropping2d(layer: PlannedLayer) -> Built:
    """``Cropping2D``."""
    return Built(Crop2d(*layer.params["cropping"]))


class Repeat1d(nn.Module):
    """Each step ``size`` times in a row."""

    def __init__(self, size: int) -> None:
        super().__init__()
        self.size = size

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """``(batch, steps, features)`` to ``(batch, steps · size, features)``."""
        return x.repeat_interleave(self.size, dim=1)


class Crop1d(nn.Module):
    """Cuts steps off the start and the end."""

    def __init__(self, start: int, end: int) -> None:
        super().__init__()
        self.start, self.end = start, end

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """A view."""
        return x[:, self.start : x.shape[1] - self.end]


def up_sampling1d(layer: PlannedLayer) -> Built:
    """``UpSampling1D``."""
    return Built(Repeat1d(layer.params["size"]))


def zero_padding1d(layer: PlannedLayer) -> Built:
    """``ZeroPadding1D``: steps lie in the last axis but one, as the rows of a map do."""
    start, end = layer.params["padding"]
    return Built(nn.ZeroPad2d((0, 0, start, end)))


def cropping1d(layer: PlannedLayer) -> Built:
    """``Cropping1D``."""
    return Built(Crop1d(*layer.params["cropping"]))


LAYERS: Final[Mapping[str, Callable[[PlannedLayer], Built]]] = MappingProxyType(
    {
        "UpSampling2D": up_sampling2d,
        "ZeroPadding2D": zero_padding2d,
        "Cropping2D": cropping2d,
        "UpSampling1D": up_sampling1d,
        "ZeroPadding1D": zero_padding1d,
        "Cropping1D": cropping1d,
    }
)
