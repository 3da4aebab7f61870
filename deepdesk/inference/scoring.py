"""A model scored on a part of a data set: classes matched by name, images prepared as in training."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

from deepdesk.core.errors import DataError
from deepdesk.data.dataset import Dataset, Part
from deepdesk.data.images.normalization import normalized
from deepdesk.data.preprocessing import ImagePreprocessing
from deepdesk.inference.evaluation import Evaluation
from deepdesk.inference.metrics import confusion_counts, summarise
from deepdesk.inference.predictions import Note

BATCH = 256
NAMES_SHOWN = 8

Integers = npt.NDArray[np.int64]
EvaluateBatch = Callable[[npt.NDArray[np.float32], Integers], tuple[float, int, Integers]]
"""Sum of losses, how many are right, predicted classes ``(batch,)``; as :meth:`Network.evaluate` of the back ends."""


def class_numbers(data_classes: Sequence[str], labels: Integers, model_classes: Sequence[str]) -> Integers:
    """``labels`` in the model's numbering, matched by name.

    Raises:
        DataError: samples of a class that the model does not know.
    """
    known = {name: number for number, name in enumerate(model_classes)}
    present = [data_classes[number] for number in np.unique(labels)]
    unknown = [name for name in present if name not in known]
    if unknown:
        raise DataError(
            "inference.unknown_classes",
            unknown=_listed(unknown),
            count=len(unknown),
            classes=len(present),
            known=_listed(model_classes),
        )
    table = np.array([known.get(name, -1) for name in data_classes], dtype=np.int64)
    numbered: Integers = table[labels]
    return numbered


def _listed(names: Sequence[str]) -> str:
    shown = ", ".join(names[:NAMES_SHOWN])
    return f"{shown}, …" if len(names) > NAMES_SHOWN else shown


def chosen_part(dataset: Dataset, part: Part | None, *, trained_on: bool = False) -> Part:
    """The part asked for; by default the test part where samples came in one of their own, else all.

    Where the model was ``trained_on`` these very data, only what was held out says anything: by default the test part
    of the run's split, its validation part where there is no test part, and all only where nothing was held out.
    """
    if part is not None:
        return part
    if trained_on:
        held_out: tuple[Part, ...] = ("test", "validation")
        return next((name for name in held_out if len(dataset.split.part(name))), "all")
    return "test" if dataset.report.parts.get("test") else "all"


def is_reversed_data(data: ImagePreprocessing, model: ImagePreprocessing) -> bool:
    """Whether all images of the data are the other way round than all of the training were."""
    return None not in (data.polarity, model.polarity) and data.polarity != model.polarity


def image_inputs(images: npt.NDArray[np.uint8], model: ImagePreprocessing, *, reverse: bool) -> npt.NDArray[np.float32]:
    """Network input of uint8 images; ``reverse`` turns light and dark round."""
    return normalized(255 - images if reverse else images, model)


def score(
    evaluate: EvaluateBatch,
    dataset: Dataset,
    part: Part | None,
    classes: Sequence[str],
    progress: Callable[[int, int], None],
    *,
    inputs: Callable[[Integers], npt.NDArray[np.float32]] | None = None,
    notes: tuple[Note, ...] = (),
    trained_on: bool = False,
) -> Evaluation:
    """Figures of merit of a network on a part of ``dataset``.

    Args:
        evaluate: scores one batch.
        dataset: opened with the model's preprocessing.
        part: ``None`` takes what :func:`chosen_part` does.
        classes: the model's class names.
        progress: told (samples done, samples in all); may raise to stop.
        inputs: network input of these samples; ``None``: the data set's own.
        notes: what was done to the data on the way.
        trained_on: the model was trained on these very data, and they are split as they were then.

    Raises:
        DataError: the part is empty, or holds classes that the model does not know.
    """
    name = chosen_part(dataset, part, trained_on=trained_on)
    indices = dataset.split.part(name)
    if not len(indices):
        raise DataError("inference.empty_part", part=name)
    labels = class_numbers(dataset.classes, dataset.labels[indices], classes)
    counts = np.zeros((len(classes), len(classes)), dtype=np.int64)
    losses: list[float] = []
    for start in range(0, len(indices), BATCH):
        chosen = slice(start, start + BATCH)
        loss, _, predicted = evaluate((inputs or dataset.batch)(indices[chosen]), labels[chosen])
        losses.append(float(loss))
        counts += confusion_counts(labels[chosen], np.asarray(predicted, dtype=np.int64), len(classes))
        progress(min(start + BATCH, len(indices)), len(indices))
    return summarise(name, classes, counts, math.fsum(losses) if np.isfinite(losses).all() else math.nan, notes)
