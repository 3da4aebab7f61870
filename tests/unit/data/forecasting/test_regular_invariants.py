"""Whatever rows come: stretches are whole, on the grid, and of one device."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from deepdesk.core.errors import DataError
from deepdesk.data.forecasting.regular import Rule, regular

_TIME = st.one_of(
    st.integers(0, 40).map(lambda hour: np.datetime64("2021-03-01T00", "us") + np.timedelta64(hour, "h")),
    st.integers(0, 200_000).map(lambda second: np.datetime64("2021-03-01T00", "us") + np.timedelta64(second, "s")),
    st.just(np.datetime64("NaT", "us")),
)
_ROW = st.tuples(_TIME, st.integers(0, 2), st.one_of(st.floats(-1e6, 1e6), st.just(float("nan"))))


@settings(max_examples=300, deadline=None)
@given(
    rows=st.lists(_ROW, min_size=1, max_size=60),
    aggregate=st.sampled_from(["mean", "sum", "first", "last"]),
    missing=st.sampled_from(["interpolate", "previous", "leave_out"]),
    gap=st.integers(0, 5),
    step=st.sampled_from([None, "1h", "1d", "7min", "1mo"]),
)
def test_stretches_are_whole(
    rows: list[tuple[np.datetime64, int, float]], aggregate: str, missing: str, gap: int, step: str | None
) -> None:
    times = np.array([time for time, _, _ in rows], dtype="datetime64[us]")
    devices = np.array([device for _, device, _ in rows], dtype=np.int64)
    values = np.array([[value, 1.0] for _, _, value in rows])
    rule = Rule(aggregate=aggregate, missing=missing, longest_gap=gap, step=step)  # type: ignore[arg-type]
    try:
        found = regular(times, values, devices, 3, rule)
    except DataError as error:
        assert error.code == "data.forecasting.no_times"
        assert np.isnat(times).all()
        return
    assert len(found.ends) == 3
    assert found.ends[-1] == len(found.values) == len(found.times)
    assert not (found.filled & np.isnan(found.values)).any()
    assert found.grid is not None
    for begin, end, device in found.segments.tolist():
        assert (found.ends[device - 1] if device else 0) <= begin < end <= found.ends[device]
        assert np.isfinite(found.values[begin:end]).all()
        numbers = found.grid.numbers(found.times[begin:end].astype("datetime64[us]"))
        assert (np.diff(numbers) == 1).all()
    if missing == "leave_out":
        assert not found.filled.any()
