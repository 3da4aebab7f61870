"""Rows become steps: sorted, put together, filled where gaps are short, cut where they are long."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from deepdesk.core.errors import DataError
from deepdesk.data.forecasting.regular import Regular, Rule, iso, regular

HOURS = np.arange("2021-01-01T00", "2021-01-02T00", dtype="datetime64[h]").astype("datetime64[us]")


def brought(places: list[int], values: list[float], *, devices: list[int] | None = None, **rule: Any) -> Regular:
    settled = Rule(**{"aggregate": "mean", "missing": "interpolate", "longest_gap": 2, **rule})
    owners = np.array(devices or [0] * len(places), dtype=np.int64)
    column = np.array(values, dtype=np.float64)[:, None]
    return regular(HOURS[places], column, owners, int(owners.max()) + 1, settled)


def target(found: Regular) -> list[float]:
    return found.values[:, 0].tolist()


def test_rows_out_of_order_are_put_in_order() -> None:
    found = brought([0, 2, 1, 3], [0, 2, 1, 3])
    assert target(found) == [0, 1, 2, 3]
    assert found.unsorted == 1


@pytest.mark.parametrize(("aggregate", "expected"), [("mean", 3.0), ("sum", 6.0), ("first", 1.0), ("last", 5.0)])
def test_rows_in_one_step_are_put_together(aggregate: str, expected: float) -> None:
    found = brought([0, 1, 1, 1, 2, 3], [0, 1, float("nan"), 5, 2, 3], aggregate=aggregate)
    assert target(found) == [0, expected, 2, 3]
    assert found.doubled == 2


def test_a_step_of_missing_values_only_stays_missing() -> None:
    found = brought([0, 1, 1, 2, 3], [0, np.nan, np.nan, 2, 3], aggregate="sum", missing="leave_out")
    assert np.isnan(found.values[1, 0])
    assert found.segments.tolist() == [[0, 1, 0], [2, 4, 0]]


def test_short_gaps_are_filled_by_a_line() -> None:
    found = brought([0, 1, 2, 5, 6], [0, 1, 2, 5, 6])
    assert target(found) == [0, 1, 2, 3, 4, 5, 6]
    assert found.filled[:, 0].tolist() == [False] * 3 + [True] * 2 + [False] * 2
    assert found.segments.tolist() == [[0, 7, 0]]


def test_short_gaps_are_filled_by_the_value_before() -> None:
    assert target(brought([0, 1, 2, 5, 6], [0, 1, 2, 5, 6], missing="previous")) == [0, 1, 2, 2, 2, 5, 6]


def test_long_gaps_cut_the_series() -> None:
    found = brought([0, 1, 2, 6, 7, 8], [0, 1, 2, 6, 7, 8])
    assert target(found) == [0, 1, 2, 6, 7, 8]
    assert found.segments.tolist() == [[0, 3, 0], [3, 6, 0]]


def test_what_is_left_out_is_not_filled() -> None:
    found = brought([0, 1, 3, 4], [0, 1, 3, 4], missing="leave_out")
    assert found.segments.tolist() == [[0, 2, 0], [2, 4, 0]]


def test_nothing_is_filled_at_the_ends() -> None:
    found = brought([0, 1, 2, 3], [np.nan, 1, 2, np.nan])
    assert found.segments.tolist() == [[1, 3, 0]]


def test_devices_share_a_grid_and_no_stretch() -> None:
    found = brought([0, 0, 1, 1, 2, 2], [0, 10, 1, 11, 2, 12], devices=[0, 1, 0, 1, 0, 1])
    assert target(found) == [0, 1, 2, 10, 11, 12]
    assert found.segments.tolist() == [[0, 3, 0], [3, 6, 1]]
    assert found.doubled == 0


def test_rows_without_a_time_are_left_out() -> None:
    stamps = HOURS[:4].copy()
    stamps[1] = np.datetime64("NaT")
    rule = Rule(aggregate="mean", missing="interpolate", longest_gap=1)
    found = regular(stamps, np.arange(4.0)[:, None], np.zeros(4, dtype=np.int64), 1, rule)
    assert (target(found), found.without_time) == ([0, 1, 2, 3], 1)


def test_without_times_rows_follow_each_other() -> None:
    rule = Rule(aggregate="mean", missing="interpolate", longest_gap=1)
    owners = np.array([0, 1, 0, 1], dtype=np.int64)
    found = regular(None, np.arange(4.0)[:, None], owners, 2, rule)
    assert (target(found), found.times.tolist()) == ([0, 2, 1, 3], [0, 1, 0, 1])
    assert found.when(np.array([1])) == ["2"]


def test_one_wrong_year_does_not_fill_memory() -> None:
    stamps = np.array(["2021-01-01", "2021-01-02", "2021-01-03", "9021-01-01"], dtype="datetime64[us]")
    rule = Rule(aggregate="mean", missing="interpolate", longest_gap=3)
    found = regular(stamps, np.arange(4.0)[:, None], np.zeros(4, dtype=np.int64), 1, rule)
    assert found.segments.tolist() == [[0, 3, 0], [3, 4, 0]]


def test_too_many_steps_are_refused() -> None:
    stamps = np.array(["2021-01-01", "2021-01-02", "9021-01-01"], dtype="datetime64[us]")
    rule = Rule(aggregate="mean", missing="interpolate", longest_gap=10**12, step="1s")
    with pytest.raises(DataError, match="too_many_steps"):
        regular(stamps, np.arange(3.0)[:, None], np.zeros(3, dtype=np.int64), 1, rule)


def test_moments_are_written_no_longer_than_they_must_be() -> None:
    day = int(np.datetime64("2021-02-03", "us").astype(np.int64))
    assert iso(day, days=True) == "2021-02-03"
    assert iso(day) == "2021-02-03T00:00"
    assert iso(day + 61_000_000) == "2021-02-03T00:01:01"
    assert iso(day + 500_000) == "2021-02-03T00:00:00.5"
