"""What is fitted on images: mean and deviation of the training part, where that is asked for."""

from __future__ import annotations

from typing import Final

import msgspec
import numpy as np

from deepdesk.core.errors import DataError
from deepdesk.data.kinds import Draft
from deepdesk.data.preprocessing import ImagePreprocessing

_LOOKED_AT: Final = 10_000
_BLOCK: Final = 64
_FLAT: Final = 1e-6
"""A channel that deviates less than this never changes: dividing by it would only blow up rounding."""


def with_normalization(
    draft: Draft, image: ImagePreprocessing, judged: ImagePreprocessing | None = None
) -> ImagePreprocessing:
    """``image`` with the normalization that the description of ``draft`` asks for.

    Args:
        draft: images lie in ``images.npy`` of its content, uint8 ``(samples, height, width, channels)``.
        image: how they were prepared.
        judged: that of a model which is to be judged: its normalization is taken, and nothing is fitted.

    Raises:
        DataError: means for another number of channels (``data.bad_normalization``).
    """
    wanted = draft.description.normalization if judged is None else judged
    if wanted is None:
        return image
    if wanted == "standard":
        mean, deviation = _scales(draft)
        return msgspec.structs.replace(image, mean=mean, deviation=deviation)
    sizes = {len(wanted.mean), len(wanted.deviation)} - {0}
    if sizes - {image.channels} or (wanted.order == "bgr" and image.channels != 3):
        raise DataError("data.bad_normalization", channels=image.channels)
    return msgspec.structs.replace(
        image, scale=wanted.scale, mean=wanted.mean, deviation=wanted.deviation, order=wanted.order
    )


def _scales(draft: Draft) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Mean and deviation of each channel from 0 to 1 over the training part, or 10,000 images spread evenly over it."""
    images = np.load(draft.content / "images.npy", mmap_mode="r")
    training = np.flatnonzero(draft.parts == 0)
    chosen = training[:: max(1, -(-len(training) // _LOOKED_AT))]
    total, squares, count = np.zeros(images.shape[-1]), np.zeros(images.shape[-1]), 0
    for start in range(0, len(chosen), _BLOCK):
        values = images[chosen[start : start + _BLOCK]].reshape(-1, images.shape[-1]) / 255.0
        total, squares, count = total + values.sum(axis=0), squares + np.square(values).sum(axis=0), count + len(values)
    mean = total / max(1, count)
    deviation = np.sqrt(np.maximum(0, squares / max(1, count) - np.square(mean)))
    return tuple(mean.tolist()), tuple(np.where(deviation > _FLAT, deviation, 1.0).tolist())
