"""A forecast judged on a part of the data, beside what simple rules reach."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from deepdesk.core.errors import DataError
from deepdesk.data.dataset import Indices, Part
from deepdesk.data.forecasting.dataset import ForecastingDataset
from deepdesk.data.forecasting.regular import written
from deepdesk.data.forecasting.scaling import in_unit
from deepdesk.inference.evaluation import ForecastEvaluation, Origin
from deepdesk.inference.forecasting import baselines, intervals
from deepdesk.inference.kinds import Judge, Progress
from deepdesk.inference.predictions import Note

Values = npt.NDArray[np.float64]
FOLDS: Final = 4
_LEAST_FOLDS: Final = 3
_BATCH: Final = 256


def forecasts(network: Judge, data: ForecastingDataset, indices: Indices, progress: Progress | None = None) -> Values:
    """What the network forecasts, ``(len(indices), horizon)`` in the target's unit."""
    horizon = data.preprocessing.horizon
    found = np.zeros((len(indices), horizon))
    for first in range(0, len(indices), _BATCH):
        part = indices[first : first + _BATCH]
        last = data.values[data.origins[part] - 1, 0]
        found[first : first + _BATCH] = in_unit(network.scores(data.batch(part)), last, data.preprocessing)
        if progress:
            progress(min(first + _BATCH, len(indices)), len(indices))
    return found


@dataclass(frozen=True)
class _Judged:
    """Absolute errors ``(windows, horizon)`` of the network and of each base line, windows in the order of time."""

    indices: Indices
    own: Values
    rules: dict[str, Values]
    origins: tuple[Origin, ...]


def evaluated(
    network: Judge,
    data: ForecastingDataset,
    part: Part,
    progress: Progress,
    *,
    widths: tuple[float, ...] = (),
    asked_coverage: float | None = None,
) -> ForecastEvaluation:
    """Errors on ``part``, in the target's unit.

    The linear autoregression is fitted on what came before: the training part, for validation and test; for the
    rolling origin everything before the fold. Where nothing came before (the training part, other data than those of
    the training) it is fitted on the windows that it is judged on, which flatters it.

    Raises:
        DataError: the part is empty.
    """
    indices = _in_time(data, data.split.part(part))
    if not len(indices):
        raise DataError("inference.empty_part", part=part)
    judged = _judged(network, data, indices, progress)
    own = judged.own
    means = {name: float(errors.mean()) for name, errors in judged.rules.items()}
    best = min(means, key=means.__getitem__)
    mae = float(own.mean())
    asked = asked_coverage if widths else None
    notes = [Note(code="inference.forecast.refit")] if judged.origins else []
    return ForecastEvaluation(
        part=part,
        samples=len(indices),
        mae=mae,
        rmse=float(np.sqrt((own**2).mean())),
        by_step=tuple(own.mean(axis=0).tolist()),
        baselines=means,
        baseline_by_step={name: tuple(errors.mean(axis=0).tolist()) for name, errors in judged.rules.items()},
        best_baseline=best,
        skill=1 - mae / means[best] if means[best] > 0 else 0.0,
        naive_mae=means[baselines.LAST_VALUE],
        season=data.preprocessing.season,
        target=data.preprocessing.target,
        coverage=intervals.covered(own, widths) if widths else None,
        asked_coverage=asked,
        origins=judged.origins,
        notes=tuple(notes),
    )


def _in_time(data: ForecastingDataset, indices: Indices) -> Indices:
    order: Indices = indices[np.argsort(data.times[data.origins[indices]], kind="stable")]
    return order


def _judged(network: Judge, data: ForecastingDataset, indices: Indices, progress: Progress) -> _Judged:
    truth = data.truth(indices)
    own = np.abs(forecasts(network, data, indices, progress) - truth)
    linear = baselines.LinearAutoregression.of(data)
    before = _before(data, indices)
    linear.add(before if len(before) else indices)
    rules = {
        baselines.LAST_VALUE: baselines.last_value(data, indices),
        baselines.SEASONAL: baselines.seasonal_naive(data, indices),
        baselines.LINEAR: linear.forecast(indices, linear.weights()),
    }
    errors = {name: np.abs(found - truth) for name, found in rules.items()}
    return _Judged(indices, own, errors, _rolled(data, indices, own, errors, linear if len(before) else None, truth))


def _before(data: ForecastingDataset, indices: Indices) -> Indices:
    """Windows of the training part that end before the first of these begins."""
    first = data.times[data.origins[indices] - data.preprocessing.window].min()
    train = data.split.train
    ends = data.times[data.origins[train] + data.preprocessing.horizon - 1]
    before: Indices = train[ends < first]
    return before


def _rolled(
    data: ForecastingDataset,
    indices: Indices,
    own: Values,
    errors: dict[str, Values],
    linear: baselines.LinearAutoregression | None,
    truth: Values,
) -> tuple[Origin, ...]:
    """Successive folds of the part; before each, the linear autoregression is fitted on all windows that have ended."""
    moments = data.times[data.origins[indices]]
    folds = min(FOLDS, len(np.unique(moments)))
    if folds < _LEAST_FOLDS:
        return ()
    distinct = np.unique(moments)
    begins = distinct[(np.arange(folds) * len(distinct)) // folds]
    edges = [*np.searchsorted(moments, begins).tolist(), len(indices)]
    everything = _in_time(data, np.flatnonzero(_used(data)).astype(np.int64))
    ends = data.times[data.origins[everything] + data.preprocessing.horizon - 1]
    seen = _before(data, indices)
    taken = np.isin(everything, seen)
    found = []
    for number in range(folds):
        chosen = slice(edges[number], edges[number + 1])
        refitted = None
        if linear is not None:
            new = ~taken & (ends < begins[number])
            linear.add(everything[new])
            taken |= new
            refitted = linear.forecast(indices[chosen], linear.weights())
        found.append(_origin(data, int(begins[number]), own[chosen], errors, chosen, refitted, truth[chosen]))
    return tuple(found)


def _used(data: ForecastingDataset) -> npt.NDArray[np.bool_]:
    """All windows but those that a person left out; those across the border of two parts come before a fold, too."""
    used = np.ones(len(data.origins), dtype=bool)
    left_out = set(data.description.edits.left_out)
    if left_out:
        used[[number for number in range(len(used)) if str(number) in left_out]] = False
    return used


def _origin(
    data: ForecastingDataset,
    begins: int,
    own: Values,
    errors: dict[str, Values],
    chosen: slice,
    refitted: Values | None,
    truth: Values,
) -> Origin:
    rules = {name: float(found[chosen].mean()) for name, found in errors.items()}
    if refitted is not None:
        rules[baselines.LINEAR] = float(np.abs(refitted - truth).mean())
    return Origin(
        begins=written(data.grid, np.array([begins], dtype=np.int64))[0],
        samples=len(own),
        mae=float(own.mean()),
        rmse=float(np.sqrt((own**2).mean())),
        naive_mae=rules[baselines.LAST_VALUE],
        baselines=rules,
    )
