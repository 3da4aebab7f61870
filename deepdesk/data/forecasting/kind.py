"""Time series as a kind of data (see :class:`deepdesk.data.kinds.DataKind`).

The content holds the values of every step on their grid and where windows lie; the view holds which window is in which
part, the scaled features (fitted on the training part) and the season.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any, Final

import msgspec
import numpy as np

from deepdesk.core.errors import DataError
from deepdesk.core.places import resources
from deepdesk.data import cache, samples
from deepdesk.data.cache import Index
from deepdesk.data.content import TEST, check_stop
from deepdesk.data.dataset import UNLABELLED, DataReport, Dataset
from deepdesk.data.description import DatasetDescription
from deepdesk.data.forecasting.dataset import ForecastingDataset
from deepdesk.data.forecasting.fitting import fitted
from deepdesk.data.forecasting.recognising import likelihood
from deepdesk.data.forecasting.report import details_of, findings_of
from deepdesk.data.forecasting.series import Series, read_series
from deepdesk.data.forecasting.steps import Grid, parse_step
from deepdesk.data.forecasting.windows import WINDOW_LIMIT, origins_of, parts_in_time
from deepdesk.data.glance import Glance
from deepdesk.data.kinds import Draft, Fitted, Opened, Parts, Reading
from deepdesk.data.preprocessing import ForecastingPreprocessing
from deepdesk.data.split import effective_settings
from deepdesk.data.view import loaded_fields

_VERSION: Final = 3
_ABOUT: Final = "series.json"


def recognised(found: Glance) -> float:
    """Sure where a table has a column of times and columns of numbers."""
    return likelihood(found)


def read(reading: Reading) -> Path:
    """See :meth:`deepdesk.data.kinds.DataKind.read`."""
    description = reading.description
    path = _file(reading)
    try:
        status = path.stat()
    except OSError as error:
        raise DataError("data.missing", path=str(path)) from error
    if path.is_dir():
        raise DataError("data.forecasting.folder", path=str(path))
    settings = msgspec.structs.replace(description.forecasting, season=None, coverage=0.9, relative=True)
    asked = [msgspec.to_builtins(description.table), msgspec.to_builtins(settings)]
    key = cache.key_of("forecasting", _VERSION, str(path), status.st_size, status.st_mtime_ns, asked)
    found = cache.find(reading.cache, key)
    if found:
        return found
    reading.progress("data.progress.reading", 0, 0)
    series = read_series(path, description.table, settings)
    check_stop(reading.stop_asked)
    with cache.building(reading.cache, key) as folder:
        _write(folder, series, description, reading.name)
    return cache.folder_of(reading.cache, key)


def _file(reading: Reading) -> Path:
    source = reading.description.source
    if source.startswith(samples.PREFIX):
        return resources() / "samples" / samples.EMBEDDED[source.removeprefix(samples.PREFIX)][1]
    return reading.path


def _write(folder: Path, series: Series, description: DatasetDescription, name: str) -> None:
    steps = series.regular
    target = steps.values[:, 0]
    known = target[~np.isnan(target)]
    if not len(known) or known.min() == known.max():
        raise DataError("data.forecasting.constant_target", column=series.roles.target)
    origins = origins_of(steps.segments, series.window, series.horizon, description.forecasting.stride)
    if len(origins) > WINDOW_LIMIT:
        raise DataError("data.forecasting.too_many_windows", found=len(origins), limit=WINDOW_LIMIT)
    if not len(origins):
        raise _too_short(series)
    arrays = {
        "values": steps.values,
        "filled": steps.filled,
        "times": steps.times,
        "segments": steps.segments,
        "ends": steps.ends,
        "origins": origins,
        "labels": np.full(len(origins), UNLABELLED, dtype=np.int64),
    }
    digest = hashlib.blake2b(digest_size=16)
    for file, array in arrays.items():
        np.save(folder / f"{file}.npy", array)
        digest.update(np.ascontiguousarray(array).tobytes())
    grid = steps.grid
    about = {
        "columns": series.roles.columns,
        "devices": series.devices,
        "step": "" if grid is None else str(grid.step),
        "anchor": 0 if grid is None else grid.anchor,
        "month_end": grid is not None and grid.month_end,
        "window": series.window,
        "horizon": series.horizon,
        "longest_gap": series.rule.longest_gap,
    }
    (folder / _ABOUT).write_text(json.dumps(about, ensure_ascii=False), encoding="utf-8")
    report = DataReport(
        kind="forecasting",
        task="forecasting",
        name=name,
        samples=len(origins),
        classes={},
        shape=(series.window, len(series.roles.columns)),
        target_shape=(series.horizon,),
        details=details_of(series, description.forecasting),
        findings=findings_of(series, description.forecasting),
    )
    cache.finish(folder, Index(report=report, classes=(), fingerprint=digest.hexdigest(), arrays=("labels.npy",)))


def _too_short(series: Series) -> DataError:
    segments = series.regular.segments
    longest = int((segments[:, 1] - segments[:, 0]).max()) if len(segments) else 0
    return DataError(
        "data.forecasting.too_short",
        found=longest,
        needed=series.window + series.horizon,
        window=series.window,
        horizon=series.horizon,
    )


def view_settings(description: DatasetDescription) -> Any:
    """What is fitted, beside edits and split."""
    settings = description.forecasting
    return [_VERSION, settings.season, settings.coverage, settings.relative]


def divide(draft: Draft) -> Parts:
    """By time, the same moments for every device, with a gap of one window between the parts.

    What is too short to be divided is for testing alone where a model is to be judged by it.
    """
    report = draft.index.report
    window, horizon = int(report.shape[0] or 1), report.target_shape[0]
    times, origins = np.load(draft.content / "times.npy"), np.load(draft.content / "origins.npy")
    used = draft.parts == 0
    parts: Parts = draft.parts.copy()
    try:
        settings = effective_settings(draft.description.split, None)
        parts[used], cuts = parts_in_time(times, origins[used], window, horizon, settings)
    except DataError as error:
        if error.code != "data.forecasting.no_split":
            raise
        if draft.reading.preprocessing is None:
            raise DataError("data.forecasting.no_split", found=len(times), window=window, horizon=horizon) from error
        parts[used] = TEST
        cuts = np.zeros(0, dtype=np.int64)
    np.save(draft.folder / "cuts.npy", cuts)
    return parts


def fit(draft: Draft) -> Fitted:
    """Scales and the season by the training part; writes the scaled features."""
    return fitted(draft, json.loads((draft.content / _ABOUT).read_bytes()))


def load(opened: Opened) -> Dataset:
    """The series, memory-mapped."""
    preprocessing = opened.preprocessing
    if not isinstance(preprocessing, ForecastingPreprocessing):
        raise DataError("data.unknown_kind", kind=opened.report.kind, known="forecasting")
    about = json.loads((opened.content / _ABOUT).read_bytes())
    arrays = {
        name: np.load(opened.content / f"{name}.npy", mmap_mode="r")
        for name in ("values", "origins", "times", "segments")
    }
    grid = None
    if about["step"]:
        grid = Grid(parse_step(about["step"]), about["anchor"], month_end=about["month_end"])
    return ForecastingDataset(
        **loaded_fields(opened),
        **arrays,
        scaled=np.load(opened.view / "scaled.npy", mmap_mode="r"),
        grid=grid,
        devices=tuple(about["devices"]),
    )
