"""What is usually done to data of a kind: offered with one click, never applied unasked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from deepdesk.data.preprocessing import ImagePreprocessing, Preprocessing, SegmentationPreprocessing
from deepdesk.data.settings import Augmentation, ImageAugmentation, SignalAugmentation

if TYPE_CHECKING:
    from deepdesk.data.dataset import DataReport

FOR_PHOTOS: Final = ImageAugmentation(
    flip_horizontal=True, rotate=15.0, zoom=0.15, shift=0.1, brightness=0.2, contrast=0.2
)
FOR_SIGNS: Final = ImageAugmentation(rotate=10.0, zoom=0.1, shift=0.1)
"""Digits, letters and other signs: a mirrored one is another sign, or none."""
FOR_RECORDINGS: Final = SignalAugmentation(shift=0.1, time_mask=0.1, frequency_mask=0.1)
FOR_SEQUENCES: Final = SignalAugmentation(noise=0.05, scale=0.1, shift=0.05)


def is_of_photos(preprocessing: Preprocessing) -> bool:
    """Whether a left-right mirrored image may still be of the same class: not where all are ink on a uniform ground."""
    image = preprocessing.image if isinstance(preprocessing, SegmentationPreprocessing) else preprocessing
    return isinstance(image, ImagePreprocessing) and image.polarity is None and image.channels == 3


def usual_augmentation(report: DataReport, preprocessing: Preprocessing) -> Augmentation | None:
    """The usual variation for these data; ``None`` where there is none (text, forecasts)."""
    if report.kind in ("images", "segmentation"):
        return FOR_PHOTOS if is_of_photos(preprocessing) else FOR_SIGNS
    if report.kind == "audio":
        return FOR_RECORDINGS
    return FOR_SEQUENCES if report.kind == "sequences" else None
