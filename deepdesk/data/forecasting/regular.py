"""Rows as they come brought to a regular grid of steps: sorted, put together, filled, cut where gaps are long."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from deepdesk.core.errors import DataError
from deepdesk.data.forecasting.filling import Flags, Integers, Values, filled, runs
from deepdesk.data.forecasting.steps import DAY, Grid, Step, Times, grid_of, parse_step, step_of
from deepdesk.data.settings import Aggregate, Missing

STEP_LIMIT: Final = 50_000_000
"""Steps of all devices together."""


@dataclass(frozen=True)
class Rule:
    """How rows become steps; fields as :class:`deepdesk.data.settings.ForecastingSettings`, ``longest_gap`` settled."""

    aggregate: Aggregate
    missing: Missing
    longest_gap: int
    step: str | None = None


@dataclass(frozen=True)
class Regular:
    """Series on their grid, one device after the other.

    Attributes:
        values: float64 ``(steps, columns)``, NaN where nothing is known.
        filled: bool, the same shape: whether the value was put in.
        times: int64 ``(steps,)`` microseconds since 1970, or the number of the step where there are no times.
        segments: int64 ``(segments, 3)``: first step, the step after the last, device; in between every column has a
            value at every step, and steps follow each other without a gap.
        ends: int64 ``(devices,)``: the place after the last step of each device.
        step: as found or asked for; ``None`` where rows only follow each other.
        irregular: time stamps that do not lie on the grid. ``doubled``: rows that fell into a step with another.
        unsorted: rows that came before an earlier one. ``without_time``: rows left out for that.
    """

    values: Values
    filled: Flags
    times: Integers
    segments: Integers
    ends: Integers
    step: Step | None
    grid: Grid | None
    irregular: int = 0
    doubled: int = 0
    unsorted: int = 0
    without_time: int = 0

    @property
    def is_timed(self) -> bool:
        """Whether ``times`` are moments."""
        return self.grid is not None

    def when(self, places: Integers) -> list[str]:
        """The times of steps in ISO 8601, or their numbers counted from 1."""
        return written(self.grid, self.times[places])


def written(grid: Grid | None, times: Integers) -> list[str]:
    """Moments in ISO 8601, without the time of day where no step of ``grid`` has one; without a grid the numbers of
    the steps, counted from 1."""
    if grid is None:
        return [str(number + 1) for number in times.tolist()]
    days = grid.anchor % DAY == 0 and grid.step.microseconds % DAY == 0
    return [iso(time, days=days) for time in times.tolist()]


def iso(microseconds: int, *, days: bool = False) -> str:
    """A moment in ISO 8601, no longer than it must be: ``2016-07-01T13:00``; ``days``: without the time of day."""
    day, _, clock = str(np.datetime64(microseconds, "us")).partition("T")
    if days:
        return day
    whole, _, fraction = clock.partition(".")
    fraction = fraction.rstrip("0")
    shown = f"{whole}.{fraction}" if fraction else whole.removesuffix(":00") if whole.count(":") == 2 else whole
    return f"{day}T{shown}"


def regular(
    times: Times | None,
    values: Values,
    devices: Integers,
    count: int,
    rule: Rule,
) -> Regular:
    """Brings rows to a grid.

    Args:
        times: ``datetime64[us]`` ``(rows,)``, NaT where there is none; ``None``: the rows follow each other.
        values: float64 ``(rows, columns)``, NaN where there is no value.
        devices: int64 ``(rows,)``, 0 to ``count`` - 1.
        count: how many devices there are.

    Raises:
        DataError: no time can be read, the step is none, or there would be too many steps.
    """
    grid, numbers, kept = _numbered(times, devices, rule)
    without_time = len(values) - len(kept)
    values, devices = values[kept], devices[kept]
    order = np.lexsort((numbers, devices))
    unsorted = int((np.diff(numbers)[np.diff(devices) == 0] < 0).sum())
    irregular = _off_grid(grid, times, kept, numbers)
    values, devices, numbers = values[order], devices[order], numbers[order]
    first = np.flatnonzero(np.r_[True, (np.diff(numbers) != 0) | (np.diff(devices) != 0)])
    joined = _joined(values, first, rule.aggregate)
    blocks = _blocks(joined, numbers[first], devices[first], count, rule)
    found = _together(blocks, grid)
    return Regular(
        **found,
        step=grid.step if grid else None,
        grid=grid,
        irregular=irregular,
        doubled=len(values) - len(first),
        unsorted=unsorted,
        without_time=without_time,
    )


def _numbered(times: Times | None, devices: Integers, rule: Rule) -> tuple[Grid | None, Integers, Integers]:
    """The grid, the step number of every row that has a time, and which rows these are."""
    if times is None:
        numbers = np.zeros(len(devices), dtype=np.int64)
        order = np.argsort(devices, kind="stable")
        starts = np.searchsorted(devices[order], devices[order])
        numbers[order] = np.arange(len(devices)) - starts
        return None, numbers, np.arange(len(devices), dtype=np.int64)
    kept = np.flatnonzero(~np.isnat(times)).astype(np.int64)
    if not len(kept):
        raise DataError("data.forecasting.no_times")
    stamps = times[kept]
    # Devices may report at moments of their own: the step is that within one, the grid is one for all.
    grid = grid_of(stamps, parse_step(rule.step) if rule.step else step_within(stamps, devices[kept]))
    return grid, grid.numbers(stamps), kept


def step_within(stamps: Times, devices: Integers) -> Step | None:
    """The step that the time stamps of each device keep; ``None`` where no device has two of them."""
    micros = stamps.astype("datetime64[us]").astype(np.int64)
    order = np.lexsort((micros, devices))
    steps = np.diff(micros[order])[np.diff(devices[order]) == 0]
    steps = steps[steps > 0]
    return step_of(steps) if len(steps) else None


def _off_grid(grid: Grid | None, times: Times | None, kept: Integers, numbers: Integers) -> int:
    if grid is None or times is None:
        return 0
    return int((grid.times(numbers) != times[kept].astype("datetime64[us]")).sum())


def _joined(values: Values, first: Integers, aggregate: Aggregate) -> Values:
    """One row for each step, from rows that stand in the order of their steps."""
    if len(first) == len(values):
        return values
    present = ~np.isnan(values)
    if aggregate in ("mean", "sum"):
        counts = np.add.reduceat(present, first, axis=0, dtype=np.int64)
        sums = np.add.reduceat(np.where(present, values, 0.0), first, axis=0)
        divisor = np.maximum(counts, 1) if aggregate == "mean" else 1
        return np.where(counts > 0, sums / divisor, np.nan)
    places = np.arange(len(values))[:, None]
    if aggregate == "first":
        chosen = np.minimum.reduceat(np.where(present, places, len(values)), first, axis=0)
    else:
        chosen = np.maximum.reduceat(np.where(present, places, -1), first, axis=0)
    missing = (chosen < 0) | (chosen == len(values))
    taken = np.take_along_axis(values, np.where(missing, 0, chosen), axis=0)
    return np.where(missing, np.nan, taken)


@dataclass(frozen=True)
class _Block:
    """The steps of one device."""

    numbers: Integers
    values: Values
    filled: Flags
    segments: list[tuple[int, int]]


def _blocks(values: Values, numbers: Integers, devices: Integers, count: int, rule: Rule) -> list[_Block]:
    blocks = []
    room = STEP_LIMIT
    for device in range(count):
        begin, end = np.searchsorted(devices, [device, device + 1]).tolist()
        blocks.append(_block(values[begin:end], numbers[begin:end], rule, room))
        room -= len(blocks[-1].numbers)
    return blocks


def _block(values: Values, numbers: Integers, rule: Rule, room: int) -> _Block:
    """Puts in the steps of short gaps, fills them, and cuts where something still lacks."""
    gaps = np.diff(numbers) - 1
    short = np.where(gaps <= rule.longest_gap, gaps, 0)
    if rule.missing == "leave_out":
        short = np.zeros_like(short)
    total = len(numbers) + int(short.sum())
    if total > room:
        raise DataError("data.forecasting.too_many_steps", limit=STEP_LIMIT)
    places = np.arange(len(numbers)) + np.concatenate([[0], np.cumsum(short)]).astype(np.int64)[: len(numbers)]
    full = np.full((total, values.shape[1]), np.nan)
    full[places] = values
    every = np.full(total, -1, dtype=np.int64)
    every[places] = numbers
    lacking = np.flatnonzero(every < 0)
    before = np.searchsorted(places, lacking) - 1
    every[lacking] = numbers[before] + (lacking - places[before])
    done = np.empty_like(full)
    pieces = np.split(np.arange(total), np.flatnonzero(np.diff(every) != 1) + 1) if total else []
    for piece in pieces:
        for column in range(full.shape[1]):
            done[piece, column] = filled(full[piece, column], rule.missing, rule.longest_gap)
    segments = []
    for piece in pieces:
        begins, ends = runs(np.asarray(~np.isnan(done[piece]).any(axis=1)))
        segments += [(int(piece[0]) + begin, int(piece[0]) + end) for begin, end in zip(begins, ends, strict=True)]
    return _Block(every, done, np.isnan(full) & ~np.isnan(done), segments)


def _together(blocks: Sequence[_Block], grid: Grid | None) -> dict[str, Any]:
    numbers = np.concatenate([block.numbers for block in blocks])
    ends = np.cumsum([len(block.numbers) for block in blocks]).astype(np.int64)
    starts = np.concatenate([[0], ends[:-1]])
    segments = [
        (int(start) + begin, int(start) + end, device)
        for device, (start, block) in enumerate(zip(starts, blocks, strict=True))
        for begin, end in block.segments
    ]
    return {
        "values": np.concatenate([block.values for block in blocks]),
        "filled": np.concatenate([block.filled for block in blocks]),
        "times": grid.times(numbers).astype(np.int64) if grid else numbers,
        "segments": np.array(segments, dtype=np.int64).reshape(-1, 3),
        "ends": ends,
    }
