"""Maps are ``(batch, channels, height, width)`` inside PyTorch; all else lies as described, channels-last.

Sequences too lie channels-last, ``(batch, steps, features)``, as recurrent and dense layers read them.
"""

from __future__ import annotations

import torch
from torch import nn

from deepdesk.backends.plan import PlannedLayer


class ToChannelsLast(nn.Module):
    """``(batch, channels, height, width)`` to ``(batch, height, width, channels)``."""

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """A view."""
        return x.permute(0, 2, 3, 1)


class ToChannelsFirst(nn.Module):
    """``(batch, height, width, channels)`` to ``(batch, channels, height, width)``."""

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """A view."""
        return x.permute(0, 3, 1, 2)


class OverSteps(nn.Module):
    """A layer that slides over the steps of ``(batch, steps, features)``, by a module that wants features first."""

    def __init__(self, inner: nn.Module) -> None:
        super().__init__()
        self.inner = inner

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """``(batch, steps, features)`` to ``(batch, other steps, other features)``."""
        slid: torch.Tensor = self.inner(x.transpose(1, 2))
        return slid.transpose(1, 2)


def is_map(shape: tuple[int | None, ...]) -> bool:
    """Whether a value of this shape (without batch) lies channels-first inside."""
    return len(shape) == 3


def channels_last(layer: PlannedLayer, module: nn.Module) -> nn.Module:
    """``module`` between the steps that show it channels-last values, where its input or output are maps."""
    steps = [ToChannelsLast()] if is_map(layer.input_shapes[0]) else []
    after = [ToChannelsFirst()] if is_map(layer.output_shape) else []
    return nn.Sequential(*steps, module, *after) if steps or after else module
