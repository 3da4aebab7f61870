"""The activations of the catalogue as PyTorch modules, with the catalogue's constants."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

import torch
from torch import nn

from deepdesk.model.kinds.activations import LEAKY_RELU_SLOPE


class Exponential(nn.Module):
    """e to the power of each number."""

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Same shape as ``x``."""
        return x.exp()


_MODULES: Final[Mapping[str, Callable[[int], nn.Module]]] = MappingProxyType(
    {
        "relu": lambda axis: nn.ReLU(),
        "leaky_relu": lambda axis: nn.LeakyReLU(LEAKY_RELU_SLOPE),
        "relu6": lambda axis: nn.ReLU6(),
        "elu": lambda axis: nn.ELU(),
        "selu": lambda axis: nn.SELU(),
        "gelu": lambda axis: nn.GELU(),
        "silu": lambda axis: nn.SiLU(),
        "hard_silu": lambda axis: nn.Hardswish(),
        "mish": lambda axis: nn.Mish(),
        "softplus": lambda axis: nn.Softplus(),
        "softsign": lambda axis: nn.Softsign(),
        "exponential": lambda axis: Exponential(),
        "tanh": lambda axis: nn.Tanh(),
        "sigmoid": lambda axis: nn.Sigmoid(),
        "hard_sigmoid": lambda axis: nn.Hardsigmoid(),
        "softmax": lambda axis: nn.Softmax(dim=axis),
        "log_softmax": lambda axis: nn.LogSoftmax(dim=axis),
    }
)


def function(name: str, *, axis: int = -1) -> nn.Module:
    """The activation of that name; ``axis`` is the one that softmax sums to 1 (1 for maps)."""
    return nn.Identity() if name == "linear" else _MODULES[name](axis)


def activated(module: nn.Module, name: str, *, axis: int = -1) -> nn.Module:
    """``module`` followed by its activation; ``axis`` is the one that softmax sums to 1 (1 for maps)."""
    return module if name == "linear" else nn.Sequential(module, _MODULES[name](axis))
