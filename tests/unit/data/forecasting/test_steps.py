"""The distance of two steps: written, found in time stamps, counted along a calendar."""

from __future__ import annotations

import numpy as np
import pytest

from deepdesk.core.errors import DataError
from deepdesk.data.forecasting.steps import Step, grid_of, parse_step, step_of


def times(*texts: str) -> np.ndarray:
    return np.array(texts, dtype="datetime64[us]")


@pytest.mark.parametrize(
    "text", ["1s", "0.5s", "15min", "1h", "6h", "1d", "1w", "2w", "1mo", "1q", "1y", "10y", "0.000001s"]
)
def test_a_step_is_written_as_it_is_read(text: str) -> None:
    assert str(parse_step(text)) == text


def test_a_step_without_a_number_is_one() -> None:
    assert (parse_step("h"), parse_step("MO")) == (parse_step("1h"), Step(months=1))


@pytest.mark.parametrize("text", ["", "0h", "-1d", "1.5mo", "5", "h5", "1 fortnight", "9999999999999s", "nan d"])
def test_what_is_no_step_is_refused(text: str) -> None:
    with pytest.raises(DataError, match=r"data\.forecasting\.bad_step"):
        parse_step(text)


@pytest.mark.parametrize(
    ("start", "stop", "step", "expected"),
    [
        ("2020-01-01", "2023-01-01", "M", "1mo"),
        ("2000-01-01", "2020-01-01", "Y", "1y"),
        ("2020-01-01", "2020-03-01", "D", "1d"),
    ],
)
def test_the_calendar_is_found(start: str, stop: str, step: str, expected: str) -> None:
    stamps = np.arange(start, stop, dtype=f"datetime64[{step}]").astype("datetime64[us]")
    assert str(grid_of(stamps).step) == expected
    assert (grid_of(stamps).times(grid_of(stamps).numbers(stamps)) == stamps).all()


def test_jitter_is_snapped() -> None:
    random = np.random.default_rng(0)
    seconds = np.arange(500) * 600 + random.integers(-5, 6, 500)
    assert str(step_of(np.diff(seconds).astype(np.int64) * 1_000_000)) == "10min"


def test_ends_of_months_stay_ends_of_months() -> None:
    stamps = times("2021-01-31", "2021-02-28", "2021-03-31", "2021-04-30")
    grid = grid_of(stamps)
    assert grid.month_end
    assert grid.times(np.arange(3, 6)).astype("datetime64[D]").astype(str).tolist() == [
        "2021-04-30",
        "2021-05-31",
        "2021-06-30",
    ]


def test_a_day_of_the_month_is_kept_where_the_month_has_it() -> None:
    grid = grid_of(times("2021-01-30", "2021-02-28", "2021-03-30"))
    assert grid.times(np.arange(3)).astype("datetime64[D]").astype(str).tolist() == [
        "2021-01-30",
        "2021-02-28",
        "2021-03-30",
    ]


def test_stamps_that_jitter_go_to_the_nearest_step() -> None:
    grid = grid_of(times("2021-01-01T00:00:01", "2021-01-01T00:09:58", "2021-01-01T00:20:00", "2021-01-01T00:29:59"))
    stamps = times("2021-01-01T00:09:58", "2021-01-01T00:10:02", "2021-01-01T00:29:59")
    assert (grid.numbers(stamps) - grid.numbers(stamps)[0]).tolist() == [0, 0, 2]


def test_a_longer_step_takes_what_falls_into_it() -> None:
    stamps = np.arange("2021-01-01T00:30", "2021-01-02T00:30", 30, dtype="datetime64[m]").astype("datetime64[us]")
    grid = grid_of(stamps, parse_step("1d"))
    assert grid.numbers(stamps).tolist() == [0] * 47 + [1]
    assert str(grid.times(np.array([0]))[0])[:10] == "2021-01-01"


def test_weeks_begin_on_mondays_where_nothing_else_says() -> None:
    stamps = np.arange("2021-01-06", "2021-02-20", dtype="datetime64[D]").astype("datetime64[us]")
    assert str(grid_of(stamps, parse_step("1w")).times(np.array([0]))[0])[:10] == "2021-01-04"
