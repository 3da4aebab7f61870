"""What is fitted on the training part: scales and the season."""

from __future__ import annotations

from typing import Any, Final

import msgspec
import numpy as np
import numpy.typing as npt

from deepdesk.core.errors import DataError
from deepdesk.data.content import TRAIN
from deepdesk.data.details import ForecastingDetails
from deepdesk.data.forecasting.filling import Flags
from deepdesk.data.forecasting.lengths import usual_seasons
from deepdesk.data.forecasting.scaling import features_of, fitted_scales
from deepdesk.data.forecasting.seasons import season_of
from deepdesk.data.forecasting.steps import parse_step
from deepdesk.data.kinds import Draft, Fitted
from deepdesk.data.preprocessing import ForecastingPreprocessing

_SPREAD_OF: Final = 20_000
"""Windows that the spread is taken from, evenly over the training part."""
Integers = npt.NDArray[np.int64]


def fitted(draft: Draft, about: dict[str, Any]) -> Fitted:
    """Scales and season by the steps of the training windows, or those of the model that is to be judged; writes
    ``scaled.npy`` into the view.

    Args:
        about: what the content says of itself (``series.json``).
    """
    values = np.load(draft.content / "values.npy", mmap_mode="r")
    preprocessing = draft.reading.preprocessing
    if not isinstance(preprocessing, ForecastingPreprocessing):
        preprocessing = _fitted(draft, about, values)
    np.save(draft.folder / "scaled.npy", features_of(values, np.load(draft.content / "ends.npy"), preprocessing))
    details = draft.index.report.details
    if isinstance(details, ForecastingDetails):
        details = msgspec.structs.replace(details, season=preprocessing.season)
    report = msgspec.structs.replace(draft.index.report, shape=preprocessing.shape, details=details)
    return Fitted(preprocessing, report)


def _fitted(draft: Draft, about: dict[str, Any], values: npt.NDArray[np.float64]) -> ForecastingPreprocessing:
    details, settings = draft.index.report.details, draft.description.forecasting
    if not isinstance(details, ForecastingDetails):
        raise DataError("data.unknown_kind", kind=draft.index.report.kind, known="forecasting")
    if not 0 < settings.coverage < 1:
        raise DataError("data.forecasting.bad_coverage", found=settings.coverage)
    if settings.season is not None and not 1 <= settings.season <= 100_000:
        raise DataError("data.forecasting.bad_length", found=settings.season, limit=100_000)
    learnt = training_steps(draft, details.window, details.horizon, len(values))
    target = values[learnt, 0]
    if target.min() == target.max():
        raise DataError("data.forecasting.constant_target", column=details.target)
    scales = fitted_scales(values, learnt, tuple(about["columns"]))
    return ForecastingPreprocessing(
        table=details.table,
        time=details.time,
        target=details.target,
        inputs=details.inputs,
        device=details.device,
        scales=scales,
        window=details.window,
        horizon=details.horizon,
        step=about["step"],
        aggregate=settings.aggregate,
        missing=settings.missing,
        longest_gap=about["longest_gap"],
        season=settings.season or _season(draft, learnt, values, about["step"]),
        coverage=settings.coverage,
        relative=settings.relative,
        spread=_spread(draft, values, details.horizon) / scales[details.target].deviation,
    )


def _spread(draft: Draft, values: npt.NDArray[np.float64], horizon: int) -> float:
    """How far the target moves from its last known value within a horizon, root of the mean square over the training
    part, in its own unit."""
    origins = np.load(draft.content / "origins.npy")[draft.parts == TRAIN]
    origins = origins[:: -(-len(origins) // _SPREAD_OF)]
    target = values[:, 0]
    moved = target[origins[:, None] + np.arange(horizon)] - target[origins - 1, None]
    return max(float(np.sqrt((moved**2).mean())), 1e-9)


def training_steps(draft: Draft, window: int, horizon: int, steps: int) -> Flags:
    """Which steps lie in a window of the training part or are forecast there, bool ``(steps,)``."""
    origins = np.load(draft.content / "origins.npy")[draft.parts == TRAIN]
    edges = np.zeros(steps + 1, dtype=np.int64)
    np.add.at(edges, origins - window, 1)
    np.add.at(edges, origins + horizon, -1)
    return np.asarray(np.cumsum(edges[:-1]) > 0)


def _season(draft: Draft, learnt: Flags, values: npt.NDArray[np.float64], step: str) -> int:
    """The period of the longest stretch of the training part."""
    stretches = []
    for begin, end, _ in np.load(draft.content / "segments.npy").tolist():
        inside = np.flatnonzero(learnt[begin:end])
        if len(inside):
            stretches.append((begin + int(inside[0]), begin + int(inside[-1]) + 1))
    begin, end = max(stretches, key=lambda one: one[1] - one[0])
    return season_of(np.asarray(values[begin:end, 0]), usual_seasons(parse_step(step) if step else None))
