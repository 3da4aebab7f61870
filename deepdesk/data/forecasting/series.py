"""A file read as series: its table, the roles of its columns, its values on a regular grid."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from deepdesk.core.errors import DataError
from deepdesk.data.forecasting.lengths import lengths_of
from deepdesk.data.forecasting.regular import Regular, Rule, regular, step_within
from deepdesk.data.forecasting.roles import DEVICE_LIMIT, Roles, roles_of, times_of
from deepdesk.data.forecasting.steps import Step, Times, grid_of, parse_step
from deepdesk.data.preprocessing import ForecastingPreprocessing
from deepdesk.data.settings import ForecastingSettings, TableSettings
from deepdesk.data.tables.reading import read_table
from deepdesk.data.tables.table import Table

Integers = npt.NDArray[np.int64]
CELLS_LIMIT: Final = 400_000_000


@dataclass(frozen=True)
class Series:
    """What was read: ``columns`` of ``regular.values`` are the target and the inputs; window and horizon settled."""

    table: Table
    roles: Roles
    regular: Regular
    devices: tuple[str, ...]
    rule: Rule
    window: int
    horizon: int


def read_series(path: Path, table: TableSettings, settings: ForecastingSettings) -> Series:
    """Reads a table and brings it to a grid (raises DataError with the cause)."""
    found = read_table(path, table)
    roles = roles_of(found, settings)
    devices, numbers = _devices(found, roles.device)
    if found.rows * len(roles.columns) > CELLS_LIMIT:
        raise DataError("data.forecasting.too_many_steps", limit=CELLS_LIMIT // len(roles.columns))
    stamps = times_of(found, roles.time)
    if stamps is not None and np.isnat(stamps).all():
        example = next((text for text in found.texts(roles.time or "") if text), "")
        raise DataError("data.forecasting.unread_times", column=roles.time, example=example[:40])
    step, longest = _extent(stamps, numbers, settings)
    window, horizon = lengths_of(settings, step, longest)
    gap = settings.longest_gap if settings.longest_gap is not None else max(3, window // 4)
    rule = Rule(
        aggregate=settings.aggregate,
        missing=settings.missing,
        longest_gap=max(0, gap),
        step=None if step is None else str(step),
    )
    values = np.stack([found.numbers(name) for name in roles.columns], axis=1)
    if not np.isfinite(values[:, 0]).any():
        raise DataError("data.forecasting.no_numbers_in", column=roles.target, known="–")
    steps = regular(stamps, values, numbers, len(devices), rule)
    return Series(found, roles, steps, devices, rule, window, horizon)


def settings_of(preprocessing: ForecastingPreprocessing) -> ForecastingSettings:
    """The settings that read other files just as those of the training."""
    return ForecastingSettings(
        time=preprocessing.time,
        target=preprocessing.target,
        inputs=preprocessing.inputs,
        device=preprocessing.device or "",
        window=preprocessing.window,
        horizon=preprocessing.horizon,
        step=preprocessing.step or None,
        aggregate=preprocessing.aggregate,
        missing=preprocessing.missing,
        longest_gap=preprocessing.longest_gap,
        season=preprocessing.season,
        coverage=preprocessing.coverage,
        relative=preprocessing.relative,
    )


def _devices(table: Table, column: str | None) -> tuple[tuple[str, ...], Integers]:
    if column is None:
        return ("",), np.zeros(table.rows, dtype=np.int64)
    names, numbers = np.unique(np.array(table.texts(column), dtype=object).astype(str), return_inverse=True)
    if len(names) > DEVICE_LIMIT:
        raise DataError("data.forecasting.too_many_devices", column=column, found=len(names), limit=DEVICE_LIMIT)
    return tuple(map(str, names)), numbers.reshape(-1).astype(np.int64)


def _extent(stamps: Times | None, devices: Integers, settings: ForecastingSettings) -> tuple[Step | None, int]:
    """The step, and how many steps the longest device may have."""
    if stamps is None:
        return None, int(np.bincount(devices).max())
    present = ~np.isnat(stamps)
    step = parse_step(settings.step) if settings.step else _found_step(stamps[present], devices[present])
    grid = grid_of(stamps[present], step)
    numbers = np.unique(np.stack([devices[present], grid.numbers(stamps[present])]), axis=1)
    return step, int(np.bincount(numbers[0]).max())


def _found_step(stamps: Times, devices: Integers) -> Step:
    """The step within one device; several may report at moments of their own."""
    return step_within(stamps, devices) or grid_of(stamps).step
