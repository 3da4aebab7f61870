"""Rows of arrays on disk, one at a time."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from deepdesk.data.rows import RowReader, create

COUNT, SHAPE = 5, (4, 3, 2)


@pytest.fixture
def array() -> np.ndarray:
    return np.random.default_rng(0).integers(0, 255, (COUNT, *SHAPE), dtype=np.uint8)


def test_rows_are_those_of_the_array(tmp_path: Path, array: np.ndarray) -> None:
    np.save(tmp_path / "测试 é.npy", array)
    rows = RowReader(tmp_path / "测试 é.npy")
    assert rows.shape == array.shape
    for number in (4, 0, 2):
        assert np.array_equal(rows[number], array[number])
    assert np.array_equal(rows[np.int64(3)], array[3])


def test_what_was_created_and_not_written_is_black(tmp_path: Path) -> None:
    create(tmp_path / "rows.npy", COUNT, SHAPE)
    assert not RowReader(tmp_path / "rows.npy")[COUNT - 1].any()


@pytest.mark.parametrize("number", [-1, COUNT])
def test_there_are_no_other_rows(tmp_path: Path, array: np.ndarray, number: int) -> None:
    np.save(tmp_path / "rows.npy", array)
    with pytest.raises(IndexError):
        RowReader(tmp_path / "rows.npy")[number]


def test_a_file_that_was_cut_off_since_is_an_error_and_no_crash(tmp_path: Path, array: np.ndarray) -> None:
    np.save(tmp_path / "rows.npy", array)
    rows = RowReader(tmp_path / "rows.npy")
    with (tmp_path / "rows.npy").open("r+b") as stream:
        stream.truncate(140)
    with pytest.raises(EOFError):
        rows[4]


@pytest.mark.parametrize("wrong", [np.zeros((2, 3), dtype=np.int64), np.zeros((3, 4), dtype=np.uint8, order="F")])
def test_other_arrays_are_refused(tmp_path: Path, wrong: np.ndarray) -> None:
    np.save(tmp_path / "rows.npy", wrong)
    with pytest.raises(ValueError, match="rows"):
        RowReader(tmp_path / "rows.npy")
