"""Models that forecast time series."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import msgspec
import numpy as np
import numpy.typing as npt

from deepdesk.core.errors import DataError, ModelError
from deepdesk.data.dataset import Dataset, Part
from deepdesk.data.description import DatasetDescription
from deepdesk.data.forecasting.dataset import ForecastingDataset
from deepdesk.data.forecasting.scaling import in_unit
from deepdesk.data.forecasting.series import settings_of
from deepdesk.data.preprocessing import ForecastingPreprocessing, Preprocessing
from deepdesk.inference.evaluation import AnyEvaluation, ForecastEvaluation
from deepdesk.inference.forecasting.ahead import Ahead, read_ahead
from deepdesk.inference.forecasting.baselines import LAST_VALUE, SEASONAL
from deepdesk.inference.forecasting.intervals import half_widths
from deepdesk.inference.forecasting.judging import evaluated, forecasts
from deepdesk.inference.kinds import Finished, Given, Item, Judge, Progress
from deepdesk.inference.model_file import ModelFile
from deepdesk.inference.predictions import Answer, ForecastStep
from deepdesk.inference.scoring import chosen_part


def _settings(preprocessing: Preprocessing) -> ForecastingPreprocessing:
    if not isinstance(preprocessing, ForecastingPreprocessing):
        raise TypeError(type(preprocessing).__name__)
    return preprocessing


def _series(dataset: Dataset) -> ForecastingDataset:
    if not isinstance(dataset, ForecastingDataset):
        raise DataError("inference.other_kind", found=dataset.report.kind, expected="forecasting")
    return dataset


def read(given: Given, file: ModelFile, *, pictures: bool) -> Sequence[Item]:
    """The end of every series in a file (see :class:`deepdesk.inference.kinds.InferenceKind`)."""
    if given.path is None:
        raise DataError("inference.forecast.not_a_series")
    found = read_ahead(Path(given.path), _settings(file.preprocessing))
    return [Item(values=ahead.window, name=ahead.device, notes=ahead.notes, about=ahead) for ahead in found]


def batch(items: Sequence[Item], preprocessing: Preprocessing) -> npt.NDArray[np.float32]:
    """Network input ``(len(items), window, features)``."""
    return np.stack([item.values for item in items]).astype(np.float32)


def answer(outputs: npt.NDArray[np.float32], item: Item, file: ModelFile, top: int) -> Answer:
    """The steps ahead with their intervals (raises ModelError when the outputs are no numbers)."""
    ahead: Ahead = item.about
    preprocessing = _settings(file.preprocessing)
    if not np.isfinite(outputs).all():
        raise ModelError("inference.forecast.unscorable")
    values = in_unit(np.asarray(outputs)[None], np.array([ahead.last]), preprocessing)[0].tolist()
    widths: Sequence[float | None] = file.meta.intervals
    if len(widths) != len(values):
        widths = [None] * len(values)
    steps = [
        ForecastStep(
            time=time,
            value=value,
            lower=None if width is None else value - width,
            upper=None if width is None else value + width,
        )
        for time, value, width in zip(ahead.times, values, widths, strict=True)
    ]
    past = zip(ahead.past_times, ahead.past, strict=True)
    return Answer(
        forecast=tuple(steps),
        history=tuple(ForecastStep(time=time, value=value) for time, value in past),
        baselines={LAST_VALUE: (ahead.last,) * len(values), SEASONAL: ahead.seasonal},
    )


def described(description: DatasetDescription, preprocessing: Preprocessing) -> DatasetDescription:
    """The series with the columns, the step, the window and the horizon of the training."""
    settings = _settings(preprocessing)
    wanted = msgspec.structs.replace(settings_of(settings), stride=description.forecasting.stride)
    return msgspec.structs.replace(description, kind="forecasting", table=settings.table, forecasting=wanted)


def evaluate(
    network: Judge, dataset: Dataset, part: Part | None, file: ModelFile, progress: Progress, *, trained_on: bool
) -> AnyEvaluation:
    """Errors in the target's unit beside what simple rules reach."""
    series = _series(dataset)
    name = chosen_part(series, part, trained_on=trained_on)
    widths = file.meta.intervals
    return evaluated(network, series, name, progress, widths=widths, asked_coverage=file.meta.coverage)


def finished(network: Judge, dataset: Dataset, progress: Progress) -> Finished:
    """Errors on validation and test beside the base lines, and the intervals, from the validation part's errors."""
    series = _series(dataset)
    split, coverage = series.split, series.preprocessing.coverage
    widths: tuple[float, ...] = ()
    if len(split.validation):
        errors = np.abs(forecasts(network, series, split.validation, progress) - series.truth(split.validation))
        widths = half_widths(errors, coverage)
    parts: tuple[Part, ...] = ("validation", "test")
    metrics = {
        str(part): _figures(evaluated(network, series, part, progress, widths=widths, asked_coverage=coverage))
        for part in parts
        if len(split.part(part))
    }
    return Finished(metrics=metrics, intervals=widths, coverage=coverage if widths else 0.0)


def _figures(found: ForecastEvaluation) -> dict[str, float | int | None]:
    return {
        "mae": found.mae,
        "rmse": found.rmse,
        "naive_mae": found.naive_mae,
        "skill": found.skill,
        **{f"{name}_mae": value for name, value in found.baselines.items()},
        "coverage": found.coverage,
        "samples": found.samples,
    }
