"""The losses, over what a network gives ``(batch, …)`` channels-last; means weigh every sample alike."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

import torch
from torch.nn import functional as F

from deepdesk.training.configuration import Loss


def _cross_entropy(scores: torch.Tensor, labels: torch.Tensor) -> torch.Tensor:
    """Over the last axis of ``(batch, …, classes)``; labels int64 ``(batch, …)``, -1 is ignored, or float32 weights of
    all classes ``(batch, …, classes)``, by whose sum the mean is taken."""
    if labels.is_floating_point():
        return -(labels * F.log_softmax(scores, dim=-1)).sum() / labels.sum().clamp(min=_TINY)
    if scores.dim() == 2:
        return F.cross_entropy(scores, labels)
    flat = labels.reshape(-1)
    total = F.cross_entropy(scores.reshape(-1, scores.shape[-1]), flat, ignore_index=IGNORED, reduction="sum")
    return total / (flat != IGNORED).sum().clamp(min=1)


IGNORED: Final = -1
_TINY: Final = 1e-12
_MEANS: Final[Mapping[Loss, Callable[[torch.Tensor, torch.Tensor], torch.Tensor]]] = MappingProxyType(
    {
        "cross_entropy": _cross_entropy,
        "mean_squared_error": F.mse_loss,
        "mean_absolute_error": F.l1_loss,
    }
)


def mean_loss(loss: Loss, outputs: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
    """The mean over samples, places and values."""
    return _MEANS[loss](outputs, targets)


def right_places(loss: Loss, outputs: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
    """How many labels are met, a pixel each where there are maps of labels; 0 where targets are no labels."""
    if loss != "cross_entropy":
        return torch.zeros((), dtype=torch.int64, device=outputs.device)
    labels = targets
    if targets.is_floating_point():
        # A row of zeros is ignored: nothing is right there.
        labels = targets.argmax(-1).where(targets.sum(-1) > 0, IGNORED)
    return (outputs.argmax(-1) == labels).sum()
