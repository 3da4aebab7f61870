"""Accuracy, loss, precision, recall and confusion from plain arrays."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from deepdesk.inference.evaluation import Evaluation
from deepdesk.inference.predictions import Note

Integers = npt.NDArray[np.int64]


def softmax(scores: npt.NDArray[Any]) -> npt.NDArray[np.float64]:
    """Probabilities ``(batch, classes)`` of raw scores of the same shape, in float64 and without overflow.

    A row with a score that is not a number gives a row of NaN.
    """
    wide = np.asarray(scores, dtype=np.float64)
    with np.errstate(invalid="ignore"):
        powers = np.exp(wide - wide.max(axis=-1, keepdims=True))
        shares: npt.NDArray[np.float64] = powers / powers.sum(axis=-1, keepdims=True)
    return shares


def confusion_counts(truth: Integers, predicted: Integers, classes: int) -> Integers:
    """Counts ``(classes, classes)``: rows are the true classes, columns the predicted ones."""
    flat = np.bincount(truth * classes + predicted, minlength=classes * classes)
    return flat.reshape(classes, classes).astype(np.int64)


def _ratio(part: float, whole: float) -> float:
    return part / whole if whole else 0.0


def figures_per_class(confusion: Integers, classes: Sequence[str]) -> dict[str, dict[str, float]]:
    """``{name: {precision, recall, f1, samples}}``; a ratio without samples is 0, as is usual."""
    right = confusion.diagonal()
    true, predicted = confusion.sum(axis=1), confusion.sum(axis=0)
    figures: dict[str, dict[str, float]] = {}
    for number, name in enumerate(classes):
        hits = int(right[number])
        figures[name] = {
            "precision": _ratio(hits, int(predicted[number])),
            "recall": _ratio(hits, int(true[number])),
            "f1": _ratio(2 * hits, int(predicted[number]) + int(true[number])),
            "samples": int(true[number]),
        }
    return figures


def summarise(
    part: str, classes: Sequence[str], confusion: Integers, loss_sum: float, notes: tuple[Note, ...] = ()
) -> Evaluation:
    """The evaluation of ``part`` from its confusion counts and the sum of its losses (not finite: loss ``None``)."""
    samples = int(confusion.sum())
    return Evaluation(
        part=part,
        samples=samples,
        loss=loss_sum / samples if samples and math.isfinite(loss_sum) else None,
        accuracy=_ratio(int(confusion.trace()), samples),
        classes=tuple(classes),
        per_class=figures_per_class(confusion, classes),
        confusion=tuple(tuple(int(count) for count in row) for row in confusion),
        notes=notes,
    )
