"""Where each neutral weight lies in a PyTorch module, and how its layout differs there."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np
import torch
from torch import nn

from deepdesk.model.layouts import (
    Array,
    gru_bias,
    gru_kernel_from_neutral,
    gru_kernel_to_neutral,
    kernel_from_neutral,
    kernel_to_neutral,
    same,
    turned,
)

__all__ = [
    "Array",
    "Built",
    "Place",
    "gru_bias",
    "gru_kernel_from_neutral",
    "gru_kernel_to_neutral",
    "kernel_from_neutral",
    "kernel_to_neutral",
    "same",
    "turned",
]


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
