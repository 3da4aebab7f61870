"""Figures of merit of masks from counts of pixels."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from deepdesk.data.dataset import UNLABELLED
from deepdesk.inference.evaluation import SegmentationEvaluation
from deepdesk.inference.metrics import confusion_counts
from deepdesk.inference.predictions import Note

Integers = npt.NDArray[np.int64]


def pixel_confusion(truth: Integers, predicted: Integers, classes: int) -> Integers:
    """Counts of pixels ``(classes, classes)``, rows true, columns predicted; ignored pixels (-1) are left out.

    Args:
        truth, predicted: class numbers of the same shape.
        classes: how many there are.
    """
    counted = truth != UNLABELLED
    return confusion_counts(truth[counted], predicted[counted].astype(np.int64), classes)


def figures_per_class(confusion: Integers, classes: Sequence[str]) -> dict[str, dict[str, float]]:
    """``{name: {iou, dice, precision, recall, pixels}}``; a ratio of nothing is 0.

    With the pixels of a class that were met (hits), those of it (true) and those taken for it (predicted):
    IoU = hits / (true + predicted − hits), Dice = 2 · hits / (true + predicted).
    """
    found: dict[str, dict[str, float]] = {}
    hits = confusion.diagonal()
    true, predicted = confusion.sum(axis=1), confusion.sum(axis=0)
    for name, hit, own, taken in zip(classes, hits.tolist(), true.tolist(), predicted.tolist(), strict=True):
        found[name] = {
            "iou": _ratio(hit, own + taken - hit),
            "dice": _ratio(2 * hit, own + taken),
            "precision": _ratio(hit, taken),
            "recall": _ratio(hit, own),
            "pixels": own,
        }
    return found


def _ratio(part: int, whole: int) -> float:
    return part / whole if whole else 0.0


def summarise_masks(
    part: str,
    samples: int,
    classes: Sequence[str],
    confusion: Integers,
    loss: float | None,
    notes: tuple[Note, ...] = (),
) -> SegmentationEvaluation:
    """The evaluation of ``part`` from its counts; the means are over the classes that occur in the true masks."""
    per_class = figures_per_class(confusion, classes)
    occurring = [figures for figures in per_class.values() if figures["pixels"]]
    return SegmentationEvaluation(
        part=part,
        samples=samples,
        loss=loss,
        accuracy=_ratio(int(confusion.trace()), int(confusion.sum())),
        mean_iou=_mean([figures["iou"] for figures in occurring]),
        dice=_mean([figures["dice"] for figures in occurring]),
        classes=tuple(classes),
        per_class=per_class,
        confusion=tuple(tuple(int(count) for count in row) for row in confusion),
        notes=notes,
    )


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0
