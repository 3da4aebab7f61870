"""From values in their own units to the network's input, and back from its output."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from deepdesk.data.dataset import Floats
from deepdesk.data.forecasting.filling import Flags, Values
from deepdesk.data.preprocessing import ColumnScale, ForecastingPreprocessing


def fitted_scales(values: Values, chosen: Flags, columns: tuple[str, ...]) -> dict[str, ColumnScale]:
    """Mean and deviation of each column over the steps that are ``chosen`` (the training part's).

    A column that never changes there gets a deviation of 1, so that it becomes zero.
    """
    scales = {}
    for number, name in enumerate(columns):
        column = values[chosen, number]
        column = column[~np.isnan(column)]
        mean = float(column.mean()) if len(column) else 0.0
        deviation = float(column.std()) if len(column) else 0.0
        usable = math.isfinite(deviation) and deviation > 1e-9 * max(1e-9, abs(mean))
        scales[name] = ColumnScale(mean=mean if math.isfinite(mean) else 0.0, deviation=deviation if usable else 1.0)
    return scales


def column_scales(preprocessing: ForecastingPreprocessing) -> tuple[Values, Values]:
    """Means and deviations in the order of the columns, target first."""
    names = [preprocessing.target, *(column.name for column in preprocessing.inputs)]
    neutral = ColumnScale(mean=0.0, deviation=1.0)
    scales: Mapping[str, ColumnScale] = preprocessing.scales
    found = [scales.get(name, neutral) for name in names]
    return np.array([one.mean for one in found]), np.array([one.deviation for one in found])


def features_of(values: Values, ends: npt.NDArray[np.int64], preprocessing: ForecastingPreprocessing) -> Floats:
    """The network's features of every step, float32 ``(steps, features)``: the columns scaled, then those known in
    advance once more, ``horizon`` steps ahead; 0 where nothing is known.

    Args:
        values: float64 ``(steps, columns)``.
        ends: the place after the last step of each device.
    """
    mean, deviation = column_scales(preprocessing)
    scaled = ((values - mean) / deviation).astype(np.float32)
    known = [place for place, column in enumerate(preprocessing.inputs, start=1) if column.role == "known"]
    ahead = np.full((len(values), len(known)), np.nan, dtype=np.float32)
    begin, horizon = 0, preprocessing.horizon
    for end in ends.tolist():
        if end - begin > horizon:
            ahead[begin : end - horizon] = scaled[begin + horizon : end, known]
        begin = end
    features: Floats = np.nan_to_num(np.concatenate([scaled, ahead], axis=1), nan=0.0)
    return features


def against_last(inputs: Floats, spread: float) -> Floats:
    """The target in every window against its last value, in units of ``spread``; ``inputs``
    ``(batch, window, features)`` is a copy."""
    inputs[:, :, 0] -= inputs[:, -1:, 0]
    inputs[:, :, 0] /= np.float32(spread)
    return inputs


def in_unit(outputs: Floats | Values, last: Values, preprocessing: ForecastingPreprocessing) -> Values:
    """Forecasts in the target's own unit, float64 ``(batch, horizon)``.

    Args:
        outputs: of the network, ``(batch, horizon)`` or ``(batch, horizon, 1)``.
        last: the last known value of the target before each forecast, in its own unit, ``(batch,)``.
    """
    scale = preprocessing.scales[preprocessing.target]
    raw = np.asarray(outputs, dtype=np.float64).reshape(len(outputs), -1) * scale.deviation
    if not preprocessing.relative:
        return raw + scale.mean
    return raw * preprocessing.spread + np.asarray(last, dtype=np.float64)[:, None]
