"""Where each neutral weight lies in a PyTorch module, and how its layout differs there."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch import nn

Array = npt.NDArray[Any]


def same(array: Array) -> Array:
    """The neutral layout is PyTorch's own."""
    return array


def turned(array: Array) -> Array:
    """``(outputs, inputs)`` and ``(inputs, outputs)``, either way."""
    return array.T


def kernel_to_neutral(array: Array) -> Array:
    """``(filters, channels, rows, columns)`` to ``(rows, columns, channels, filters)``."""
    return array.transpose(2, 3, 1, 0)


def kernel_from_neutral(array: Array) -> Array:
    """``(rows, columns, channels, filters)`` to ``(filters, channels, rows, columns)``."""
    return array.transpose(3, 2, 0, 1)


def _swapped(array: Array) -> Array:
    first, second, third = np.split(array, 3, axis=0)
    return np.concatenate([second, first, third], axis=0)


def gru_kernel_to_neutral(array: Array) -> Array:
    """Gates r z n in rows to z r h in columns."""
    return _swapped(array).T


def gru_kernel_from_neutral(array: Array) -> Array:
    """Gates z r h in columns to r z n in rows."""
    return _swapped(array.T)


def gru_bias(array: Array) -> Array:
    """Gates r z n and z r h, either way."""
    return _swapped(array)


@dataclass(frozen=True)
class Place:
    """A weight in a module: its owner, its name there, and the two ways between its layout and the neutral one."""

    owner: nn.Module
    name: str
    to_neutral: Callable[[Array], Array] = same
    from_neutral: Callable[[Array], Array] = same

    @property
    def tensor(self) -> torch.Tensor:
        """The parameter or buffer; moving a module to a device may put another one there."""
        found: torch.Tensor = getattr(self.owner, self.name)
        return found

    def read(self) -> Array:
        """A copy in the neutral layout."""
        return self._neutral(self.tensor)

    def read_gradient(self) -> Array:
        """A copy of the gradient in the neutral layout; zeros where none flowed."""
        gradient = self.tensor.grad
        return self._neutral(torch.zeros_like(self.tensor) if gradient is None else gradient)

    def write(self, array: Array) -> None:
        """Sets the tensor from the neutral layout."""
        with torch.no_grad():
            self.tensor.copy_(torch.from_numpy(np.ascontiguousarray(self.from_neutral(array))))

    def _neutral(self, tensor: torch.Tensor) -> Array:
        return np.array(self.to_neutral(tensor.detach().cpu().numpy()), order="C")


@dataclass(frozen=True)
class Built:
    """A layer as PyTorch has it: the module and the places of its weights by neutral name."""

    module: nn.Module
    places: Mapping[str, Place] = field(default_factory=dict)
