"""Checkpoints: whole or not there, the last two kept."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from deepdesk.training.checkpoints import latest_checkpoint, save_checkpoint


def save(run: Path, step: int) -> Path:
    weights = {"conv/kernel": np.arange(6, dtype=np.float32).reshape(2, 3).T + step}
    optimizer = {"step": np.array(step, np.int64), "empty": np.empty((0, 2), np.float32)}
    return save_checkpoint(run, step=step, weights=weights, optimizer=optimizer, position={"step": step, "epoch": 1})


def test_comes_back_as_it_was(tmp_path: Path) -> None:
    save(tmp_path, 7)
    found = latest_checkpoint(tmp_path)
    assert found is not None
    assert found.position == {"step": 7, "epoch": 1}
    np.testing.assert_array_equal(found.weights["conv/kernel"], np.arange(6).reshape(2, 3).T + 7)
    assert found.optimizer["step"] == 7
    assert found.optimizer["step"].dtype == np.int64
    assert found.optimizer["empty"].shape == (0, 2)


def test_keeps_the_last_two(tmp_path: Path) -> None:
    paths = [save(tmp_path, step) for step in (9, 10, 100)]
    assert [path.exists() for path in paths] == [False, True, True]


def test_a_damaged_one_gives_way_to_the_one_before(tmp_path: Path) -> None:
    save(tmp_path, 1)
    last = save(tmp_path, 2)
    last.write_bytes(last.read_bytes()[:-9])
    found = latest_checkpoint(tmp_path)
    assert found is not None
    assert found.position["step"] == 1


def test_none_where_there_is_none(tmp_path: Path) -> None:
    assert latest_checkpoint(tmp_path) is None
