"""Periods are found where there are any."""

from __future__ import annotations

import numpy as np
import pytest

from deepdesk.core.errors import DataError
from deepdesk.data.forecasting.lengths import lengths_of, usual_seasons
from deepdesk.data.forecasting.seasons import season_of
from deepdesk.data.forecasting.steps import parse_step
from deepdesk.data.settings import ForecastingSettings


def noise(count: int, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).normal(size=count)


@pytest.mark.parametrize("period", [4, 7, 12, 24, 100])
def test_a_wave_is_found_under_noise_and_trend(period: int) -> None:
    steps = np.arange(1500)
    values = 3 * np.sin(2 * np.pi * steps / period) + 0.01 * steps + 0.5 * noise(1500)
    assert abs(season_of(values) - period) <= max(1, period // 50)


def test_the_calendar_settles_what_noise_leaves_open() -> None:
    steps = np.arange(2500)
    values = 4 * np.sin(2 * np.pi * steps / 365.25) + 2.5 * noise(2500)
    assert season_of(values, (7, 365)) == 365


def test_a_faint_day_under_a_slow_wave_is_found_by_the_calendar() -> None:
    steps = np.arange(8000)
    slow = np.cumsum(0.5 * noise(8000))
    assert season_of(slow + 0.8 * np.sin(2 * np.pi * steps / 24), (24, 168)) == 24


@pytest.mark.parametrize("seed", range(5))
def test_noise_and_random_walks_have_none(seed: int) -> None:
    assert season_of(noise(3000, seed), (24, 168)) == 1
    assert season_of(np.cumsum(noise(3000, seed)), (24, 168)) == 1


@pytest.mark.parametrize("values", [np.zeros(100), np.full(50, 1e9), np.arange(60.0), np.ones(3), np.zeros(0)])
def test_what_does_not_swing_has_none(values: np.ndarray) -> None:
    assert season_of(values) == 1


def test_the_calendar_suggests_periods() -> None:
    found = {text: usual_seasons(parse_step(text)) for text in ("1h", "15min", "1d", "1w", "1mo", "1q", "1y")}
    assert found == {
        "1h": (24, 168),
        "15min": (96, 672),
        "1d": (7, 365),
        "1w": (52,),
        "1mo": (12,),
        "1q": (4,),
        "1y": (),
    }


def test_lengths_shrink_with_the_series() -> None:
    asked = ForecastingSettings()
    assert lengths_of(asked, parse_step("1h"), 17_000) == (96, 24)
    assert lengths_of(asked, parse_step("1mo"), 144) == (12, 6)
    assert lengths_of(ForecastingSettings(horizon=3), parse_step("1mo"), 144) == (12, 3)
    assert lengths_of(asked, None, 5) == (2, 1)
    with pytest.raises(DataError, match="bad_length"):
        lengths_of(ForecastingSettings(window=0), None, 100)
