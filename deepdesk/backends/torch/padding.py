"""TensorFlow's rules for ``same`` and ``causal``, where PyTorch has none or others.

A window of ``span`` cells that moves by ``stride`` over ``size`` cells is to give ``ceil(size / stride)`` results. The
cells that lack for that, ``(ceil(size / stride) - 1) · stride + span - size`` of them or none, are added on both sides,
the odd one at the end; PyTorch's own ``padding`` adds the same number on both sides. ``causal`` adds ``span - 1`` at
the start.

A transposed convolution undoes this: of its whole result, ``(size - 1) · stride + span`` cells, ``same`` keeps
``size · stride``; what is cut off is split the same way, the odd cell at the end. PyTorch's ``padding`` cuts both ends
alike and its ``output_padding`` adds at the end, so the odd cell is cut off afterwards.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch.nn import functional as F


def missing(size: int, window: int, stride: int) -> tuple[int, int]:
    """Cells to add before and after an axis, so that ``same`` gives ``ceil(size / stride)``."""
    total = max((-(-size // stride) - 1) * stride + window - size, 0)
    return total // 2, total - total // 2


def padded_same(x: torch.Tensor, window: Sequence[int], stride: Sequence[int], value: float = 0.0) -> torch.Tensor:
    """``x`` ``(batch, channels, …)`` with what is missing split between the sides, the odd cell at the end."""
    sides: list[int] = []
    for size, span, step in zip(reversed(x.shape[2:]), reversed(window), reversed(stride), strict=True):
        sides += missing(size, span, step)
    return F.pad(x, sides, value=value) if any(sides) else x


def spans(kernel: Sequence[int], dilation: Sequence[int]) -> tuple[int, ...]:
    """Cells that a dilated kernel spans along each axis."""
    return tuple(rate * (size - 1) + 1 for size, rate in zip(kernel, dilation, strict=True))


def transposed(span: int, stride: int, padding: str) -> tuple[int, int, int]:
    """``padding`` and ``output_padding`` of a transposed convolution, and whether a last cell (1) is to be cut off."""
    more = max(stride - span, 0)
    if padding == "valid":
        return 0, more, 0
    over = max(span - stride, 0)
    return over // 2, more, over % 2
