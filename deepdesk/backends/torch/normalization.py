"""BatchNormalization over the channels, or over the last axis of what is no map."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

import torch
from torch import nn
from torch.nn import functional as F

from deepdesk.backends.plan import PlannedLayer
from deepdesk.backends.torch.weights import Built, Place


class BatchNorm(nn.BatchNorm2d):
    """PyTorch's batch normalization for a channel axis at 1 (maps) or at the end (everything else)."""

    def __init__(self, features: int, *, eps: float, momentum: float, maps: bool) -> None:
        super().__init__(features, eps=eps, momentum=momentum)
        self.maps = maps

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Same shape as ``x``."""
        if self.maps:
            return self._normalized(x)
        return self._normalized(x.reshape(-1, x.shape[-1])).reshape(x.shape)

    def _normalized(self, x: torch.Tensor) -> torch.Tensor:
        if self.training and x.numel() == x.shape[1]:
            return self._single(x)
        assert self.momentum is not None
        return F.batch_norm(
            x, self.running_mean, self.running_var, self.weight, self.bias, self.training, self.momentum, self.eps
        )

    def _single(self, x: torch.Tensor) -> torch.Tensor:
        """One value per channel has no variance: the last batch of an epoch may be so small, and must not end a run."""
        assert self.running_mean is not None and self.running_var is not None and self.momentum is not None
        with torch.no_grad():
            self.running_mean.lerp_(x.reshape(-1), self.momentum)
            self.running_var.mul_(1 - self.momentum)
        shape = (1, -1, *[1] * (x.dim() - 2))
        return (x - x) * self.weight.reshape(shape) + self.bias.reshape(shape)

    def _check_input_dim(self, input: torch.Tensor) -> None:
        """Any number of axes will do."""


def batch_normalization(layer: PlannedLayer) -> Built:
    """``BatchNormalization``; the description's momentum is the share that is kept, PyTorch's the new one."""
    shape = layer.input_shapes[0]
    assert shape[-1] is not None
    module = BatchNorm(
        shape[-1],
        eps=float(layer.params["epsilon"]),
        momentum=1.0 - float(layer.params["momentum"]),
        maps=len(shape) == 3,
    )
    places = {
        "gamma": Place(module, "weight"),
        "beta": Place(module, "bias"),
        "moving_mean": Place(module, "running_mean"),
        "moving_variance": Place(module, "running_var"),
    }
    return Built(module, places)


LAYERS: Final[Mapping[str, Callable[[PlannedLayer], Built]]] = MappingProxyType(
    {
        "BatchNormalization": batch_normalization,
    }
)
