"""Ink on paper or chalk on a board: which way round an image is, judged by its border."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import numpy.typing as npt

from deepdesk.data.description import Polarity

FLAT: Final = 48.0
CLEAR: Final = 0.25
UNIFORM: Final = 0.8


def border_polarity(grey: npt.NDArray[Any]) -> Polarity | None:
    """What an image is, or ``None`` where its border does not say so clearly.

    The border is clear when four fifths of its pixels lie in the same outer quarter of the image's range of brightness
    and at least half of all pixels lie there too: paper or board, with a lesser part of ink.

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
    if np.mean(border > 1 - CLEAR) >= UNIFORM and np.mean(relative > 1 - CLEAR) >= 0.5:
        return "dark_on_light"
    if np.mean(border < CLEAR) >= UNIFORM and np.mean(relative < CLEAR) >= 0.5:
        return "light_on_dark"
    return None


def is_reversed(grey: npt.NDArray[Any], trained: Polarity | None) -> bool:
    """Whether the image is clearly the other way round than all training images were."""
    if trained is None:
        return False
    found = border_polarity(grey)
    return found is not None and found != trained
