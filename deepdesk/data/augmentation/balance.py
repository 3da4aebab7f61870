"""Weights of classes, so that a rare one counts as much in the loss as a frequent one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from deepdesk.data.dataset import Dataset

Floats = npt.NDArray[np.float32]
Labels = npt.NDArray[np.int64]

_AT_ONCE: Final = 256


def balanced(counts: npt.NDArray[np.int64]) -> Floats:
    """``n / (k · n_c)`` for each class, float32, where ``n_c`` of ``n`` places are of class ``c`` and ``k`` classes
    have any; 0 for a class that has none."""
    present = np.count_nonzero(counts)
    weights = counts.sum() / (max(1, present) * np.maximum(counts, 1))
    return np.where(counts > 0, weights, 0.0).astype(np.float32)


def class_weights(dataset: Dataset) -> Floats:
    """The balanced weights over the training part: of samples, or of pixels where targets are masks.

    Every target of the training part is looked at once.
    """
    counts = np.zeros(len(dataset.classes), np.int64)
    training = dataset.split.train
    for first in range(0, len(training), _AT_ONCE):
        labels = dataset.targets(training[first : first + _AT_ONCE])
        counts += np.bincount(labels[labels >= 0].astype(np.int64), minlength=len(counts))
    return balanced(counts)


def one_hot(labels: Labels, classes: int, weights: Floats | None) -> Floats:
    """Float32 ``(…, classes)``: the weight of its class (1 without ``weights``) where each label is, zeros where it is
    -1."""
    rows = np.eye(classes, dtype=np.float32) if weights is None else np.diag(weights)
    with_none = np.concatenate([rows, np.zeros((1, classes), np.float32)])
    found: Floats = with_none[labels]
    return found
