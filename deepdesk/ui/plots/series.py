"""What long series become before they are drawn: smoothed, and no denser than the screen."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.float64]

POINTS: Final = 900
"""About as many points as a wide plot can show; every one costs time at every frame."""
_SMOOTHED_SHARE: Final = 0.02


def smooth(values: Numbers, window: int | None = None) -> Numbers:
    """The mean of the last ``window`` finite values at each place, ``(n,)``; NaN before the first finite one.

    ``window`` defaults to 2 % of the series, at least 5.
    """
    count = len(values)
    if count == 0:
        return values
    span = window or max(5, round(count * _SMOOTHED_SHARE))
    finite = np.isfinite(values)
    sums = np.concatenate([[0.0], np.cumsum(np.where(finite, values, 0.0))])
    counts = np.concatenate([[0.0], np.cumsum(finite)])
    ends = np.arange(1, count + 1)
    starts = np.maximum(ends - span, 0)
    present = counts[ends] - counts[starts]
    with np.errstate(invalid="ignore", divide="ignore"):
        means: Numbers = np.where(present > 0, (sums[ends] - sums[starts]) / present, np.nan)
    return means


def thinned(x: Numbers, y: Numbers, points: int = POINTS) -> tuple[Numbers, Numbers]:
    """Every so-manieth point, the last one always, so that at most about ``points`` remain."""
    step = -(-len(x) // points)
    if step <= 1:
        return x, y
    chosen = np.arange(len(x) - 1, -1, -step)[::-1]
    return x[chosen], y[chosen]


def envelope(x: Numbers, y: Numbers, points: int = POINTS) -> tuple[Numbers, Numbers]:
    """The smallest and the largest value of each stretch, so that no peak is lost; at most about ``points`` remain."""
    stretch = -(-2 * len(x) // points)
    if stretch <= 2:
        return x, y
    whole = len(x) // stretch * stretch
    blocks = np.where(np.isfinite(y[:whole]), y[:whole], 0.0).reshape(-1, stretch)
    places = np.repeat(x[:whole:stretch], 2)
    values = np.column_stack([blocks.min(axis=1), blocks.max(axis=1)]).ravel()
    return np.concatenate([places, x[whole:]]), np.concatenate([values, y[whole:]])
