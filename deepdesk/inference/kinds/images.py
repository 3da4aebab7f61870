"""Models that sort images into classes."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
import numpy as np
import numpy.typing as npt

from deepdesk.core.errors import DataError
from deepdesk.data.dataset import Dataset, ImageDataset, Part
from deepdesk.data.description import DatasetDescription
from deepdesk.data.images.preprocessing import needed_size
from deepdesk.data.preprocessing import ImagePreprocessing, Preprocessing
from deepdesk.inference import answering, scoring
from deepdesk.inference.evaluation import AnyEvaluation
from deepdesk.inference.kinds import Given, Item, Judge, Progress
from deepdesk.inference.kinds.classifying import answer, nothing_more
from deepdesk.inference.model_file import ModelFile
from deepdesk.inference.predictions import Note

__all__ = ["answer", "batch", "described", "evaluate", "finished", "read"]


def _settings(preprocessing: Preprocessing) -> ImagePreprocessing:
    if not isinstance(preprocessing, ImagePreprocessing):
        raise TypeError(type(preprocessing).__name__)
    return preprocessing


def read(given: Given, file: ModelFile, *, pictures: bool) -> Sequence[Item]:
    """The image (see :class:`deepdesk.inference.kinds.InferenceKind`)."""
    settings = _settings(file.preprocessing)
    needed = needed_size(settings)
    picture = answering.read_picture(given.path, given.content, given.text, needed=needed)
    prepared = answering.prepare(picture, settings, drawn=given.drawn)
    item = Item(
        values=prepared.pixels,
        notes=prepared.notes,
        thumbnail=answering.thumbnail_png(prepared.picture) if pictures else None,
        seen=answering.as_png(prepared.pixels) if pictures else None,
    )
    return (item,)


def batch(items: Sequence[Item], preprocessing: Preprocessing) -> npt.NDArray[np.float32]:
    """Network input ``(len(items), height, width, channels)``."""
    return answering.batch([item.values for item in items], _settings(preprocessing))


def described(description: DatasetDescription, preprocessing: Preprocessing) -> DatasetDescription:
    """The images at the size and in the colours of the training."""
    shape = _settings(preprocessing)
    fields = {"height": shape.height, "width": shape.width, "channels": shape.channels, "resize": shape.resize}
    return msgspec.structs.replace(description, kind="images", **fields)


def evaluate(
    network: Judge, dataset: Dataset, part: Part | None, file: ModelFile, progress: Progress, *, trained_on: bool
) -> AnyEvaluation:
    """Accuracy, loss and confusion; images the other way round than in training are turned round."""
    if not isinstance(dataset, ImageDataset):
        raise DataError("inference.other_kind", found=dataset.report.kind, expected="images")
    preprocessing = _settings(file.preprocessing)
    reverse = scoring.is_reversed_data(dataset.preprocessing, preprocessing)

    def inputs(indices: npt.NDArray[np.int64]) -> npt.NDArray[np.float32]:
        return scoring.image_inputs(dataset.images[indices], preprocessing, reverse=reverse)

    notes = (Note(code="inference.polarity_of_data_corrected"),) if reverse else ()
    return scoring.score(
        network.evaluate, dataset, part, file.meta.classes, progress, inputs=inputs, notes=notes, trained_on=trained_on
    )


finished = nothing_more
