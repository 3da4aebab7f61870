"""The activations of the catalogue as PyTorch modules, with the catalogue's constants."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from torch import nn

from deepdesk.model.kinds.activations import LEAKY_RELU_SLOPE

_MODULES: Final[Mapping[str, Callable[[int], nn.Module]]] = MappingProxyType(
    {
        "relu": lambda axis: nn.ReLU(),
        "leaky_relu": lambda axis: nn.LeakyReLU(LEAKY_RELU_SLOPE),
        "elu": lambda axis: nn.ELU(),
        "selu": lambda axis: nn.SELU(),
        "gelu": lambda axis: nn.GELU(),
        "silu": lambda axis: nn.SiLU(),
        "softplus": lambda axis: nn.Softplus(),
        "tanh": lambda axis: nn.Tanh(),
        "sigmoid": lambda axis: nn.Sigmoid(),
        "softmax": lambda axis: nn.Softmax(dim=axis),
    }
)


def activated(module: nn.Module, name: str, *, axis: int = -1) -> nn.Module:
    """``module`` followed by its activation; ``axis`` is the one that softmax sums to 1 (1 for maps)."""
    return module if name == "linear" else nn.Sequential(module, _MODULES[name](axis))
