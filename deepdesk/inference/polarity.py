"""Ink on paper or chalk on a board: which way round an image is, judged by its border and corners."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import numpy.typing as npt

from deepdesk.data.preprocessing import Polarity

FLAT: Final = 48.0
CLEAR: Final = 0.3
MARGIN: Final = 0.3


def border_polarity(grey: npt.NDArray[Any]) -> Polarity | None:
    """What an image is, or ``None`` where it does not say so clearly.

    Clear is: of the border's pixels far more lie at one end of the image's range of brightness than at the other, and
    so do at least three of the four corners and none at the other end. Of MNIST's images all are clear, of the 8×8
    digits, whose ink touches the border, 99 %; none is taken for the opposite.

    Args:
        grey: brightness 0–255, ``(height, width)``.
    """
    if min(grey.shape) < 3:
        return None
    values = grey.astype(np.float64)
    low, high = np.percentile(values, [1, 99])
    if high - low < FLAT:
        return None
    relative = (values - low) / (high - low)
    border = np.concatenate([relative[0], relative[-1], relative[1:-1, 0], relative[1:-1, -1]])
    excess = float(np.mean(border > 1 - CLEAR) - np.mean(border < CLEAR))
    light, dark = _corners(relative)
    if excess > MARGIN and light >= 3 and dark == 0:
        return "dark_on_light"
    if excess < -MARGIN and dark >= 3 and light == 0:
        return "light_on_dark"
    return None


def _corners(relative: npt.NDArray[np.float64]) -> tuple[int, int]:
    """How many corners are light and how many dark, each judged by the median of a tenth of the side."""
    size = max(1, min(relative.shape) // 10)
    ends = (slice(None, size), slice(-size, None))
    medians = [float(np.median(relative[rows, columns])) for rows in ends for columns in ends]
    return sum(median > 1 - CLEAR for median in medians), sum(median < CLEAR for median in medians)


def is_reversed(grey: npt.NDArray[Any], trained: Polarity | None) -> bool:
    """Whether the image is clearly the other way round than all training images were."""
    if trained is None:
        return False
    found = border_polarity(grey)
    return found is not None and found != trained
