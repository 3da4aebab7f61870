"""Figures read as people write them."""

from __future__ import annotations

import pytest

from deepdesk.ui.figures import duration, loss, percent, time_left


@pytest.mark.parametrize(
    ("seconds", "text"), [(0.2, "0 s"), (59, "59 s"), (61, "1 min 01 s"), (3600, "1 h 00 min"), (7300, "2 h 01 min")]
)
def test_times(seconds: float, text: str) -> None:
    assert duration(seconds) == text


def test_shares_and_losses() -> None:
    assert percent(0.98765) == "98.8 %" and percent(None) == "–"
    assert loss(0.123456) == "0.1235" and loss(None) == "–"
    assert time_left(None) == "" and time_left(4) == "4 s left"
