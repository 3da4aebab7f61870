"""Prepared data sets on disk, so that the second opening is quick and the window can memory-map what it paints."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import time
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

import msgspec
import numpy as np
import numpy.typing as npt
import psutil

from deepdesk.core import documents
from deepdesk.core.errors import FormatError, StorageError
from deepdesk.data.dataset import DataReport
from deepdesk.data.preprocessing import Preprocessing
from deepdesk.data.rows import HEADER, header

FORMAT: Final = "deepdesk.prepared-data"
VERSION: Final = 1
SIZE_LIMIT: Final = 20 * 1000**3
"""Bytes of all prepared data sets together; those used longest ago are deleted first."""

_INDEX: Final = "index.json"
_BUILDING: Final = ".building-"
_IN_USE: Final = 3600.0
"""Seconds since its last use during which a data set is never deleted: a run may be reading it."""


class Index(msgspec.Struct, frozen=True, kw_only=True):
    """What lies in a prepared folder, written last: a folder without it is not finished.

    Attributes:
        report: what was found, before edits and split.
        preprocessing: where it is settled by what was read; ``None`` where it is fitted on the training part.
        classes: as the source names them.
        fingerprint: of what was read, wherever it lies.
        root: folder that the names of the samples are relative to.
        arrays: files that must all hold one row for each sample.
    """

    report: DataReport
    preprocessing: Preprocessing | None = None
    classes: tuple[str, ...]
    fingerprint: str
    root: str = ""
    arrays: tuple[str, ...] = ("labels.npy",)


def key_of(*parts: Any) -> str:
    """The name of a prepared folder: 32 hex digits that change with anything among ``parts`` (plain data)."""
    text = json.dumps([VERSION, *parts], ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def folder_of(cache: Path, key: str) -> Path:
    """Where the prepared folder of this key lies, or would lie."""
    return cache / "datasets" / key


def find(cache: Path, key: str, *, touch: bool = True) -> Path | None:
    """The finished folder of this key, marked as used now; ``None`` where there is none or it is damaged."""
    folder = folder_of(cache, key)
    try:
        index = read_index(folder)
        count = len(np.load(folder / "labels.npy", mmap_mode="r"))
        if any(len(np.load(folder / name, mmap_mode="r")) != count for name in index.arrays):
            return None
        if touch:
            os.utime(folder / _INDEX)
    except (OSError, ValueError, EOFError, FormatError):
        return None
    return folder


def read_index(folder: Path) -> Index:
    """The index of a finished folder (raises OSError, FormatError)."""
    return documents.load(folder / _INDEX, Index, format=FORMAT, version=VERSION)


@contextlib.contextmanager
def building(cache: Path, key: str) -> Iterator[Path]:
    """A new folder to fill, which takes the place of ``key`` when the block ends well; else nothing of it stays.

    Raises:
        OSError: the disk refuses.
    """
    place = cache / "datasets"
    place.mkdir(parents=True, exist_ok=True)
    _sweep(place)
    folder = place / f"{_BUILDING}{os.getpid()}-{uuid.uuid4().hex[:8]}"
    folder.mkdir()
    try:
        yield folder
        if find(cache, key) is None:  # else another process was quicker, and its folder may be in use
            shutil.rmtree(place / key, ignore_errors=True)
            folder.rename(place / key)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def finish(folder: Path, index: Index) -> None:
    """Writes the index: the last step of filling a folder."""
    documents.save(folder / _INDEX, index, format=FORMAT, version=VERSION)


def _sweep(place: Path) -> None:
    """Removes half-built folders of processes that have ended."""
    for folder in place.glob(f"{_BUILDING}*"):
        number = folder.name.removeprefix(_BUILDING).split("-")[0]
        if not number.isdigit() or not psutil.pid_exists(int(number)):
            shutil.rmtree(folder, ignore_errors=True)


def trim(cache: Path, *, keep: Path, limit: int = SIZE_LIMIT) -> None:
    """Deletes the data sets used longest ago until all together are below ``limit`` bytes; ``keep`` stays."""
    found = []
    for folder in (cache / "datasets").glob("[0-9a-f]*"):
        with contextlib.suppress(OSError):
            size = sum(entry.stat().st_size for entry in folder.rglob("*"))
            found.append(((folder / _INDEX).stat().st_mtime, size, folder))
    total = sum(size for _, size, _ in found)
    for used, size, folder in sorted(found):
        if total <= limit:
            return
        if folder != keep and time.time() - used > _IN_USE:
            shutil.rmtree(folder, ignore_errors=True)
            total -= size


def check_room(folder: Path, needed: int) -> None:
    """Refuses before anything is written when the disk has less than ``needed`` bytes and a reserve (StorageError)."""
    free = shutil.disk_usage(folder).free
    if free < needed + 100_000_000:
        raise StorageError("data.no_room", path=str(folder), needed=f"{needed / 1e6:,.0f}", free=f"{free / 1e6:,.0f}")


class ArrayWriter:
    """An ``.npy`` file of uint8 that is filled row by row without knowing how many will come."""

    def __init__(self, path: Path, item_shape: tuple[int, ...], feed: Callable[[Any], object] | None = None) -> None:
        """``feed`` is called with every block that is written (a digest's ``update``)."""
        self.count = 0
        self._shape = item_shape
        self._feed = feed
        self._stream = path.open("wb")
        self._stream.write(bytes(HEADER))

    def append(self, rows: npt.NDArray[np.uint8]) -> None:
        """Writes uint8 ``(rows, *item_shape)``."""
        if not len(rows):
            return
        block = np.ascontiguousarray(rows).reshape(len(rows), -1)
        self._stream.write(block.data)
        if self._feed:
            self._feed(block.data)
        self.count += len(rows)

    def close(self) -> None:
        """Puts the header, which holds the count, before the rows."""
        self._stream.seek(0)
        self._stream.write(header(self.count, self._shape))
        self._stream.close()

    def __enter__(self) -> ArrayWriter:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
