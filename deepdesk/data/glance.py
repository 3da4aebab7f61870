"""A first look at a source: names and first bytes only, so that every kind can say whether it is meant."""

from __future__ import annotations

import os
from collections import Counter
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Final

from deepdesk.core.errors import DataError

NAMES: Final = 2_000
HEAD: Final = 64 * 1024
_DEPTH: Final = 6


@dataclass(frozen=True)
class Glance:
    """What lies at a path.

    Attributes:
        path: absolute.
        is_folder: whether it is one.
        names: paths of files below a folder, relative, with ``/``, hidden ones left out; at most 2,000 of them.
        head: the first 64 KB of a file.
    """

    path: Path
    is_folder: bool
    names: tuple[str, ...] = ()
    head: bytes = b""

    @property
    def suffix(self) -> str:
        """Of a file, lower case, with its dot; ``.csv`` for ``X.CSV``."""
        return "" if self.is_folder else self.path.suffix.lower()

    def suffixes(self) -> Counter[str]:
        """How many of the names have which suffix, lower case with the dot."""
        return Counter(PurePosixPath(name).suffix.lower() for name in self.names)

    def share(self, *suffixes: str) -> float:
        """The share of the names that have one of these suffixes, 0 to 1."""
        found = self.suffixes()
        return sum(found[suffix] for suffix in suffixes) / len(self.names) if self.names else 0.0


def glance(path: Path) -> Glance:
    """A first look at ``path`` (raises DataError when there is nothing, or it cannot be entered)."""
    try:
        if path.is_dir():
            return Glance(path=path.absolute(), is_folder=True, names=_names(path))
        if path.is_file():
            with path.open("rb") as stream:
                return Glance(path=path.absolute(), is_folder=False, head=stream.read(HEAD))
    except PermissionError as error:
        raise DataError("data.no_permission", path=str(path)) from error
    except (OSError, ValueError) as error:
        raise DataError("data.missing", path=str(path)) from error
    raise DataError("data.missing", path=str(path))


def _names(root: Path) -> tuple[str, ...]:
    """Files found breadth first, so that every folder of a level is seen before one of them fills the list."""
    found: list[str] = []
    level = [("", 0)]
    seen: set[tuple[int, int]] = set()
    while level and len(found) < NAMES:
        below, depth = level.pop(0)
        folders, files = _listing(root / below, seen)
        prefix = f"{below}/" if below else ""
        share = NAMES if not below else max(20, NAMES // (len(level) + 1))
        found += [prefix + name for name in files[:share]]
        if depth < _DEPTH:
            level += [(prefix + name, depth + 1) for name in folders[:NAMES]]
    return tuple(found[:NAMES])


def _listing(folder: Path, seen: set[tuple[int, int]]) -> tuple[list[str], list[str]]:
    try:
        status = folder.stat()
        if (status.st_dev, status.st_ino) in seen:
            return [], []
        seen.add((status.st_dev, status.st_ino))
        with os.scandir(folder) as entries:
            shown = [entry for entry in entries if not entry.name.startswith((".", "__MACOSX"))]
    except PermissionError:
        if not seen:
            raise
        return [], []
    except OSError:
        return [], []
    folders = sorted(entry.name for entry in shown if _is_folder(entry))
    return folders, sorted(entry.name for entry in shown if _is_file(entry))


def _is_file(entry: os.DirEntry[str]) -> bool:
    """A pipe or a device would keep waiting whoever looks into it."""
    try:
        return entry.is_file()
    except OSError:
        return False


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:
        return False
