"""Small data sets of every kind, made in memory."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from deepdesk.data.dataset import DataReport, Dataset, Floats, ImageDataset, Indices, Split, Targets
from deepdesk.data.description import DatasetDescription
from deepdesk.data.preprocessing import ImagePreprocessing, Polarity, SegmentationPreprocessing, SequencePreprocessing

SAMPLES = 24
SPLIT = Split(np.arange(16), np.arange(16, 20), np.arange(20, 24))


@dataclass(frozen=True)
class Rows(Dataset):
    """Sequences in memory, ``(samples, steps, features)``."""

    rows: npt.NDArray[np.float32] = field(kw_only=True)

    def batch(self, indices: Indices) -> Floats:
        """As they are."""
        return self.rows[indices]


@dataclass(frozen=True)
class Masks(Dataset):
    """Images with masks in memory."""

    images: npt.NDArray[np.uint8] = field(kw_only=True)
    masks: npt.NDArray[np.int64] = field(kw_only=True)

    def targets(self, indices: Indices) -> Targets:
        """The masks."""
        return self.masks[indices]


def _fields(preprocessing: Any, kind: Any, **asked: Any) -> dict[str, Any]:
    rng = np.random.default_rng(5)
    return {
        "description": DatasetDescription(source="made", kind=kind, **asked),
        "report": DataReport(kind=kind, name="made", samples=SAMPLES, classes={}, shape=preprocessing.shape),
        "preprocessing": preprocessing,
        "classes": ("a", "b", "c"),
        "labels": rng.choice(3, SAMPLES, p=[0.6, 0.3, 0.1]).astype(np.int64),
        "split": SPLIT,
        "fingerprint": "",
    }


def _images(*, polarity: Polarity | None = None, channels: int = 3, **asked: Any) -> Dataset:
    rng = np.random.default_rng(1)
    images = rng.integers(0, 256, (SAMPLES, 20, 24, channels), dtype=np.uint8)
    preprocessing = ImagePreprocessing(height=20, width=24, channels=channels, polarity=polarity)
    return ImageDataset(**_fields(preprocessing, "images", **asked), images=images)


def _masks(**asked: Any) -> Dataset:
    rng = np.random.default_rng(1)
    masks = rng.integers(-1, 3, (SAMPLES, 20, 24))
    # The image shows its mask, so that one can be told from the other.
    images = np.repeat((masks[..., None] * 60 + 60).astype(np.uint8), 3, axis=3)
    image = ImagePreprocessing(height=20, width=24, channels=3)
    preprocessing = SegmentationPreprocessing(image=image, colours=((0, 0, 0),) * 3)
    return Masks(**_fields(preprocessing, "segmentation", **asked), images=images, masks=masks)


def _sequences(*, padded: bool = False, **asked: Any) -> Dataset:
    rows = np.random.default_rng(1).normal(size=(SAMPLES, 30, 4)).astype(np.float32)
    if padded:
        for number in range(SAMPLES):
            rows[number, 10 + number % 5 :] = 0.0
    preprocessing = SequencePreprocessing(steps=30, features=("a", "b", "c", "d"), padded=padded)
    return Rows(**_fields(preprocessing, "sequences", **asked), rows=rows)


Making = Callable[..., Dataset]


@pytest.fixture
def images() -> Making:
    """Random images of 20 × 24 pixels in three classes."""
    return _images


@pytest.fixture
def masks() -> Making:
    """Images that show their own masks, some pixels ignored."""
    return _masks


@pytest.fixture
def sequences() -> Making:
    """Random sequences of 30 steps and 4 features."""
    return _sequences
