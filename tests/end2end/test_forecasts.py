"""Real series from the command line, in either framework: better than the last value, and forecast beyond their end."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
DATA = Path(os.environ.get("DEEPDESK_TEST_DATA", ROOT.parent / "shared" / "data")) / "time-series"
TIMEOUT_S = 900.0


def deepdesk(*arguments: str) -> dict[str, Any]:
    """The last line of a command as JSON."""
    command = [sys.executable, "-m", "deepdesk", *arguments, "--json"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=TIMEOUT_S, check=False)
    assert done.returncode == 0, done.stdout[-1000:] + done.stderr[-1000:]
    last: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return last


def trained(tmp_path: Path, data: str, framework: str, *more: str) -> str:
    common = ("--data", data, "--framework", framework, "--model", "forecast-lstm", "--out", str(tmp_path / "run"))
    return str(deepdesk("train", *common, *more)["model"])


@pytest.mark.long
@pytest.mark.parametrize("framework", ["torch", "tensorflow"])
@pytest.mark.parametrize(
    ("name", "windows", "horizon", "first"),
    [("daily-min-temperatures", 355, 7, "1991-01-01"), ("ETTh1", 1706, 24, "2018-06-26T20:00")],
)
def test_real_series_beat_the_last_value(
    tmp_path: Path, name: str, windows: int, horizon: int, first: str, framework: str
) -> None:
    source = DATA / f"{name}.csv"
    if not source.is_file():
        pytest.skip("the data are not here")
    model = trained(tmp_path, str(source), framework)
    found = deepdesk("evaluate", model, "--data", str(source))
    assert (found["part"], found["samples"], len(found["by_step"])) == ("test", windows, horizon)
    assert found["mae"] < 0.95 * found["naive_mae"]
    assert abs(found["coverage"] - 0.9) < 0.05
    assert len(found["origins"]) >= 3
    table = tmp_path / "ahead.csv"
    answer = deepdesk("predict", model, str(source), "--csv", str(table))
    assert (len(answer["forecast"]), answer["times"][0]) == (horizon, first)
    with table.open(encoding="utf-8-sig", newline="") as stream:
        assert [row["time"] for row in csv.DictReader(stream)] == answer["times"]


@pytest.mark.long
@pytest.mark.parametrize("framework", ["torch", "tensorflow"])
def test_the_weather_that_comes_along_in_either_framework(tmp_path: Path, framework: str) -> None:
    model = trained(tmp_path, "sample:weather", framework, "--set", "forecasting.horizon=3", "--epochs", "3")
    found = deepdesk("evaluate", model, "--data", "sample:weather")
    assert found["mae"] < found["naive_mae"]
    answer = deepdesk("predict", model, str(ROOT / "resources" / "samples" / "weather.csv"))
    assert answer["times"] == ["2025-01-01", "2025-01-02", "2025-01-03"]
