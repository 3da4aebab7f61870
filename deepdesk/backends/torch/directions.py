"""Reading a sequence in one or both directions, with or without a mask.

Masks need no packing: the steps that count are moved to the front, where no later step can change what they give, and
their outputs are put back. So any pattern of masks runs on the fast way.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

import torch
from torch import nn
from torch.nn import functional as F

Cell = nn.RNN | nn.LSTM | nn.GRU

_MERGES: Final[Mapping[str, Callable[[torch.Tensor, torch.Tensor], torch.Tensor]]] = MappingProxyType(
    {
        "concat": lambda forward, backward: torch.cat([forward, backward], dim=-1),
        "sum": lambda forward, backward: forward + backward,
        "mul": lambda forward, backward: forward * backward,
        "ave": lambda forward, backward: (forward + backward) / 2,
    }
)


def _at_steps(values: torch.Tensor, steps: torch.Tensor) -> torch.Tensor:
    """``values[b, steps[b, t]]`` for ``(batch, steps, features)`` and ``(batch, steps)``."""
    return values.gather(1, steps.unsqueeze(-1).expand(-1, -1, values.shape[-1]))


def _order(mask: torch.Tensor, *, backward: bool) -> torch.Tensor:
    """The steps ``(batch, steps)`` in the order of reading: those that count (backward: from the last), then the
    others."""
    steps = torch.arange(mask.shape[1], device=mask.device)
    return torch.where(mask, -steps if backward else steps, steps + mask.shape[1]).argsort(dim=1)


class Recurrent(nn.Module):
    """One or two directions of a recurrent module: all outputs, or the last one of each.

    Args:
        cells: the forward and, if any, the backward one.
        return_sequences: whether it gives its output at every step.
        merge_mode: how two directions are joined.
        dropout: share of the input features that a sample loses in training, the same ones at all steps.
    """

    def __init__(self, cells: tuple[Cell, ...], *, return_sequences: bool, merge_mode: str, dropout: float) -> None:
        super().__init__()
        self.cells = nn.ModuleList(cells)
        self.return_sequences = return_sequences
        self.merge_mode = merge_mode
        self.dropout = dropout
        for cell in cells:
            if cell.bias:
                # One bias is all there is: a second one would double the speed at which it learns.
                second = cell.get_parameter("bias_hh_l0")
                nn.init.zeros_(second)
                second.requires_grad_(False)

    def forward(self, x: torch.Tensor, mask: torch.Tensor | None = None) -> torch.Tensor:
        """``(batch, steps, features)`` to ``(batch, steps, units)`` or ``(batch, units)``."""
        given = []
        for cell, backward in zip(self.cells, (False, True), strict=False):
            values = self._dropped(x)
            if mask is None:
                given.append(self._read(cell, values, backward=backward))
            else:
                given.append(self._read_masked(cell, values, mask, backward=backward))
        return given[0] if len(given) == 1 else _MERGES[self.merge_mode](*given)

    def _dropped(self, x: torch.Tensor) -> torch.Tensor:
        if not self.training or self.dropout == 0.0:
            return x
        return x * F.dropout(x.new_ones((x.shape[0], 1, x.shape[2])), self.dropout)

    def _read(self, cell: nn.Module, x: torch.Tensor, *, backward: bool) -> torch.Tensor:
        outputs: torch.Tensor = cell(x.flip(1) if backward else x)[0]
        if not self.return_sequences:
            return outputs[:, -1]
        return outputs.flip(1) if backward else outputs

    def _read_masked(self, cell: nn.Module, x: torch.Tensor, mask: torch.Tensor, *, backward: bool) -> torch.Tensor:
        order = _order(mask, backward=backward)
        outputs: torch.Tensor = cell(_at_steps(x, order))[0]
        if self.return_sequences:
            return _at_steps(outputs, order.argsort(dim=1)).masked_fill(~mask.unsqueeze(-1), 0.0)
        count = mask.sum(dim=1, keepdim=True)
        last = _at_steps(outputs, (count - 1).clamp(min=0)).squeeze(1)
        return last.masked_fill(count == 0, 0.0)
