"""Intervals of a forecast by split conformal prediction.

Source: Vovk, Gammerman and Shafer: Algorithmic learning in a random world, 2005; Lei and others: Distribution-free
predictive inference for regression, 2018. What it promises needs errors that could as well come in another order; those
of a series only nearly do, so the coverage is measured on the test part and said.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

Values = npt.NDArray[np.float64]


def half_widths(errors: Values, coverage: float) -> tuple[float, ...]:
    """Half the width of the interval at each step of the horizon.

    Args:
        errors: absolute errors on the validation part, ``(windows, horizon)``, in the target's unit.
        coverage: share of the values that are to lie within, above 0 and below 1.
    """
    if not len(errors):
        return ()
    rank = min(len(errors), math.ceil((len(errors) + 1) * coverage))
    return tuple(np.partition(errors, rank - 1, axis=0)[rank - 1].tolist())


def covered(errors: Values, widths: tuple[float, ...]) -> float:
    """The share of absolute errors ``(windows, horizon)`` within the intervals, 0 to 1."""
    return float((errors <= np.asarray(widths)).mean())
