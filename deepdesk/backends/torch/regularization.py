"""Layers that act in training only."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

import torch
from torch import nn
from torch.nn import functional as F

from deepdesk.backends.plan import PlannedLayer
from deepdesk.backends.torch.weights import Built


class FeatureDropout(nn.Module):
    """Dropout of whole features of ``(batch, steps, features)``, at all steps at once."""

    def __init__(self, rate: float) -> None:
        super().__init__()
        self.rate = rate

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Same shape as ``x``."""
        return x * F.dropout(torch.ones_like(x[:, :1]), self.rate) if self.training else x


class GaussianNoise(nn.Module):
    """Adds normal noise in training."""

    def __init__(self, stddev: float) -> None:
        super().__init__()
        self.stddev = stddev

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Same shape as ``x``."""
        return x + torch.randn_like(x) * self.stddev if self.training else x


def dropout(layer: PlannedLayer) -> Built:
    """``Dropout``."""
    return Built(nn.Dropout(float(layer.params["rate"])))


def spatial_dropout1d(layer: PlannedLayer) -> Built:
    """``SpatialDropout1D``; steps lie before features, which ``nn.Dropout1d`` does not take."""
    return Built(FeatureDropout(float(layer.params["rate"])))


def spatial_dropout2d(layer: PlannedLayer) -> Built:
    """``SpatialDropout2D``."""
    return Built(nn.Dropout2d(float(layer.params["rate"])))


def gaussian_noise(layer: PlannedLayer) -> Built:
    """``GaussianNoise``."""
    return Built(GaussianNoise(float(layer.params["stddev"])))


LAYERS: Final[Mapping[str, Callable[[PlannedLayer], Built]]] = MappingProxyType(
    {
        "Dropout": dropout,
        "SpatialDropout1D": spatial_dropout1d,
        "SpatialDropout2D": spatial_dropout2d,
        "GaussianNoise": gaussian_noise,
    }
)
