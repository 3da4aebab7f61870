"""TensorFlow's rule for ``same``: what is missing is split, the odd cell goes to the end."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch.nn import functional as F

Pair = Sequence[int]


def missing(size: int, window: int, stride: int) -> tuple[int, int]:
    """Cells to add before and after an axis, so that ``same`` gives ``ceil(size / stride)``."""
    total = max((-(-size // stride) - 1) * stride + window - size, 0)
    return total // 2, total - total // 2


def padded_same(x: torch.Tensor, window: Pair, stride: Pair, value: float = 0.0) -> torch.Tensor:
    """``x`` with what is missing split between the sides, the odd cell at the bottom and right."""
    top, bottom = missing(x.shape[2], window[0], stride[0])
    left, right = missing(x.shape[3], window[1], stride[1])
    return F.pad(x, (left, right, top, bottom), value=value) if top or bottom or left or right else x
