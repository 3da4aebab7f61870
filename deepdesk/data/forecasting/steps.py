"""The distance of two steps: found in time stamps, written as ``15min`` or ``1mo``, and counted along a calendar."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import numpy as np
import numpy.typing as npt

from deepdesk.core.errors import DataError

Times = npt.NDArray[np.datetime64]
Integers = npt.NDArray[np.int64]

SECOND: Final = 1_000_000
"""Microseconds, the unit of all time stamps here."""
DAY: Final = 86_400 * SECOND
_FIXED: Final[Mapping[str, int]] = MappingProxyType(
    {"w": 7 * DAY, "d": DAY, "h": 3600 * SECOND, "min": 60 * SECOND, "s": SECOND}
)
_MONTHS: Final[Mapping[str, int]] = MappingProxyType({"mo": 1, "q": 3, "y": 12})
_WRITTEN: Final = re.compile(r"(\d{1,9}(?:\.\d{1,6})?)?\s*(s|min|h|d|w|mo|q|y)")
_CALENDAR_DAYS: Final = ((1, "mo", 27.5, 31.5), (3, "q", 88.0, 93.0), (12, "y", 364.0, 367.0))
_SNAP: Final = 0.02
"""How far, as a share, the middle distance may lie from a round one and still be taken for it."""
_MONDAY: Final = -3 * DAY
"""29 December 1969, from which weeks are counted."""


@dataclass(frozen=True)
class Step:
    """Microseconds, or calendar months where ``months`` is above 0."""

    microseconds: int = 0
    months: int = 0

    @property
    def approximate(self) -> float:
        """Microseconds, of months their mean."""
        return float(self.microseconds or self.months * 30.436875 * DAY)

    def __str__(self) -> str:
        if self.months:
            unit = next(unit for unit in ("y", "q", "mo") if self.months % _MONTHS[unit] == 0)
            return f"{self.months // _MONTHS[unit]}{unit}"
        for unit, size in _FIXED.items():
            if self.microseconds % size == 0:
                return f"{self.microseconds // size}{unit}"
        return f"{self.microseconds / SECOND:.6f}".rstrip("0") + "s"


def parse_step(text: str) -> Step:
    """The step that is written so (raises DataError ``data.forecasting.bad_step``)."""
    found = _WRITTEN.fullmatch(text.strip().lower())
    number = float(found[1] or 1) if found else 0.0
    if not found or number <= 0:
        raise DataError("data.forecasting.bad_step", found=text[:40])
    unit = found[2]
    if unit in _MONTHS:
        if number != int(number) or number > 1200:
            raise DataError("data.forecasting.bad_step", found=text[:40])
        return Step(months=int(number) * _MONTHS[unit])
    return Step(microseconds=max(1, round(number * _FIXED[unit])))


def step_of(distances: Integers) -> Step:
    """The step that time stamps keep, from their distances in microseconds, all above 0: the middle one, snapped to a
    month, a quarter, a year or a whole number of weeks, days, hours, minutes or seconds where it is near one."""
    # The lower of two middle ones: a distance that is there, not one between two that are.
    middle = float(np.sort(distances)[(len(distances) - 1) // 2])
    for months, _, least, most in _CALENDAR_DAYS:
        if least * DAY <= middle <= most * DAY:
            return Step(months=months)
    for size in _FIXED.values():
        number = round(middle / size)
        if number >= 1 and abs(middle - number * size) <= _SNAP * size:
            return Step(microseconds=number * size)
    return Step(microseconds=max(1, round(middle)))


@dataclass(frozen=True)
class Grid:
    """Steps counted from an anchor: ``anchor`` in microseconds since 1970; of months its day counts, and
    ``month_end`` says that all stamps are last days; ``nearest``: a stamp goes to the nearest step, else to the one
    that has begun."""

    step: Step
    anchor: int
    nearest: bool = False
    month_end: bool = False

    def numbers(self, times: Times) -> Integers:
        """The step that each time stamp belongs to, int64."""
        micros = times.astype("datetime64[us]").astype(np.int64)
        if self.step.months:
            months = times.astype("datetime64[M]").astype(np.int64)
            first = int(np.datetime64(self.anchor, "us").astype("datetime64[M]").astype(np.int64))
            return np.asarray((months - first) // self.step.months, dtype=np.int64)
        size = self.step.microseconds
        shift = size // 2 if self.nearest else 0
        return np.asarray((micros - self.anchor + shift) // size, dtype=np.int64)

    def times(self, numbers: Integers) -> Times:
        """When each step is, ``datetime64[us]``."""
        if not self.step.months:
            return (self.anchor + numbers * self.step.microseconds).astype("datetime64[us]")
        anchor = np.datetime64(self.anchor, "us")
        first = anchor.astype("datetime64[M]")
        months = first + (numbers * self.step.months).astype("timedelta64[M]")
        begins = months.astype("datetime64[us]").astype(np.int64)
        lengths = (months + np.timedelta64(1, "M")).astype("datetime64[us]").astype(np.int64) - begins - DAY
        within = int((anchor - first.astype("datetime64[us]")).astype(np.int64))
        days = lengths if self.month_end else np.minimum(lengths, within // DAY * DAY)
        return np.asarray(begins + days + within % DAY, dtype=np.int64).astype("datetime64[us]")


def grid_of(times: Times, step: Step | None = None) -> Grid:
    """The grid that these time stamps are brought to; ``step``: what was asked for, ``None``: found.

    Stamps that jitter about their step go to the nearest one; where a longer step is asked for, each goes to the step
    that has begun.

    Args:
        times: ``datetime64[us]``, ascending, without NaT, of one device or of several; at least one.
    """
    micros = np.unique(times.astype("datetime64[us]").astype(np.int64))
    distances = np.diff(micros)
    natural = step_of(distances) if len(distances) else Step(microseconds=DAY)
    used = step or natural
    first = int(micros[0])
    if used.months:
        following = (micros + DAY).astype("datetime64[us]")
        ends = following.astype("datetime64[D]") == following.astype("datetime64[M]").astype("datetime64[D]")
        return Grid(used, first, month_end=bool(ends.all()) and used == natural)
    size = used.microseconds
    if not ((micros - first) % size).any():
        return Grid(used, first)
    longer = used.approximate > 1.5 * natural.approximate
    origin = _MONDAY if size % (7 * DAY) == 0 else 0
    return Grid(used, first - (first - origin) % size, nearest=not longer)
