"""Normalization by the batch, by the place and by groups, over the channels or the last axis of what is no map."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

import torch
from torch import nn
from torch.nn import functional as F

from deepdesk.backends.plan import PlannedLayer
from deepdesk.backends.torch.arrangement import channels_last, is_map
from deepdesk.backends.torch.weights import Built, Place
from deepdesk.model.kinds.normalization import groups_of


class BatchNorm(nn.BatchNorm2d):
    """PyTorch's batch normalization for a channel axis at 1 (maps) or at the end (everything else)."""

    def __init__(self, features: int, *, eps: float, momentum: float, maps: bool, frozen: bool) -> None:
        super().__init__(features, eps=eps, momentum=momentum)
        self.maps = maps
        self.frozen = frozen

    def leave_out(self, name: str) -> None:
        """Holds ``weight`` at one or ``bias`` at zero: PyTorch's operation has both or neither."""
        value = getattr(self, name).detach()
        delattr(self, name)
        self.register_buffer(name, value, persistent=False)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Same shape as ``x``."""
        if self.maps:
            return self._normalized(x)
        return self._normalized(x.reshape(-1, x.shape[-1])).reshape(x.shape)

    def _normalized(self, x: torch.Tensor) -> torch.Tensor:
        learns = self.training and not self.frozen
        if learns and x.numel() == x.shape[1]:
            return self._single(x)
        assert self.momentum is not None
        return F.batch_norm(
            x, self.running_mean, self.running_var, self.weight, self.bias, learns, self.momentum, self.eps
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


class LayerNorm(nn.Module):
    """Layer normalization of the last axis, with or without scale and shift."""

    def __init__(self, features: int, *, eps: float, scale: bool, center: bool) -> None:
        super().__init__()
        self.eps = eps
        self.weight = nn.Parameter(torch.ones(features)) if scale else None
        self.bias = nn.Parameter(torch.zeros(features)) if center else None

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Same shape as ``x``."""
        return F.layer_norm(x, (x.shape[-1],), self.weight, self.bias, self.eps)


class GroupNorm(nn.Module):
    """Group normalization of the channels at axis 1 (maps) or at the end (everything else)."""

    def __init__(self, groups: int, channels: int, *, eps: float, scale: bool, center: bool, maps: bool) -> None:
        super().__init__()
        self.groups = groups
        self.eps = eps
        self.maps = maps
        self.weight: torch.Tensor
        if scale:
            self.weight = nn.Parameter(torch.ones(channels))
        else:
            # PyTorch 2.13 cannot go back from a shift without a scale.
            self.register_buffer("weight", torch.ones(channels), persistent=False)
        self.bias = nn.Parameter(torch.zeros(channels)) if center else None

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Same shape as ``x``."""
        if self.maps:
            return self._normalized(x)
        return self._normalized(x.movedim(-1, 1)).movedim(1, -1)

    def _normalized(self, x: torch.Tensor) -> torch.Tensor:
        # Not F.group_norm, which refuses a group of a single number.
        if x.dim() > 3 and not x.requires_grad:
            # The way back over channels-last maps crashes the process when nobody wants their gradient (PyTorch 2.13).
            return torch.group_norm(x.flatten(2), self.groups, self.weight, self.bias, self.eps).reshape(x.shape)
        return torch.group_norm(x, self.groups, self.weight, self.bias, self.eps)


def _channels(layer: PlannedLayer) -> int:
    channels = layer.input_shapes[0][-1]
    assert channels is not None
    return channels


def _places(layer: PlannedLayer, module: nn.Module) -> dict[str, Place]:
    """Places of scale and shift, where the layer has them."""
    gamma = {"gamma": Place(module, "weight")} if layer.params["scale"] else {}
    return gamma | ({"beta": Place(module, "bias")} if layer.params["center"] else {})


def batch_normalization(layer: PlannedLayer) -> Built:
    """``BatchNormalization``; the description's momentum is the share that is kept, PyTorch's the new one."""
    params = layer.params
    module = BatchNorm(
        _channels(layer),
        eps=float(params["epsilon"]),
        momentum=1.0 - float(params["momentum"]),
        maps=is_map(layer.input_shapes[0]),
        frozen=not params["trainable"],
    )
    for name, has in (("weight", params["scale"]), ("bias", params["center"])):
        if not has:
            module.leave_out(name)
    running = {"moving_mean": Place(module, "running_mean"), "moving_variance": Place(module, "running_var")}
    return Built(module, _places(layer, module) | running)


def layer_normalization(layer: PlannedLayer) -> Built:
    """``LayerNormalization``."""
    params = layer.params
    module = LayerNorm(_channels(layer), eps=float(params["epsilon"]), scale=params["scale"], center=params["center"])
    return Built(channels_last(layer, module), _places(layer, module))


def group_normalization(layer: PlannedLayer) -> Built:
    """``GroupNormalization``."""
    params, channels = layer.params, _channels(layer)
    module = GroupNorm(
        groups_of(params, channels),
        channels,
        eps=float(params["epsilon"]),
        scale=params["scale"],
        center=params["center"],
        maps=is_map(layer.input_shapes[0]),
    )
    return Built(module, _places(layer, module))


LAYERS: Final[Mapping[str, Callable[[PlannedLayer], Built]]] = MappingProxyType(
    {
        "BatchNormalization": batch_normalization,
        "LayerNormalization": layer_normalization,
        "GroupNormalization": group_normalization,
    }
)
