"""Windows never cross a gap, a device or the border of two parts."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deepdesk.core.errors import DataError
from deepdesk.data.dataset import LEFT_OUT
from deepdesk.data.description import SplitSettings
from deepdesk.data.forecasting.windows import following, gathered, origins_of, parts_in_time


def test_windows_stay_inside_their_stretch() -> None:
    segments = np.array([[0, 6, 0], [6, 9, 0], [9, 14, 1]], dtype=np.int64)
    assert origins_of(segments, 3, 2, 1).tolist() == [3, 4, 12]


def test_a_stride_keeps_the_newest_window() -> None:
    segments = np.array([[0, 10, 0]], dtype=np.int64)
    assert origins_of(segments, 2, 1, 3).tolist() == [3, 6, 9]


@settings(max_examples=150, deadline=None)
@given(
    steps=st.integers(30, 400),
    window=st.integers(1, 20),
    horizon=st.integers(1, 10),
    devices=st.integers(1, 3),
    test=st.sampled_from([0.0, 0.1, 0.3]),
    validation=st.sampled_from([0.0, 0.1, 0.2]),
)
def test_no_step_is_in_two_parts(
    steps: int, window: int, horizon: int, devices: int, test: float, validation: float
) -> None:
    times = np.tile(np.arange(steps, dtype=np.int64), devices)
    segments = np.array([[n * steps, (n + 1) * steps, n] for n in range(devices)], dtype=np.int64)
    origins = origins_of(segments, window, horizon, 1)
    wanted = SplitSettings(train=1 - test - validation, validation=validation, test=test)
    try:
        parts, _ = parts_in_time(times, origins, window, horizon, wanted)
    except DataError as error:
        assert error.code == "data.forecasting.no_split"
        assert steps < 12 * (window + horizon)
        return
    seen: dict[int, set[int]] = {}
    for part in (0, 1, 2):
        chosen = origins[parts == part]
        inside = chosen[:, None] + np.arange(-window, horizon)
        seen[part] = set(times[inside].ravel().tolist())
    assert not (seen[0] & seen[1] or seen[0] & seen[2] or seen[1] & seen[2])
    assert seen[0] and bool(seen[1]) == bool(validation) and bool(seen[2]) == bool(test)
    order = [seen[part] for part in (0, 1, 2) if seen[part]]
    assert all(max(before) < min(after) for before, after in itertools.pairwise(order))


def test_between_what_is_forecast_lies_one_window() -> None:
    times = np.arange(1000, dtype=np.int64)
    origins = origins_of(np.array([[0, 1000, 0]]), 20, 5, 1)
    parts, cuts = parts_in_time(times, origins, 20, 5, SplitSettings())
    assert origins[parts == 1].min() - (origins[parts == 0].max() + 5) == 20
    assert origins[parts == 2].min() - (origins[parts == 1].max() + 5) == 20
    counts = np.bincount(parts)
    assert counts[LEFT_OUT] == 2 * (20 + 5 - 1)
    assert np.abs(counts[:3] / counts[:3].sum() - [0.8, 0.1, 0.1]).max() < 0.01
    assert cuts.tolist() == [int(origins[parts == 1].min()) - 20, int(origins[parts == 2].min()) - 20]


def test_devices_are_divided_at_the_same_moments() -> None:
    times = np.concatenate([np.arange(300), np.arange(100, 300)]).astype(np.int64)
    origins = origins_of(np.array([[0, 300, 0], [300, 500, 1]]), 5, 2, 1)
    parts, _ = parts_in_time(times, origins, 5, 2, SplitSettings())
    first, second = origins < 300, origins >= 300
    assert times[origins[first & (parts == 2)]].min() == times[origins[second & (parts == 2)]].min()


def test_fractions_must_make_a_whole() -> None:
    origins = np.arange(5, 50, dtype=np.int64)
    with pytest.raises(DataError, match="bad_split"):
        parts_in_time(np.arange(60), origins, 5, 2, SplitSettings(train=0.5, validation=0.1, test=0.1))


def test_windows_and_what_follows_them() -> None:
    scaled = np.arange(20, dtype=np.float32).reshape(10, 2)
    assert gathered(scaled, np.array([3]), 2)[0, :, 0].tolist() == [2, 4]
    assert following(scaled[:, 0], np.array([3]), 2)[0].tolist() == [6, 8]
