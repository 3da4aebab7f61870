"""The history: gathered in blocks, smoothed, read again from a torn file."""

from __future__ import annotations

from pathlib import Path

import msgspec
import numpy as np
import pytest

from deepdesk.training.events import BatchesEnded, Ended, EpochEnded, Logged, PhaseChanged, RunEvent, Started
from deepdesk.training.history import LOGS_KEPT, SMOOTHING, HistoryBuilder, history_of, read_events

STARTED = Started(
    framework="torch",
    framework_version="2",
    device="cpu",
    device_name="cpu",
    threads=1,
    epochs=2,
    steps_per_epoch=10,
    samples={"train": 100},
    parameters=1,
)
EPOCH = EpochEnded(epoch=1, loss=1.0, accuracy=0.5)


def block(first: int, *losses: float | None, seconds: float = 1.0) -> BatchesEnded:
    return BatchesEnded(first_step=first, losses=losses, seconds=seconds)


def test_starts_empty() -> None:
    history = history_of([])
    assert (history.steps, history.total_steps, history.seconds_left()) == (0, 0, None)
    assert history.losses.shape == history.smoothed.shape == (0,)


def test_gathers_the_events() -> None:
    ended = Ended(status="finished", code="training.finished", samples_per_second=10.0)
    phase, log = PhaseChanged(code="training.phase.building"), Logged(code="x.y")
    history = history_of([phase, STARTED, block(0, 3.0, 2.0), EPOCH, log, ended])
    assert (history.phase, history.started, history.epochs, history.logs) == (phase, STARTED, (EPOCH,), (log,))
    assert (history.ended, history.samples_per_second) == (ended, 10.0)
    np.testing.assert_array_equal(history.losses, [3.0, 2.0])


def test_the_smoothed_curve_is_corrected_for_its_start() -> None:
    values = [4.0, 1.0, 2.0]
    history = history_of([block(0, *values[:2]), block(2, values[2])])
    weights = [SMOOTHING**2, SMOOTHING, 1.0]
    assert history.smoothed[0] == pytest.approx(4.0)
    assert history.smoothed[2] == pytest.approx(np.average(values, weights=weights))


def test_a_loss_that_is_missing_leaves_a_gap() -> None:
    history = history_of([block(0, None, 2.0), block(3, 1.0)])
    np.testing.assert_array_equal(history.losses, [np.nan, 2.0, np.nan, 1.0])
    assert np.isnan(history.smoothed[0])
    assert np.isfinite(history.smoothed[1])


def test_what_was_handed_out_does_not_change() -> None:
    builder = HistoryBuilder()
    builder.add(block(0, 1.0))
    before = builder.history()
    for step in range(1, 5000):
        builder.add(block(step, float(step)))
    assert before.losses.tolist() == [1.0]
    assert builder.history().steps == 5000


def test_a_block_that_comes_twice_counts_once() -> None:
    assert history_of([block(0, 1.0, 2.0), block(0, 1.0, 2.0)]).steps == 2


def test_the_time_left() -> None:
    history = history_of([STARTED, block(0, *[1.0] * 4, seconds=2.0)])
    assert history.seconds_left() == (pytest.approx(3.0), pytest.approx(8.0))


def test_only_the_last_logs_are_kept() -> None:
    history = history_of([Logged(code=str(number)) for number in range(LOGS_KEPT + 5)])
    assert len(history.logs) == LOGS_KEPT
    assert history.logs[-1].code == str(LOGS_KEPT + 4)


def write(path: Path, events: list[RunEvent], tail: bytes = b"") -> None:
    path.write_bytes(b"".join(msgspec.json.encode(event) + b"\n" for event in events) + tail)


@pytest.mark.parametrize("tail", [b"", b'{"event":"epo', b'{"event":"epoch","epoch":2,"loss":1,"accuracy":1}'])
def test_a_torn_last_line_is_left_out(tmp_path: Path, tail: bytes) -> None:
    write(tmp_path / "history.jsonl", [STARTED, EPOCH], tail)
    assert read_events(tmp_path / "history.jsonl") == [STARTED, EPOCH]


def test_lines_that_cannot_be_read_are_left_out(tmp_path: Path) -> None:
    (tmp_path / "h").write_bytes(b"\x00\x00\n[]\n" + msgspec.json.encode(EPOCH) + b'\n{"event":"later"}\n')
    assert read_events(tmp_path / "h") == [EPOCH]


def test_a_missing_file_is_an_empty_history(tmp_path: Path) -> None:
    assert read_events(tmp_path / "none") == []


def test_a_loss_that_is_not_finite_survives_the_file(tmp_path: Path) -> None:
    write(tmp_path / "h", [block(0, float("nan"), 1.0)])
    np.testing.assert_array_equal(history_of(read_events(tmp_path / "h")).losses, [np.nan, 1.0])
