"""Tables are opened as series: what is found, how it is divided, what the network gets."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from deepdesk.core.errors import DataError
from deepdesk.data.changing import changed
from deepdesk.data.description import DatasetDescription, SplitSettings
from deepdesk.data.details import ForecastingDetails
from deepdesk.data.forecasting.dataset import ForecastingDataset
from deepdesk.data.forecasting.scaling import in_unit
from deepdesk.data.kinds import recognise_kind
from deepdesk.data.opening import open_dataset
from deepdesk.data.settings import ForecastingSettings, InputColumn

Open = Callable[..., ForecastingDataset]


@pytest.fixture
def opened(tmp_path: Path) -> Open:
    def open_it(source: Path | str, split: SplitSettings | None = None, **settings: Any) -> ForecastingDataset:
        description = DatasetDescription(
            source=str(source), kind="forecasting", split=split, forecasting=ForecastingSettings(**settings)
        )
        found = open_dataset(description, cache=tmp_path / "cache", progress=lambda *_: None, stop_asked=lambda: False)
        assert isinstance(found, ForecastingDataset)
        return found

    return open_it


def details(data: ForecastingDataset) -> ForecastingDetails:
    assert isinstance(data.report.details, ForecastingDetails)
    return data.report.details


def codes(data: ForecastingDataset) -> set[str]:
    return {finding.code.removeprefix("data.forecasting.") for finding in data.report.findings}


def table(path: Path, header: list[str], rows: list[list[Any]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([header, *rows])
    return path


def days(count: int) -> list[str]:
    return np.arange("2020-01-01", count, dtype="datetime64[D]").astype(str).tolist()


@pytest.fixture
def two_sensors(tmp_path: Path) -> Path:
    """Two sensors over 300 days; the plan is known in advance, one column never changes."""
    rows = [
        [day, name, number + offset, number % 7, 5]
        for number, day in enumerate(days(300))
        for name, offset in (("a", 0.0), ("b", 1000.0))
    ]
    return table(tmp_path / "sensors.csv", ["day", "sensor", "level", "plan", "still"], rows)


def test_the_sample_is_recognised_and_opened(opened: Open, root: Path) -> None:
    assert recognise_kind(root / "resources" / "samples" / "weather.csv") == "forecasting"
    data = opened("sample:weather")
    found = details(data)
    assert (found.time, found.target, found.device, found.step) == ("date", "temperature_c", "station", "1d")
    assert (found.window, found.horizon, found.season) == (28, 7, 365)
    assert (found.doubled, found.devices) == (2, {"Harbour": 1827, "Summit": 1827})
    assert codes(data) == {"doubled_mean", "filled_interpolate"}
    assert (data.report.task, data.report.classes, data.report.target_shape) == ("forecasting", {}, (7,))


def test_no_window_crosses_devices(opened: Open, two_sensors: Path) -> None:
    data = opened(two_sensors, target="level")
    windows = data.origins[:, None] + np.arange(-data.preprocessing.window, data.preprocessing.horizon)
    assert (np.ptp(data.values[windows, 0], axis=1) < 500).all()
    assert data.devices == ("a", "b")


def test_scales_are_fitted_on_the_training_part_only(opened: Open, two_sensors: Path) -> None:
    data = opened(two_sensors, target="level", device="sensor")
    train = data.origins[data.split.train]
    steps = np.unique(train[:, None] + np.arange(-data.preprocessing.window, data.preprocessing.horizon))
    assert data.preprocessing.scales["level"].mean == pytest.approx(data.values[steps, 0].mean())
    assert data.preprocessing.scales["still"].deviation == 1.0


def test_a_column_that_never_changes_can_be_left_out(opened: Open, two_sensors: Path) -> None:
    data = opened(two_sensors, target="level")
    finding = next(one for one in data.report.findings if one.code == "data.forecasting.constant")
    after = changed(data.description, finding.actions[0].steps)
    assert after.forecasting.inputs == (InputColumn(name="plan"),)
    assert codes(opened(two_sensors, target="level", inputs=after.forecasting.inputs)) == set()


def test_what_is_known_in_advance_is_seen_ahead(opened: Open, two_sensors: Path) -> None:
    inputs = (InputColumn(name="plan", role="known"),)
    data = opened(two_sensors, target="level", inputs=inputs, window=14, horizon=3)
    assert data.input_shape == (14, 3)
    batch = data.batch(data.split.test)
    scale = data.preprocessing.scales["plan"]
    ahead = data.values[data.origins[data.split.test][:, None] + np.arange(3), 1]
    np.testing.assert_allclose(batch[:, -3:, 2] * scale.deviation + scale.mean, ahead, atol=1e-4)


@pytest.mark.parametrize("relative", [False, True])
def test_targets_come_back_in_their_own_unit(opened: Open, relative: bool) -> None:
    data = opened("sample:weather", relative=relative)
    chosen = data.split.test[::10]
    last = data.values[data.origins[chosen] - 1, 0]
    back = in_unit(data.targets(chosen), last, data.preprocessing)
    np.testing.assert_allclose(back, data.truth(chosen), atol=1e-4)
    if relative:
        assert (data.batch(chosen)[:, -1, 0] == 0).all()
        assert float((data.targets(data.split.train) ** 2).mean()) == pytest.approx(1.0, rel=1e-3)


def test_opening_again_takes_what_is_prepared(opened: Open) -> None:
    first, second = opened("sample:weather"), opened("sample:weather", season=7)
    assert (first.preprocessing.season, second.preprocessing.season) == (365, 7)
    assert first.fingerprint == second.fingerprint
    np.testing.assert_array_equal(first.batch(first.split.train[:5]), second.batch(second.split.train[:5]))


def test_rows_without_times_follow_each_other(opened: Open, tmp_path: Path) -> None:
    path = table(tmp_path / "plain.csv", ["value"], [[np.sin(number / 3)] for number in range(200)])
    data = opened(path)
    assert (details(data).time, details(data).step, details(data).first) == ("", "", "1")
    assert "no_time" in codes(data)
    assert recognise_kind(path) == "forecasting"


def test_years_are_times(opened: Open, tmp_path: Path) -> None:
    path = table(tmp_path / "y.csv", ["year", "count"], [[1800 + n, n % 11] for n in range(150)])
    assert (details(opened(path)).step, details(opened(path)).first) == ("1y", "1800-01-01")


def test_seconds_since_1970_are_times(opened: Open, tmp_path: Path) -> None:
    path = table(tmp_path / "u.csv", ["timestamp", "v"], [[1_600_000_000 + 60 * n, n % 9] for n in range(400)])
    assert (details(opened(path)).step, details(opened(path)).first) == ("1min", "2020-09-13T12:26:40")


def test_a_longer_step_puts_rows_together(opened: Open, tmp_path: Path) -> None:
    stamps = np.arange("2020-01-01", "2020-02-10", 60, dtype="datetime64[m]").astype(str)
    path = table(tmp_path / "h.csv", ["t", "rain"], [[stamp, number % 5] for number, stamp in enumerate(stamps)])
    data = opened(path, step="1d", aggregate="sum")
    assert data.values[0, 0] == sum(number % 5 for number in range(24))
    assert "doubled_sum" in codes(data)


def test_outliers_are_said_and_not_touched(opened: Open, tmp_path: Path) -> None:
    rows = [[day, 999.0 if number == 50 else np.sin(number)] for number, day in enumerate(days(300))]
    data = opened(table(tmp_path / "o.csv", ["day", "v"], rows))
    finding = next(one for one in data.report.findings if one.code == "data.forecasting.outliers")
    assert (finding.params["when"], finding.params["count"]) == ("2020-02-20", 1)
    assert data.values[:, 0].max() == 999.0


@pytest.mark.parametrize(
    ("rows", "settings", "code"),
    [
        ([["2020-01-01", 1], ["2020-01-02", 2]], {}, "too_short"),
        ([[day, 5] for day in days(100)], {}, "constant_target"),
        ([[day, "x" * (1 + number % 3)] for number, day in enumerate(days(100))], {}, "no_numbers"),
        ([[day, number] for number, day in enumerate(days(100))], {"target": "nothing"}, "no_numbers_in"),
        ([[day, number] for number, day in enumerate(days(100))], {"time": "nothing"}, "no_such_column"),
        ([[day, number] for number, day in enumerate(days(100))], {"window": 60, "horizon": 30}, "no_split"),
        ([[day, number] for number, day in enumerate(days(100))], {"step": "soon"}, "bad_step"),
        ([[day, number] for number, day in enumerate(days(100))], {"coverage": 1.5}, "bad_coverage"),
        ([["soon", number % 5] for number in range(100)], {"time": "day"}, "unread_times"),
    ],
)
def test_what_cannot_be_forecast_is_refused_with_the_cause(
    opened: Open, tmp_path: Path, rows: list[list[Any]], settings: dict[str, Any], code: str
) -> None:
    path = table(tmp_path / "bad.csv", ["day", "value"], rows)
    with pytest.raises(DataError) as caught:
        opened(path, **settings)
    assert caught.value.code == f"data.forecasting.{code}"


def test_a_folder_is_no_series(opened: Open, tmp_path: Path) -> None:
    with pytest.raises(DataError, match="folder"):
        opened(tmp_path)
