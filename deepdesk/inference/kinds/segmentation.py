"""Models that say for each pixel of an image which class it is of."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Final

import msgspec
import numpy as np
import numpy.typing as npt
from PIL import Image

from deepdesk.core.errors import DataError, ModelError
from deepdesk.data.dataset import Dataset, Part
from deepdesk.data.description import DatasetDescription
from deepdesk.data.images.preprocessing import inner_size, middle
from deepdesk.data.preprocessing import ImagePreprocessing, Preprocessing, SegmentationPreprocessing
from deepdesk.data.segmentation.colours import shown_colour
from deepdesk.inference import answering
from deepdesk.inference.evaluation import AnyEvaluation
from deepdesk.inference.kinds import Finished, Given, Item, Judge, Progress
from deepdesk.inference.mask_scoring import score_masks
from deepdesk.inference.model_file import ModelFile
from deepdesk.inference.predictions import Answer

NOT_SEEN: Final = 255
"""The number of pixels that the network never saw, as ``fill`` crops the picture."""
SHOWN: Final = 320
"""Pixels of the longer side of the picture that is shown under its mask."""
_NEAREST: Final = Image.Resampling.NEAREST

Numbers = npt.NDArray[np.uint8]


def _settings(preprocessing: Preprocessing) -> SegmentationPreprocessing:
    if not isinstance(preprocessing, SegmentationPreprocessing):
        raise TypeError(type(preprocessing).__name__)
    return preprocessing


def read(given: Given, file: ModelFile, *, pictures: bool) -> Sequence[Item]:
    """The image (see :class:`deepdesk.inference.kinds.InferenceKind`)."""
    picture = answering.read_picture(given.path, given.content, given.text)
    prepared = answering.prepare(picture, _settings(file.preprocessing).image)
    item = Item(
        values=prepared.pixels,
        notes=prepared.notes,
        thumbnail=answering.thumbnail_png(prepared.picture, SHOWN) if pictures else None,
        seen=answering.as_png(prepared.pixels) if pictures else None,
        about=picture.size,
    )
    return (item,)


def batch(items: Sequence[Item], preprocessing: Preprocessing) -> npt.NDArray[np.float32]:
    """Network input ``(len(items), height, width, channels)``."""
    return answering.batch([item.values for item in items], _settings(preprocessing).image)


def answer(outputs: npt.NDArray[np.float32], item: Item, file: ModelFile, top: int) -> Answer:
    """The mask at the size of the picture and the share of each class of the pixels that were seen, the largest first;
    ``top`` 0 gives all shares.

    Raises:
        ModelError: the scores are no numbers.
    """
    if not np.isfinite(outputs).all():
        raise ModelError("inference.scores_not_finite")
    preprocessing = _settings(file.preprocessing)
    numbers = mask_of_picture(
        np.minimum(outputs.argmax(axis=-1), NOT_SEEN).astype(np.uint8), item.about, preprocessing.image
    )
    counts = np.bincount(numbers.reshape(-1), minlength=NOT_SEEN + 1)[: len(file.meta.classes)]
    seen = max(1, int(counts.sum()))
    order = np.argsort(-counts, kind="stable")[: top or None].tolist()
    shares = {file.meta.classes[place]: int(counts[place]) / seen for place in order}
    return Answer(mask=mask_png(numbers, _colours(preprocessing, len(file.meta.classes))), shares=shares)


def mask_of_picture(numbers: Numbers, size: tuple[int, int], preprocessing: ImagePreprocessing) -> Numbers:
    """What the network said of the image it saw, put back onto the picture: uint8 ``(height, width)``, 255 where it saw
    nothing.

    Args:
        numbers: classes at the network's size.
        size: of the picture, width and height.
        preprocessing: how the picture was brought to the network's size.
    """
    answered = Image.fromarray(numbers)
    target = (preprocessing.width, preprocessing.height)
    if preprocessing.resize == "fit":
        width, height = inner_size(size, target)
        left, top = (target[0] - width) // 2, (target[1] - height) // 2
        answered = answered.crop((left, top, left + width, top + height))
    if preprocessing.resize != "fill" or size == target:
        return np.asarray(answered.resize(size, _NEAREST))
    box = [round(side) for side in middle(size, target)]
    canvas = Image.new("L", size, NOT_SEEN)
    inner = (max(1, box[2] - box[0]), max(1, box[3] - box[1]))
    canvas.paste(answered.resize(inner, _NEAREST), (box[0], box[1]))
    return np.asarray(canvas)


def mask_png(numbers: Numbers, colours: Sequence[tuple[int, int, int]]) -> bytes:
    """A PNG with a palette: each pixel is the number of its class, shown in its colour; 255 is black."""
    image = Image.fromarray(numbers).convert("L")
    image.putpalette([channel for colour in colours for channel in colour] + [0] * (768 - 3 * len(colours)))
    stream = io.BytesIO()
    image.save(stream, "PNG")
    return stream.getvalue()


def _colours(preprocessing: SegmentationPreprocessing, classes: int) -> list[tuple[int, int, int]]:
    """The colours of the classes; a foreign file may name too few."""
    own = preprocessing.colours
    found = [own[place] if place < len(own) else shown_colour(place) for place in range(min(classes, NOT_SEEN))]
    return [tuple(min(max(int(channel), 0), 255) for channel in colour) for colour in found]  # type: ignore[misc]


def described(description: DatasetDescription, preprocessing: Preprocessing) -> DatasetDescription:
    """The images at the size and in the colours of the training."""
    shape = _settings(preprocessing).image
    fields = {"height": shape.height, "width": shape.width, "channels": shape.channels, "resize": shape.resize}
    return msgspec.structs.replace(description, kind="segmentation", **fields)


def evaluate(
    network: Judge, dataset: Dataset, part: Part | None, file: ModelFile, progress: Progress, *, trained_on: bool
) -> AnyEvaluation:
    """Mean IoU, Dice and the confusion of pixels."""
    if dataset.report.task != "segmentation":
        raise DataError("inference.other_kind", found=dataset.report.kind, expected="segmentation")
    return score_masks(network, dataset, part, file.meta.classes, progress, trained_on=trained_on)


def finished(network: Judge, dataset: Dataset, progress: Progress) -> Finished:
    """Mean IoU and Dice on what was held out, for the model file."""
    metrics: dict[str, dict[str, float | int | None]] = {}
    for part in ("validation", "test"):
        if not len(dataset.split.part(part)):
            continue
        found = score_masks(network, dataset, part, dataset.classes, progress)
        metrics[part] = {"mean_iou": found.mean_iou, "dice": found.dice, "samples": found.samples}
        if part == "test":  # the epochs told these of the validation part
            metrics[part] |= {"accuracy": found.accuracy, "loss": found.loss}
    return Finished(metrics=metrics)
