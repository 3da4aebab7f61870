"""What is kept of each recording beside its features: figures, and an outline of the waveform for small pictures."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

FIGURES: Final = ("seconds", "rate", "peak", "clipped")
"""Columns of ``clips.npy``, float32: whole length, samples per second as recorded, largest value (1 is full scale),
share of the samples at full scale."""
OUTLINE: Final = 96
"""Rows of ``outlines.npy``, int8 ``(samples, 96, 2)``: lowest and highest value of each stretch (127: full scale)."""

Outline = npt.NDArray[np.int8]


def outline_of(samples: npt.NDArray[np.float32], length: int, columns: int = OUTLINE) -> Outline:
    """Lowest and highest value int8 ``(columns, 2)`` of equal stretches of ``length`` samples, silence at the end."""
    edges = np.linspace(0, max(length, 1), columns + 1)
    starts = edges[:-1].astype(np.int64)
    heard = samples[:length]
    found = np.zeros((columns, 2), dtype=np.float32)
    inside = starts < len(heard)
    if inside.any():
        # Between two equal starts (fewer samples than columns) a stretch is the one sample that it begins at.
        found[inside, 0] = np.minimum.reduceat(heard, starts[inside])
        found[inside, 1] = np.maximum.reduceat(heard, starts[inside])
    return np.asarray(np.clip(np.round(found * 127), -127, 127), dtype=np.int8)


def column(figures: npt.NDArray[np.float32], name: str) -> npt.NDArray[np.float32]:
    """One of :data:`FIGURES` of all recordings, float32 ``(samples,)``."""
    return figures[:, FIGURES.index(name)]
