"""A model scored on the masks of a part of a data set: classes matched by name, ignored pixels left out."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt

from deepdesk.core.errors import DataError
from deepdesk.data.dataset import UNLABELLED, Dataset, Part
from deepdesk.inference.evaluation import SegmentationEvaluation
from deepdesk.inference.mask_metrics import pixel_confusion, summarise_masks
from deepdesk.inference.scoring import chosen_part, class_numbers

if TYPE_CHECKING:
    from deepdesk.inference.kinds import Judge, Progress

_PIXELS_AT_ONCE: Final = 1 << 18

Integers = npt.NDArray[np.int64]


def score_masks(
    network: Judge,
    dataset: Dataset,
    part: Part | None,
    classes: Sequence[str],
    progress: Progress,
    *,
    trained_on: bool = False,
) -> SegmentationEvaluation:
    """Figures of merit of a network on a part of ``dataset``, opened with the model's own preprocessing.

    Args:
        part: ``None`` takes what :func:`deepdesk.inference.scoring.chosen_part` does.
        classes: the model's class names.
        progress: told (samples done, samples in all); may raise to stop.
        trained_on: the model was trained on these very data, and they are split as they were then.

    Raises:
        DataError: the part is empty, or holds classes that the model does not know.
    """
    name = chosen_part(dataset, part, trained_on=trained_on)
    indices = dataset.split.part(name)
    if not len(indices):
        raise DataError("inference.empty_part", part=name)
    confusion = np.zeros((len(classes), len(classes)), dtype=np.int64)
    losses: list[float] = []
    step = max(1, _PIXELS_AT_ONCE // math.prod(side or 1 for side in dataset.input_shape[:2]))
    for start in range(0, len(indices), step):
        chosen = indices[start : start + step]
        truth = _in_numbers_of_the_model(dataset, chosen, classes)
        loss, _, predicted = network.evaluate(dataset.batch(chosen), truth)
        counted = int((truth != UNLABELLED).sum())
        # A batch's mean is over its own pixels, of which some batches have fewer.
        losses.append(float(loss) / len(chosen) * counted)
        confusion += pixel_confusion(truth, np.asarray(predicted, dtype=np.int64), len(classes))
        progress(min(start + step, len(indices)), len(indices))
    pixels = int(confusion.sum())
    finite = pixels > 0 and bool(np.isfinite(losses).all())
    return summarise_masks(name, len(indices), classes, confusion, math.fsum(losses) / pixels if finite else None)


def _in_numbers_of_the_model(dataset: Dataset, chosen: Integers, classes: Sequence[str]) -> Integers:
    targets = dataset.targets(chosen).astype(np.int64)
    if tuple(dataset.classes) == tuple(classes):
        return targets
    labelled = targets != UNLABELLED
    targets[labelled] = class_numbers(dataset.classes, targets[labelled], classes)
    return targets
