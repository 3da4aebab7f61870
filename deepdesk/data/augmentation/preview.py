"""Variations of one sample to look at, made by the very code that feeds the training."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from deepdesk.core import documents
from deepdesk.core.errors import DataError
from deepdesk.data import cache
from deepdesk.data.augmentation.checks import settled_augmentation
from deepdesk.data.dataset import Dataset
from deepdesk.data.description import DatasetDescription
from deepdesk.data.kinds import Opened, kind_module
from deepdesk.data.preprocessing import ImagePreprocessing, SegmentationPreprocessing
from deepdesk.data.view import FORMAT, VERSION, ViewDocument

LARGEST_COUNT: Final = 24
_MOST_STEPS: Final = 2_000
_MOST_FEATURES: Final = 256


def reopened(description: DatasetDescription, content: Path, view: Path) -> Dataset:
    """The data set of two folders of the cache that are known to be there; the source is not looked at.

    Args:
        description: as it was opened; its augmentation and balance may be others.
        content, view: the folders.

    Raises:
        DataError, FormatError, OSError, ValueError: the augmentation is not possible, or the folders are gone.
    """
    settled_augmentation(description)
    found = documents.load(view / "view.json", ViewDocument, format=FORMAT, version=VERSION)
    opened = Opened(
        description=description,
        content=content,
        view=view,
        index=cache.read_index(content),
        report=found.report,
        preprocessing=found.preprocessing,
        classes=found.classes,
        fingerprint=found.fingerprint,
        parts=np.load(view / "parts.npy"),
    )
    return kind_module(description.kind).load(opened)


def variations_of(dataset: Dataset, sample: int, count: int, seed: int) -> npt.NDArray[np.uint8 | np.float32]:
    """What the network is shown of ``sample`` in ``count`` epochs of a run with ``seed``.

    Returns:
        Of images uint8 ``(count, height, width, 1 | 3)``; of others float32 as the network gets them, thinned out where
        they are very long.

    Raises:
        DataError: there is no such sample.
    """
    if not 0 <= sample < len(dataset.labels):
        raise DataError("data.augmentation.no_sample", number=sample, samples=len(dataset.labels))
    chosen = np.array([sample])
    epochs = range(1, min(max(1, count), LARGEST_COUNT) + 1)
    inputs = np.concatenate([dataset.training_batch(chosen, seed=seed, epoch=epoch)[0] for epoch in epochs])
    preprocessing = dataset.preprocessing
    image = preprocessing.image if isinstance(preprocessing, SegmentationPreprocessing) else preprocessing
    if isinstance(image, ImagePreprocessing):
        return as_pixels(inputs, image)
    if inputs.ndim == 3:
        return inputs[:, :: -(-inputs.shape[1] // _MOST_STEPS), :_MOST_FEATURES]
    return inputs


def as_pixels(inputs: npt.NDArray[np.float32], preprocessing: ImagePreprocessing) -> npt.NDArray[np.uint8]:
    """Normalized images as pixels of 0 to 255, red, green, blue: the way back."""
    values = inputs.astype(np.float32)
    if preprocessing.deviation:
        values *= np.asarray(preprocessing.deviation, dtype=np.float32)
    if preprocessing.mean:
        values += np.asarray(preprocessing.mean, dtype=np.float32)
    values /= np.float32(preprocessing.scale)
    pixels = np.clip(np.rint(values), 0, 255).astype(np.uint8)
    return pixels[..., ::-1] if preprocessing.order == "bgr" else pixels
