"""What comes before the first step ahead of a file, read and prepared just as in training."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

import msgspec
import numpy as np
import numpy.typing as npt

from deepdesk.core.errors import DataError
from deepdesk.data.dataset import Floats
from deepdesk.data.forecasting.regular import Regular, written
from deepdesk.data.forecasting.scaling import against_last, features_of
from deepdesk.data.forecasting.series import Series, read_series, settings_of
from deepdesk.data.preprocessing import ForecastingPreprocessing
from deepdesk.data.settings import ForecastingSettings, TableSettings
from deepdesk.inference.predictions import Note

Values = npt.NDArray[np.float64]
HISTORY: Final = 400
"""Steps before the forecast that are shown at most."""
_NAMES: Final = 8


@dataclass(frozen=True)
class Ahead:
    """One series up to the step before its forecast.

    Attributes:
        device: its name, empty where there is one.
        window: float32 ``(window, features)``, the network's input.
        last: the last value of the target, in its own unit.
        times: of the steps ahead, ISO 8601 or numbers.
        past, past_times: of the target before the forecast, in its own unit.
        seasonal: what the value one season before says for each step ahead.
    """

    device: str
    window: Floats
    last: float
    times: tuple[str, ...]
    past: tuple[float, ...]
    past_times: tuple[str, ...]
    seasonal: tuple[float, ...]
    notes: tuple[Note, ...]


def read_ahead(path: Path, preprocessing: ForecastingPreprocessing) -> tuple[Ahead, ...]:
    """Every series of a file that is long enough (raises DataError with the cause where none is)."""
    series = _read(path, preprocessing)
    found: list[Ahead] = []
    short: list[str] = []
    longest = 0
    for device, name in enumerate(series.devices):
        stretch = _last_stretch(series.regular, device)
        longest = max(longest, stretch[1] - stretch[0])
        if stretch[1] - stretch[0] < preprocessing.window:
            short.append(name)
        else:
            found.append(_ahead(series.regular, device, name, stretch, preprocessing))
    needed = preprocessing.window
    if not found:
        raise DataError("inference.forecast.too_short", path=path.name, needed=needed, found=longest)
    if short:
        names = ", ".join(short[:_NAMES]) + (", …" if len(short) > _NAMES else "")
        params = {"count": len(short), "devices": len(series.devices), "needed": needed, "names": names}
        note = Note(code="inference.forecast.short_devices", params=params)
        first = found[0]
        found[0] = Ahead(**{**vars(first), "notes": (*first.notes, note)})
    return tuple(found)


def _read(path: Path, preprocessing: ForecastingPreprocessing) -> Series:
    """As in training; where that fails, with another delimiter, encoding or sheet, or without the device column."""
    settings = settings_of(preprocessing)
    alone = msgspec.structs.replace(settings, device="")
    tries: list[tuple[TableSettings, ForecastingSettings]] = [
        (preprocessing.table, settings),
        (TableSettings(), settings),
        *([(TableSettings(), alone)] if settings.device else []),
    ]
    first: DataError | None = None
    for table, wanted in tries:
        try:
            return read_series(path, table, wanted)
        except DataError as error:
            first = first or error
    raise first or DataError("inference.forecast.not_a_series")


def _last_stretch(steps: Regular, device: int) -> tuple[int, int]:
    own = steps.segments[steps.segments[:, 2] == device]
    return (int(own[-1, 0]), int(own[-1, 1])) if len(own) else (0, 0)


def _ahead(
    steps: Regular, device: int, name: str, stretch: tuple[int, int], preprocessing: ForecastingPreprocessing
) -> Ahead:
    begin, end = stretch
    window, horizon, season = preprocessing.window, preprocessing.horizon, preprocessing.season
    last_place = int(steps.ends[device])
    numbers = steps.times if steps.grid is None else steps.grid.numbers(steps.times.astype("datetime64[us]"))
    ahead = numbers[end - 1] + 1 + np.arange(horizon)
    values, notes = _with_future(
        steps.values[begin:end], steps.values[end:last_place], preprocessing, ahead, numbers[end:last_place]
    )
    block = values[end - begin - window :]
    inputs = features_of(block, np.array([len(block)], dtype=np.int64), preprocessing)[None, :window]
    inputs = np.ascontiguousarray(inputs)
    moments = ahead if steps.grid is None else steps.grid.times(ahead).astype(np.int64)
    target = steps.values[begin:end, 0]
    shown = slice(max(0, len(target) - max(HISTORY, window)), None)
    behind = int((~np.isnan(steps.values[end:last_place, 0])).sum())
    if behind:
        params = {"last": written(steps.grid, steps.times[end - 1 : end])[0], "count": behind}
        notes.append(Note(code="inference.forecast.ends_early", params=params))
    put_in = int(steps.filled[end - window : end].any(axis=1).sum())
    if put_in:
        notes.append(Note(code="inference.forecast.filled", params={"count": put_in, "steps": window}))
    return Ahead(
        device=name,
        window=(against_last(inputs, preprocessing.spread) if preprocessing.relative else inputs)[0],
        last=float(target[-1]),
        times=tuple(written(steps.grid, np.asarray(moments, dtype=np.int64))),
        past=tuple(target[shown].tolist()),
        past_times=tuple(written(steps.grid, steps.times[begin:end][shown])),
        seasonal=tuple(_seasonal(target, np.arange(horizon), season).tolist()),
        notes=tuple(notes),
    )


def _with_future(
    past: Values,
    behind: Values,
    preprocessing: ForecastingPreprocessing,
    ahead: npt.NDArray[np.int64],
    behind_numbers: npt.NDArray[np.int64],
) -> tuple[Values, list[Note]]:
    """The stretch with ``horizon`` rows behind it that hold what is known in advance; elsewhere 0, never looked at."""
    future = np.full((len(ahead), past.shape[1]), np.nan)
    places = np.searchsorted(behind_numbers, ahead)
    there = (places < len(behind_numbers)) & (
        behind_numbers[np.minimum(places, max(0, len(behind_numbers) - 1))] == ahead if len(behind_numbers) else False
    )
    future[there] = behind[places[there]]
    notes = []
    for column, about in enumerate(preprocessing.inputs, start=1):
        if about.role != "known":
            continue
        lacking = np.flatnonzero(np.isnan(future[:, column]))
        if len(lacking):
            future[lacking, column] = _seasonal(past[:, column], lacking, preprocessing.season)
            params = {
                "column": about.name,
                "count": len(lacking),
                "steps": len(ahead),
                "season": preprocessing.season,
            }
            notes.append(Note(code="inference.forecast.known_assumed", params=params))
    return np.concatenate([past, future]), notes


def _seasonal(past: Values, ahead: npt.NDArray[np.int64], season: int) -> Values:
    """The values one season (or as many as it takes) before the steps ``ahead`` (0: the first); else the last one."""
    places = len(past) + ahead - season * (ahead // season + 1)
    return np.asarray(past[np.where(places >= 0, places, len(past) - 1)], dtype=np.float64)
