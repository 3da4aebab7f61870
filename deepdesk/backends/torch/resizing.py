"""Layers that make maps ``(batch, channels, height, width)`` larger or smaller without weights."""

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


LAYERS: Final[Mapping[str, Callable[[PlannedLayer], Built]]] = MappingProxyType(
    {
        "UpSampling2D": up_sampling2d,
        "ZeroPadding2D": zero_padding2d,
        "Cropping2D": cropping2d,
    }
)
