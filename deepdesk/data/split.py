"""Train, validation and test: stratified, seeded, and never against the parts that the data bring."""

from __future__ import annotations

from typing import Final

import msgspec
import numpy as np
import numpy.typing as npt

from deepdesk.core.errors import DataError
from deepdesk.core.randomness import generator
from deepdesk.data.content import TEST, TRAIN, VALIDATION
from deepdesk.data.dataset import Split
from deepdesk.data.description import SplitSettings
from deepdesk.data.grouped_split import grouped_parts, rounded

Labels = npt.NDArray[np.int64]
Parts = npt.NDArray[np.uint8]

WITH_TEST: Final = SplitSettings(train=0.9, validation=0.1, test=0.0)
WITHOUT_TEST: Final = SplitSettings(train=0.8, validation=0.1, test=0.1)


def effective_settings(settings: SplitSettings | None, given: Parts | None) -> SplitSettings:
    """The fractions that are used: the defaults where none are asked for.

    Raises:
        DataError: a fraction lies outside 0–1, nothing is left for training, or the sum is not 1 (to a thousandth).
    """
    has_test = given is not None and bool((given == TEST).any())
    if settings is None:
        return WITH_TEST if has_test else WITHOUT_TEST
    if has_test and settings == msgspec.structs.replace(WITHOUT_TEST, seed=settings.seed):
        return msgspec.structs.replace(WITH_TEST, seed=settings.seed)
    fractions = (settings.train, settings.validation, settings.test)
    # Told this way round, what is no number (NaN) is refused as well.
    if not min(fractions) >= 0 or not settings.train > 0 or not abs(sum(fractions) - 1) <= 1e-3:
        raise DataError("data.bad_split", train=settings.train, validation=settings.validation, test=settings.test)
    return settings


def split_parts(
    labels: Labels,
    classes: int,
    settings: SplitSettings | None,
    given: Parts | None,
    groups: Labels | None = None,
) -> Parts:
    """The part of each sample, uint8 ``(samples,)``: 0 train, 1 validation, 2 test.

    Each part gets its fraction of every class as nearly as whole samples (and whole groups) allow; a part whose
    fraction is above zero gets at least one sample where that is possible, and no class loses its last training
    sample. Samples stand in code-point order of their paths, so the same files and seed give the same parts everywhere.
    Where the data bring a test part, validation is cut from the training part only; where they bring a validation part
    too, or alone, nothing is moved. A group of which a part was given already stays as it came.

    Args:
        labels: int64 ``(samples,)``, 0 to ``classes`` - 1.
        classes: how many classes there are.
        settings: fractions and seed, ``None`` for the defaults.
        given: the parts that the samples came in.
        groups: a number for each sample; samples with the same one stay on one side.
    """
    used = effective_settings(settings, given)
    parts: Parts = np.zeros(len(labels), dtype=np.uint8) if given is None else given.copy()
    if (parts == VALIDATION).any():
        return parts
    free = np.flatnonzero(parts == TRAIN)
    if (parts == TEST).any():
        fractions = {VALIDATION: used.validation / (used.train + used.validation)}
    else:
        fractions = {VALIDATION: used.validation, TEST: used.test}
    if groups is not None:
        free = free[~np.isin(groups[free], groups[parts == TEST])]
        parts[free] = grouped_parts(labels[free], classes, groups[free], fractions, used.seed)
        return parts
    members = [_shuffled(free[labels[free] == number], used.seed, number) for number in range(classes)]
    counts = np.array([len(found) for found in members], dtype=np.int64)
    room = np.maximum(counts - 1, 0)
    start = np.zeros(classes, dtype=np.int64)
    for part, fraction in sorted(fractions.items(), reverse=True):
        take = _allotted(counts, room, fraction)
        for found, first, number in zip(members, start, take, strict=True):
            parts[found[first : first + number]] = part
        start, room = start + take, room - take
    return parts


def _shuffled(indices: npt.NDArray[np.int64], seed: int, label: int) -> npt.NDArray[np.int64]:
    order: npt.NDArray[np.int64] = generator(seed, "split", label).permutation(indices)
    return order


def _allotted(counts: Labels, room: Labels, fraction: float) -> Labels:
    """How many samples of each class go to a part: its fraction rounded down, then the largest remainders up."""
    if fraction <= 0:
        return np.zeros_like(counts)
    target = min(max(1, round(int(counts.sum()) * fraction)), int(room.sum()))
    return rounded(counts * fraction, room, target)


def as_split(parts: Parts) -> Split:
    """The sample numbers of each part in ascending order."""
    train, validation, test = (np.flatnonzero(parts == part).astype(np.int64) for part in (TRAIN, VALIDATION, TEST))
    return Split(train=train, validation=validation, test=test)
