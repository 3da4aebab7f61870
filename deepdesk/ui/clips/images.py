"""Colours in an array as a Qt image."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from PySide6.QtGui import QImage


def rgb_image(pixels: npt.NDArray[np.uint8]) -> QImage:
    """A Qt image in its own memory from uint8 ``(height, width, 3)``; null where there are no pixels."""
    if not pixels.size:
        return QImage()
    block = np.ascontiguousarray(pixels)
    height, width, _ = block.shape
    return QImage(block.data, width, height, 3 * width, QImage.Format.Format_RGB888).copy()
