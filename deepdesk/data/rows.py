"""Arrays of bytes on disk whose rows are written in any order, by several processes, and thinned out afterwards."""

from __future__ import annotations

import weakref
from pathlib import Path
from typing import BinaryIO, Final

import numpy as np
import numpy.typing as npt

HEADER: Final = 256
"""Bytes before the first row."""
_BLOCK: Final = 1024


class RowReader:
    """Single rows of an ``.npy`` file, read when they are asked for: nothing stays in memory, as pages of a mapped file
    do. For one thread.

    Attributes:
        shape: of the array, ``(rows, ...)``.
    """

    def __init__(self, path: Path) -> None:
        """Opens ``path`` (raises OSError; ValueError when it is no array of bytes, row by row)."""
        mapped = np.load(path, mmap_mode="r")
        if not isinstance(mapped, np.memmap) or mapped.dtype != np.uint8 or not mapped.flags.c_contiguous:
            raise ValueError(path.name)
        self.shape: tuple[int, ...] = mapped.shape
        self._start, self._size = mapped.offset, int(np.prod(mapped.shape[1:]))
        self._stream: BinaryIO = path.open("rb", buffering=0)
        weakref.finalize(self, self._stream.close)

    def __getitem__(self, number: int) -> npt.NDArray[np.uint8]:
        """A row of its own memory (raises IndexError, EOFError when the file ends before it, OSError)."""
        if not 0 <= number < self.shape[0]:
            raise IndexError(number)
        row = np.empty(self.shape[1:], dtype=np.uint8)
        self._stream.seek(self._start + number * self._size)
        if self._stream.readinto(row.reshape(-1).data) != self._size:  # type: ignore[attr-defined]
            raise EOFError(number)
        return row


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
