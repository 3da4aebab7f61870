"""Forecasts beside base lines, their intervals, and what lies beyond the end of a file."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from deepdesk.core.errors import DataError, ModelError
from deepdesk.data.description import DatasetDescription
from deepdesk.data.forecasting.dataset import ForecastingDataset
from deepdesk.data.opening import open_dataset
from deepdesk.data.settings import ForecastingSettings, InputColumn
from deepdesk.inference.forecasting import baselines
from deepdesk.inference.forecasting.intervals import covered, half_widths
from deepdesk.inference.kinds import Given, forecasting

STEPS = 400
HOURS = np.arange("2021-01-01T00", STEPS, dtype="datetime64[h]")


def wave(steps: int = STEPS) -> np.ndarray:
    return np.round(10 + 3 * np.sin(2 * np.pi * np.arange(steps) / 24), 4)


def write(path: Path, rows: list[str], header: str = "time,value") -> Path:
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return path


def rows(count: int = STEPS) -> list[str]:
    return [f"{hour},{value}" for hour, value in zip(HOURS[:count], wave()[:count], strict=True)]


@pytest.fixture
def data(tmp_path: Path) -> ForecastingDataset:
    return opened(write(tmp_path / "wave.csv", rows()), tmp_path, window=24, horizon=6)


def opened(path: Path, cache: Path, **settings: Any) -> ForecastingDataset:
    description = DatasetDescription(source=str(path), kind="forecasting", forecasting=ForecastingSettings(**settings))
    found = open_dataset(description, cache=cache, progress=lambda *_: None, stop_asked=lambda: False)
    assert isinstance(found, ForecastingDataset)
    return found


class Constant:
    """Says the same of every sample; 0 is the last value again."""

    def __init__(self, horizon: int, value: float = 0.0) -> None:
        self.horizon, self.value = horizon, value

    def scores(self, inputs: Any) -> Any:
        return np.full((len(inputs), self.horizon), self.value, dtype=np.float32)

    def evaluate(self, inputs: Any, targets: Any) -> Any:
        raise NotImplementedError


def model(data: ForecastingDataset, intervals: tuple[float, ...] = (), coverage: float = 0.0) -> Any:
    meta = SimpleNamespace(intervals=intervals, coverage=coverage)
    return SimpleNamespace(preprocessing=data.preprocessing, meta=meta)


def test_rules_are_what_their_names_say(data: ForecastingDataset) -> None:
    chosen = data.split.test
    truth = data.truth(chosen)
    assert data.preprocessing.season == 24
    np.testing.assert_allclose(baselines.seasonal_naive(data, chosen), truth, atol=1e-9)
    assert (baselines.last_value(data, chosen) == data.values[data.origins[chosen] - 1, :1]).all()
    linear = baselines.LinearAutoregression.of(data)
    linear.add(data.split.train)
    assert np.abs(linear.forecast(chosen, linear.weights()) - truth).max() < 0.2


def test_a_season_reaches_back_no_farther_than_the_stretch(data: ForecastingDataset) -> None:
    first = np.array([0])
    assert data.origins[0] == 24
    np.testing.assert_allclose(baselines.seasonal_naive(data, first), data.values[None, :6, 0])
    longer = ForecastingDataset(**{**vars(data), "preprocessing": _with_season(data, 100)})
    assert (baselines.seasonal_naive(longer, first) == data.values[23, 0]).all()


def _with_season(data: ForecastingDataset, season: int) -> Any:
    import msgspec

    return msgspec.structs.replace(data.preprocessing, season=season)


def test_the_last_value_as_a_network_has_the_error_of_the_last_value(data: ForecastingDataset) -> None:
    found = forecasting.evaluate(Constant(6), data, None, model(data), lambda *_: None, trained_on=True)
    assert found.part == "test"
    assert found.mae == pytest.approx(found.naive_mae)
    assert found.best_baseline == "seasonal_naive"
    assert len(found.by_step) == 6
    assert found.coverage is None
    assert len(found.origins) == 4
    assert sum(origin.samples for origin in found.origins) == found.samples == len(data.split.test)
    assert [origin.begins for origin in found.origins] == sorted(origin.begins for origin in found.origins)
    assert set(found.origins[0].baselines) == {"last_value", "seasonal_naive", "linear_autoregression"}


def test_a_column_more_in_the_output_is_the_same_forecast(data: ForecastingDataset) -> None:
    class Deep(Constant):
        def scores(self, inputs: Any) -> Any:
            return super().scores(inputs)[:, :, None]

    found = forecasting.evaluate(Deep(6), data, "test", model(data), lambda *_: None, trained_on=True)
    assert found.mae == pytest.approx(found.naive_mae)


def test_intervals_hold_what_they_promise() -> None:
    random = np.random.default_rng(0)
    widths = half_widths(np.abs(random.normal(size=(2000, 3))), 0.9)
    assert covered(np.abs(random.normal(size=(2000, 3))), widths) == pytest.approx(0.9, abs=0.02)
    assert half_widths(np.zeros((0, 3)), 0.9) == ()
    assert half_widths(np.array([[1.0], [2.0], [3.0]]), 0.9) == (3.0,)


def test_a_finished_run_knows_its_figures(data: ForecastingDataset) -> None:
    found = forecasting.finished(Constant(6), data, lambda *_: None)
    assert len(found.intervals) == 6
    assert found.coverage == 0.9
    assert set(found.metrics) == {"validation", "test"}
    assert {"mae", "rmse", "naive_mae", "skill", "coverage", "samples"} <= set(found.metrics["test"])


def test_the_forecast_goes_on_behind_the_file(data: ForecastingDataset, tmp_path: Path) -> None:
    path = write(tmp_path / "new.csv", rows(100))
    file = model(data, (1.0,) * 6, 0.9)
    items = forecasting.read(Given(path=str(path)), file, pictures=False)
    assert forecasting.batch(items, data.preprocessing).shape == (1, 24, 1)
    answer = forecasting.answer(np.zeros(6, dtype=np.float32), items[0], file, 5)
    assert [step.time for step in answer.forecast[:2]] == ["2021-01-05T04:00", "2021-01-05T05:00"]
    assert answer.forecast[0].value == pytest.approx(wave()[99])
    assert answer.forecast[0].upper == pytest.approx(wave()[99] + 1.0)
    assert (answer.history[-1].time, len(answer.history)) == ("2021-01-05T03:00", 100)
    with pytest.raises(ModelError):
        forecasting.answer(np.full(6, np.nan, dtype=np.float32), items[0], file, 5)


def test_a_file_of_another_form_is_read_all_the_same(data: ForecastingDataset, tmp_path: Path) -> None:
    body = [
        f"{str(hour).replace('T', ' ')}:00;{str(value).replace('.', ',')}"
        for hour, value in zip(HOURS, wave(), strict=True)
    ]
    path = tmp_path / "german.csv"
    path.write_text("\n".join(["time;value", *body]), encoding="utf-16")
    items = forecasting.read(Given(path=str(path)), model(data), pictures=False)
    assert items[0].about.last == pytest.approx(wave()[-1])


def test_what_is_too_short_says_so(data: ForecastingDataset, tmp_path: Path) -> None:
    with pytest.raises(DataError, match="too_short"):
        forecasting.read(Given(path=str(write(tmp_path / "s.csv", rows(20)))), model(data), pictures=False)
    with pytest.raises(DataError, match="not_a_series"):
        forecasting.read(Given(text="7"), model(data), pictures=False)


def test_plans_are_taken_from_rows_beyond_the_target(tmp_path: Path) -> None:
    body = [f"{hour},{number % 5},{value}" for number, (hour, value) in enumerate(zip(HOURS, wave(), strict=True))]
    path = write(tmp_path / "plan.csv", body, "time,plan,value")
    inputs = (InputColumn(name="plan", role="known"),)
    data = opened(path, tmp_path, target="value", inputs=inputs, window=24, horizon=6)
    ahead = [f"{HOURS[-1] + hour},{hour * 100}," for hour in range(1, 4)]
    known = write(tmp_path / "known.csv", [*body, *ahead], "time,plan,value")
    item = forecasting.read(Given(path=str(known)), model(data), pictures=False)[0]
    scale = data.preprocessing.scales["plan"]
    seen = item.values[-6:, 2] * scale.deviation + scale.mean
    np.testing.assert_allclose(seen[:3], [100, 200, 300], rtol=1e-4)
    assert [note.code for note in item.notes] == ["inference.forecast.known_assumed"]
    assert item.notes[0].params["count"] == 3


def test_every_device_is_an_item(tmp_path: Path) -> None:
    body = [f"{hour},{name},{value}" for hour, value in zip(HOURS, wave(), strict=True) for name in ("a", "b")]
    data = opened(write(tmp_path / "d.csv", body, "time,sensor,value"), tmp_path, window=24, horizon=6)
    late = [f"{HOURS[-1]},c,5"]
    path = write(tmp_path / "more.csv", [*body, *late], "time,sensor,value")
    items = forecasting.read(Given(path=str(path)), model(data), pictures=False)
    assert [item.name for item in items] == ["a", "b"]
    assert [note.code for note in items[0].notes] == ["inference.forecast.short_devices"]


def test_other_data_are_judged_as_a_whole_where_they_are_short(data: ForecastingDataset, tmp_path: Path) -> None:
    path = write(tmp_path / "short.csv", rows(60))
    description = forecasting.described(DatasetDescription(source=str(path)), data.preprocessing)
    short = open_dataset(
        description,
        cache=tmp_path,
        progress=lambda *_: None,
        stop_asked=lambda: False,
        preprocessing=data.preprocessing,
    )
    assert (short.preprocessing, len(short.split.test), len(short.split.train)) == (data.preprocessing, 31, 0)
    found = forecasting.evaluate(Constant(6), short, None, model(data), lambda *_: None, trained_on=False)
    assert (found.part, found.samples) == ("all", 31)
