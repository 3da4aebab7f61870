"""Arrays of bytes on disk whose rows are written in any order, by several processes, and thinned out afterwards."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

HEADER: Final = 256
"""Bytes before the first row."""
_BLOCK: Final = 1024


def header(count: int, item_shape: tuple[int, ...]) -> bytes:
    """What stands before the rows of an ``.npy`` file of uint8 ``(count, *item_shape)``: :data:`HEADER` bytes."""
    text = repr({"descr": "|u1", "fortran_order": False, "shape": (count, *item_shape)})
    body = text.ljust(HEADER - 11) + "\n"
    return b"\x93NUMPY\x01\x00" + len(body).to_bytes(2, "little") + body.encode("latin1")


def create(path: Path, count: int, item_shape: tuple[int, ...]) -> None:
    """An array of zeros that takes no room until its rows are written (raises OSError)."""
    with path.open("wb") as stream:
        stream.write(header(count, item_shape))
        stream.truncate(HEADER + count * int(np.prod(item_shape)))


def keep(path: Path, rows: npt.NDArray[np.int64]) -> None:
    """Thins the array out to these rows, given in ascending order (raises OSError)."""
    array = np.load(path, mmap_mode="r+")
    if len(rows) == len(array):
        return
    for start in range(0, len(rows), _BLOCK):
        chosen = rows[start : start + _BLOCK]
        array[start : start + len(chosen)] = array[chosen]  # never beyond the rows that are still to be read
    array.flush()
    shape = array.shape[1:]
    del array  # Windows refuses to shorten what is mapped
    with path.open("r+b") as stream:
        stream.truncate(HEADER + len(rows) * int(np.prod(shape)))
        stream.write(header(len(rows), shape))


def copy_rows(
    source: Path, rows: npt.NDArray[np.int64], target: Path, places: npt.NDArray[np.int64], item_shape: tuple[int, ...]
) -> None:
    """Writes rows of one array to places of another (raises OSError, ValueError)."""
    given = np.load(source, mmap_mode="r")
    size = int(np.prod(item_shape))
    if given.shape[1:] != item_shape:
        raise ValueError(given.shape)
    with target.open("r+b", buffering=0) as stream:
        for row, place in zip(rows.tolist(), places.tolist(), strict=True):
            stream.seek(HEADER + place * size)
            stream.write(given[row].data)
