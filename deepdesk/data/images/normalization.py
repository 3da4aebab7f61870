"""From pixels of 0 to 255 to the numbers that a network is fed: order of the colours, scale, mean and deviation."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from deepdesk.data.preprocessing import ImagePreprocessing

Floats = npt.NDArray[np.float32]


def normalized(pixels: npt.NDArray[np.uint8], preprocessing: ImagePreprocessing) -> Floats:
    """``(value · scale − mean) / deviation`` for each channel, the colours in the order of ``preprocessing`` first.

    Args:
        pixels: uint8 ``(…, height, width, channels)``, red, green, blue where there are three.
        preprocessing: what the network was, or is to be, trained with.

    Returns:
        float32 of the same shape.
    """
    ordered: npt.NDArray[Any] = pixels[..., ::-1] if preprocessing.order == "bgr" else pixels
    values: Floats = ordered * np.float32(preprocessing.scale)
    if preprocessing.mean:
        values -= np.asarray(preprocessing.mean, dtype=np.float32)
    if preprocessing.deviation:
        values /= np.asarray(preprocessing.deviation, dtype=np.float32)
    return values.astype(np.float32, copy=False)
