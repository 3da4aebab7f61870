"""Files that were read before: what is known of them, and the rows of an earlier prepared folder that hold them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import msgspec
import numpy as np

from deepdesk.core.files import write_bytes
from deepdesk.data import cache
from deepdesk.data.images.folders import shown
from deepdesk.data.images.measuring import Measured
from deepdesk.data.preprocessing import ImagePreprocessing

_FILES: Final = "files.json"
_ORIGIN: Final = "origin.json"
_MADE: Final = 2
"""How files are decoded and digested: 2 since large JPEGs are decoded at a fraction of their size."""


class KnownFile(msgspec.Struct, frozen=True, array_like=True):
    """A file as it was when it was read: its path, size in bytes, time of change in nanoseconds, upright height and
    width, whether it has colour channels, digest of its bytes in hex."""

    path: str
    size: int
    time: int
    height: int
    width: int
    coloured: bool
    digest: str


class Origin(msgspec.Struct, frozen=True, kw_only=True):
    """Where the rows of a folder come from and how they were made."""

    root: str
    targets: list[Any]


@dataclass(frozen=True)
class Earlier:
    """An earlier prepared folder of the same source: its rows by path, size and time of change of the file."""

    folder: Path | None = None
    origin: Origin | None = None
    files: Mapping[tuple[str, int, int], tuple[int, KnownFile]] = field(default_factory=dict)

    def sizes(self, signature: tuple[tuple[str, int, int], ...]) -> dict[str, Measured]:
        """What is known of the files that have not changed."""
        known = ((entry[0], self.of(entry)) for entry in signature)
        return {path: (found[1].height, found[1].width, found[1].coloured) for path, found in known if found}

    def of(self, entry: tuple[str, int, int]) -> tuple[int, KnownFile] | None:
        """Row and file for an entry of a signature, when it has not changed."""
        return self.files.get((shown(entry[0]), entry[1], entry[2]))

    def fits(self, targets: list[Any]) -> bool:
        """Whether the rows were made as is wanted now."""
        return self.origin is not None and self.origin.targets == targets


def find_earlier(place: Path, root: str) -> Earlier:
    """The folder of this source that was used last, empty where there is none.

    Args:
        place: the cache.
        root: folder that the paths are relative to.
    """
    found = [one for one in _of_root(place, root) if cache.find(place, one[1].name, touch=False)]
    if not found:
        return Earlier()
    _, folder, origin = max(found, key=lambda item: item[0])
    try:
        files = msgspec.json.decode((folder / _FILES).read_bytes(), type=list[KnownFile])
        if len(files) != len(np.load(folder / "labels.npy", mmap_mode="r")):
            return Earlier()
    except (OSError, ValueError):
        return Earlier()
    rows = {(known.path, known.size, known.time): (row, known) for row, known in enumerate(files)}
    return Earlier(folder=folder, origin=origin, files=rows)


def was_prepared(place: Path, root: str) -> bool:
    """Whether the source below ``root`` was prepared before, in whatever state it was then."""
    return next(_of_root(place, root), None) is not None


def _of_root(place: Path, root: str) -> Iterator[tuple[float, Path, Origin]]:
    for path in (place / "datasets").glob(f"[0-9a-f]*/{_ORIGIN}"):
        try:
            origin = msgspec.json.decode(path.read_bytes(), type=Origin)
            if origin.root == root:
                yield path.stat().st_mtime, path.parent, origin
        except (OSError, msgspec.MsgspecError):
            continue


def remember(folder: Path, root: str, targets: list[Any], files: list[KnownFile]) -> None:
    """Writes down what the rows of ``folder`` are (raises OSError)."""
    write_bytes(folder / _FILES, msgspec.json.encode(files))
    write_bytes(folder / _ORIGIN, msgspec.json.encode(Origin(root=root, targets=targets)))


def described(*preprocessings: ImagePreprocessing | None) -> list[Any]:
    """Plain data that tell whether rows, and digests, were made in the same way."""
    found: list[Any] = msgspec.json.decode(msgspec.json.encode((_MADE, *preprocessings)))
    return found
