"""Which column of a table is the time, which is forecast, which are looked at, and which tells devices apart."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import numpy.typing as npt

from deepdesk.core.errors import DataError
from deepdesk.data.forecasting.steps import Times
from deepdesk.data.settings import ForecastingSettings, InputColumn
from deepdesk.data.tables.table import Table

INPUT_LIMIT: Final = 32
"""Input columns that are taken where nobody said which."""
DEVICE_LIMIT: Final = 5_000
_TARGETS: Final = ("target", "y", "ot", "value", "close", "sales", "demand", "load")
_DEVICES: Final = ("device", "sensor", "station", "unit", "machine", "store", "series", "unique_id", "meter", "id")
_TIME_NAMES: Final = ("time", "timestamp", "date", "datetime", "ts", "unix", "epoch")
_LEAST_PRESENT: Final = 0.5


@dataclass(frozen=True)
class Roles:
    """The columns that are used; ``set_aside``: columns of numbers that are not, with the code of the reason."""

    time: str | None
    target: str
    inputs: tuple[InputColumn, ...]
    device: str | None
    set_aside: tuple[tuple[str, str], ...] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        """Target and inputs, in the order of the network's features."""
        return (self.target, *(column.name for column in self.inputs))


def roles_of(table: Table, settings: ForecastingSettings) -> Roles:
    """The roles as asked for, the rest found.

    Raises:
        DataError: a column that was asked for is not there or does not hold what it must; no column holds numbers.
    """
    time = _time(table, settings.time)
    device = _device(table, settings, time)
    numbers = [name for name in table.columns if table.holds[name] == "number" and name not in (time, device)]
    asked = (settings.target, *(column.name for column in settings.inputs or ()))
    for name in asked:
        if name is not None and (name not in table.columns or table.holds[name] != "number"):
            raise DataError("data.forecasting.no_numbers_in", column=name, known=_shown(numbers))
    if not numbers:
        raise DataError("data.forecasting.no_numbers", path=table.path.name, columns=_shown(table.columns))
    roles = Roles(time=time, target=settings.target or _target(table, numbers), inputs=(), device=device)
    if settings.inputs is not None:
        kept = {column.name: column for column in settings.inputs if column.name != roles.target}
        return replace(roles, inputs=tuple(kept.values()))
    return _with_inputs(table, roles, numbers)


def _shown(names: tuple[str, ...] | list[str]) -> str:
    return ", ".join(names[:20]) + (", …" if len(names) > 20 else "") or "–"


def times_of(table: Table, name: str | None) -> Times | None:
    """The time stamps, ``datetime64[us]``; ``None`` where rows only follow each other.

    Numbers are taken for years (1500 to 2200), or for seconds or milliseconds since 1970.
    """
    if name is None:
        return None
    if table.holds[name] == "time":
        return table.times(name)
    if table.holds[name] != "number":
        raise DataError("data.forecasting.unread_times", column=name, example=_example(table, name))
    values = table.numbers(name)
    known = values[np.isfinite(values)]
    if not len(known):
        raise DataError("data.forecasting.unread_times", column=name, example=_example(table, name))
    stamps = np.full(len(values), np.datetime64("NaT", "us"))
    present = np.isfinite(values)
    if _are_years(known):
        stamps[present] = (known.astype(np.int64) - 1970).astype("datetime64[Y]").astype("datetime64[us]")
    elif known.min() > 1e8 and known.max() < 1e14:
        unit = 1e3 if np.median(known) > 1e11 else 1e6
        stamps[present] = np.round(known * unit).astype(np.int64).astype("datetime64[us]")
    else:
        raise DataError("data.forecasting.unread_times", column=name, example=_example(table, name))
    return stamps


def _are_years(known: npt.NDArray[np.float64]) -> bool:
    return bool((known == np.round(known)).all() and known.min() >= 1500 and known.max() <= 2200)


def _example(table: Table, name: str) -> str:
    return next((text for text in table.texts(name) if text), "")[:40]


def _time(table: Table, asked: str | None) -> str | None:
    if asked is not None:
        if asked and asked not in table.columns:
            raise DataError("data.forecasting.no_such_column", column=asked, known=_shown(table.columns))
        return asked or None
    found = [name for name in table.columns if table.holds[name] == "time"]
    if found:
        return min(found, key=lambda name: table.missing[name])
    for name in table.columns:
        if table.holds[name] != "number":
            continue
        values = table.numbers(name)
        known = values[np.isfinite(values)]
        if len(known) < 2:
            continue
        if "year" in name.lower() and _are_years(known) and (np.diff(known) >= 0).mean() > 0.5:
            return name
        if name.lower() in _TIME_NAMES and known.min() > 1e8 and known.max() < 1e14:
            return name
    return None


def _device(table: Table, settings: ForecastingSettings, time: str | None) -> str | None:
    if settings.device is not None:
        if settings.device and settings.device not in table.columns:
            raise DataError("data.forecasting.no_such_column", column=settings.device, known=_shown(table.columns))
        return settings.device or None
    stamps = times_of(table, time)
    if stamps is None or len(np.unique(stamps)) > 0.95 * len(stamps):
        return None
    for name in table.columns:
        named = any(word in name.lower().replace("_", " ").split() or name.lower() == word for word in _DEVICES)
        if name in (time, settings.target) or not (table.holds[name] == "text" or named):
            continue
        codes = np.unique(np.array(table.texts(name), dtype=object).astype(str), return_inverse=True)[1]
        if 2 <= codes.max() + 1 <= min(DEVICE_LIMIT, len(stamps) // 4) and _tells_apart(codes, stamps):
            return name
    return None


def _tells_apart(codes: npt.NDArray[np.int64], stamps: Times) -> bool:
    """Whether hardly any time comes twice within one device."""
    pairs = np.unique(np.stack([codes.astype(np.int64), stamps.astype(np.int64)]), axis=1)
    return bool(pairs.shape[1] >= 0.95 * len(stamps))


def _target(table: Table, numbers: list[str]) -> str:
    """A column with a telling name, else the last one that changes and is no row number."""
    for wanted in _TARGETS:
        for name in numbers:
            if name.lower() == wanted:
                return name
    for name in reversed(numbers[-200:]):
        values = table.numbers(name)
        known = values[np.isfinite(values)]
        if len(known) >= _LEAST_PRESENT * table.rows and known.min() < known.max() and not _counts_rows(values):
            return name
    return numbers[-1]


def _counts_rows(values: npt.NDArray[np.float64]) -> bool:
    return len(values) > 2 and bool((np.diff(values) == 1).all())


def _with_inputs(table: Table, roles: Roles, numbers: list[str]) -> Roles:
    """Every other column of numbers, past only; row numbers and nearly empty columns are set aside."""
    inputs: list[InputColumn] = []
    aside: list[tuple[str, str]] = []
    for name in numbers:
        if name == roles.target:
            continue
        if len(inputs) >= INPUT_LIMIT:
            aside.append((name, "many"))
            continue
        values = table.numbers(name)
        if np.isfinite(values).mean() < _LEAST_PRESENT:
            aside.append((name, "empty"))
        elif _counts_rows(values):
            aside.append((name, "row_numbers"))
        else:
            inputs.append(InputColumn(name=name))
    return replace(roles, inputs=tuple(inputs), set_aside=tuple(aside))
