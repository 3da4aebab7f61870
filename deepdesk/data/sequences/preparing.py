"""From a sequence as measured to the network's input: the same for training and for prediction."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from deepdesk.data.preprocessing import SequencePreprocessing
from deepdesk.data.sequences.source import Values
from deepdesk.data.settings import Longer

_TRACE: Final = np.float32(1e-6)
"""Stands in the first feature of a real step whose values are all exactly zero, as padding's are: else a Masking layer
would take it for padding."""


def prepared(values: Values, preprocessing: SequencePreprocessing) -> Values:
    """Input float32 ``(steps, features)``: gaps filled, scaled, brought to the length, zeros behind the end.

    Args:
        values: ``(steps found, features)``, NaN where a value is missing; at least one step.
        preprocessing: with its mean and deviation.
    """
    scaled = fitted_length(scaled_values(filled(values), preprocessing), preprocessing.steps, preprocessing.longer)
    silent = ~scaled.any(axis=1)
    scaled[silent, 0] = _TRACE
    if len(scaled) == preprocessing.steps:
        return scaled
    rest = np.zeros((preprocessing.steps - len(scaled), scaled.shape[1]), dtype=np.float32)
    return np.concatenate([scaled, rest])


def filled(values: Values) -> Values:
    """Missing values on the straight line between their neighbours, those at the ends as the nearest one; a feature
    without any value stays NaN."""
    gaps = np.isnan(values)
    if not gaps.any():
        return values
    found = values.copy()
    steps = np.arange(len(values))
    for place in np.flatnonzero(gaps.any(axis=0)):
        known = ~gaps[:, place]
        if known.any():
            found[:, place] = np.interp(steps, steps[known], values[known, place])
    return found


def scaled_values(values: Values, preprocessing: SequencePreprocessing) -> Values:
    """Scaled as asked, NaN become zero: the mean of a scaled feature."""
    wide = values.astype(np.float64)
    if preprocessing.scaling == "standard":
        wide = (wide - np.array(preprocessing.mean)) / np.array(preprocessing.deviation)
    elif preprocessing.scaling == "each":
        known = ~np.isnan(wide)
        count = np.maximum(known.sum(axis=0), 1)
        mean = np.where(known, wide, 0).sum(axis=0) / count
        deviation = np.sqrt(np.where(known, (wide - mean) ** 2, 0).sum(axis=0) / count)
        wide = (wide - mean) / usable(deviation, mean)
    found: Values = np.nan_to_num(wide, nan=0.0, posinf=0.0, neginf=0.0).astype(np.float32)
    return found


def usable(deviation: npt.NDArray[np.float64], mean: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Deviations to divide by: 1 where values are constant but for rounding."""
    tiny = 1e-6 * np.abs(mean) + 1e-12
    return np.where(np.isfinite(deviation) & (deviation > tiny), deviation, 1.0)


def fitted_length(values: Values, steps: int, longer: Longer) -> Values:
    """At most ``steps`` of them: cut, or drawn together on straight lines between the values; a copy."""
    if len(values) <= steps:
        return values.copy()
    if longer == "cut_end":
        return values[:steps].copy()
    if longer == "cut_start":
        return values[len(values) - steps :].copy()
    places = np.linspace(0, len(values) - 1, steps)
    before = np.floor(places).astype(np.int64)
    after = np.minimum(before + 1, len(values) - 1)
    share = (places - before)[:, None].astype(np.float32)
    found: Values = values[before] * (1 - share) + values[after] * share
    return found
