"""The period after which a series looks like itself again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

Values = npt.NDArray[np.float64]

LONGEST: Final = 20_000
"""Steps of a series that are looked at, and the longest period."""
_NEAR: Final = 0.08
"""How far, as a share, a period may lie from one of the calendar to be taken for it."""
_LEAST: Final = 0.2
"""Autocorrelation below which nothing is taken for a period."""


def autocorrelation(values: Values) -> Values:
    """Of a series at lags 0 to half its length, by Fourier transform; each lag is weighed by its own number of pairs.

    Args:
        values: float64 ``(steps,)`` without NaN; its straight trend is taken out first.
    """
    steps = np.arange(len(values), dtype=np.float64)
    slope, level = np.polyfit(steps, values, 1)
    left = values - slope * steps - level
    size = 1 << (2 * len(left) - 1).bit_length()
    spectrum = np.fft.rfft(left, size)
    products = np.fft.irfft(spectrum * np.conj(spectrum), size)[: len(left) // 2 + 1]
    variance = products[0] / len(left)
    if variance <= 1e-12 * max(1.0, float(np.abs(values).max()) ** 2):
        return np.zeros(len(products))
    return np.asarray(products / (len(left) - np.arange(len(products))) / variance)


def season_of(values: Values, usual: Sequence[int] = ()) -> int:
    """The period in steps, 1 where there is none.

    The changes from step to step are asked first, since a slow wave hides a daily one in the values; then the values.
    A period of the calendar is taken where the one that was found lies near it and it fits about as well.

    Args:
        values: float64 ``(steps,)`` without NaN, of the training part.
        usual: periods of the calendar at this step, such as 24 of hours.
    """
    values = values[-LONGEST:]
    if len(values) < 8:
        return 1
    for found in (autocorrelation(np.diff(values)), autocorrelation(values)):
        period = _first_peak(found)
        if period > 1:
            near = [one for one in usual if abs(one - period) <= _NEAR * one and one < len(found)]
            fitting = [one for one in near if found[one] >= 0.85 * found[period]]
            return fitting[0] if fitting else period
    changes = autocorrelation(np.diff(values))
    return next((one for one in usual if _stands_out(changes, one, len(values))), 1)


def _stands_out(found: Values, period: int, steps: int) -> bool:
    """Whether a period of the calendar is a clear, if low, peak: four standard errors of noise at least."""
    if period + period // 8 + 2 > len(found) or period < 2:
        return False
    near = found[period - max(1, period // 8) : period + max(1, period // 8) + 1]
    return bool(found[period] >= max(0.05, 4 / steps**0.5) and found[period] == near.max())


def _first_peak(found: Values) -> int:
    """The first high peak behind the first dip of an autocorrelation, 1 where there is none."""
    inner = np.arange(2, 2 * len(found) // 3)  # a third of the series: three rounds at least
    peaks = inner[(found[inner] >= found[inner - 1]) & (found[inner] > found[inner + 1]) & (found[inner] >= _LEAST)]
    dips = np.minimum.accumulate(found)
    # A bump of noise on the way down is no period: a peak stands well above the lowest lag before it.
    peaks = peaks[found[peaks] - dips[peaks - 1] >= 0.1]
    if not len(peaks):
        return 1
    best = float(found[peaks].max())
    return int(peaks[found[peaks] >= 0.9 * best][0])
