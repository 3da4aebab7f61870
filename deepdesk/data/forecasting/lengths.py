"""How many steps are looked at and how many are forecast, where nobody said; which periods the calendar suggests."""

from __future__ import annotations

from typing import Final

from deepdesk.core.errors import DataError
from deepdesk.data.forecasting.steps import DAY, Step
from deepdesk.data.settings import ForecastingSettings

WINDOW_LIMIT: Final = 100_000
HORIZON_LIMIT: Final = 10_000
_PARTS: Final = 8
"""So many windows with their horizons must fit into the longest series one after the other."""
_YEAR: Final = 365.25 * DAY


def usual_lengths(step: Step | None) -> tuple[int, int]:
    """Window and horizon for a step: two years and one of months, four days and one of hours, …"""
    if step is None:
        return 32, 8
    if step.months:
        return {1: (24, 12), 3: (12, 4)}.get(step.months, (10, 3))
    if step.microseconds >= 6 * DAY:
        return 26, 4
    if step.microseconds >= 0.9 * DAY:
        return 28, 7
    return 96, 24


def lengths_of(settings: ForecastingSettings, step: Step | None, longest: int) -> tuple[int, int]:
    """Window and horizon: as asked for, else the usual ones, halved until the series is long enough.

    Args:
        longest: steps of the longest series.

    Raises:
        DataError: what was asked for is out of range, or the series cannot hold it.
    """
    for value, limit in ((settings.window, WINDOW_LIMIT), (settings.horizon, HORIZON_LIMIT), (settings.stride, 10_000)):
        if value is not None and not 1 <= value <= limit:
            raise DataError("data.forecasting.bad_length", found=value, limit=limit)
    window, horizon = usual_lengths(step)
    while _PARTS * (window + horizon) > longest and window > 2:
        window, horizon = max(2, window // 2), max(1, horizon // 2)
    return settings.window or window, settings.horizon or horizon


def usual_seasons(step: Step | None) -> tuple[int, ...]:
    """Periods of the calendar in steps: a day, a week, a year; those of at least 2 steps."""
    if step is None:
        return ()
    if step.months:
        return (12 // step.months,) if 12 % step.months == 0 and step.months < 12 else ()
    size = step.microseconds
    found = [length // size for length in (DAY, 7 * DAY) if length % size == 0 and length >= 2 * size]
    if size >= DAY:
        found.append(round(_YEAR / size))
    return tuple(period for period in found if period >= 2)
