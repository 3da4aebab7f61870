"""Which samples come when, and what there is to meet in them."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Final

import numpy as np

from deepdesk.backends.base import Targets, TrainingData
from deepdesk.core.randomness import generator
from deepdesk.data.dataset import Indices
from deepdesk.training.configuration import TrainingConfiguration

_NUMBERS_AT_ONCE: Final = 1 << 20
_SAMPLES_AT_ONCE: Final = 1024


def epoch_order(indices: Indices, seed: int, epoch: int) -> Indices:
    """``indices`` in the order of an epoch (counted from 1): a function of seed and epoch alone."""
    return indices[generator(seed, "order", epoch).permutation(len(indices))]


def epoch_batches(
    indices: Indices, configuration: TrainingConfiguration, epoch: int, first: int = 0
) -> Iterator[Indices]:
    """Sample numbers of the batches of an epoch, from batch number ``first`` on; the last one may be smaller."""
    order = epoch_order(indices, configuration.seed, epoch)
    size = configuration.batch_size
    for start in range(first * size, len(order), size):
        yield order[start : start + size]


def evaluation_size(data: TrainingData, batch_size: int) -> int:
    """Samples to look at together where nothing is learnt: as many as 4 MB of input hold, up to 1,024."""
    fitting = _NUMBERS_AT_ONCE // math.prod(size or 1 for size in data.input_shape)
    return max(batch_size, min(_SAMPLES_AT_ONCE, fitting), 1)


def widened(targets: Targets, units: int | None) -> Targets:
    """Weights of classes ``(batch, …, classes)`` with a zero for each of the ``units`` that is no class; all else as it
    is (``None``: there are no units, targets are values)."""
    if units is None or targets.dtype.kind != "f" or targets.shape[-1] >= units:
        return targets
    padded: Targets = np.zeros((*targets.shape[:-1], units), np.float32)
    padded[..., : targets.shape[-1]] = targets
    return padded


def places_of(targets: Targets) -> int:
    """How many labels there are to meet: samples, or pixels; without those that are ignored."""
    if targets.dtype.kind == "f":
        return int(np.count_nonzero(targets.any(axis=-1)))
    return int(np.count_nonzero(targets >= 0))
