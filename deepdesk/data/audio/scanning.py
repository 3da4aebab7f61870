"""Every recording below a folder, from names alone; nothing is opened."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Final

from deepdesk.core.errors import DataError
from deepdesk.data.audio.patterns import SUFFIXES
from deepdesk.data.content import Progress, Signature, StopAsked, check_stop
from deepdesk.data.dataset import BadFile
from deepdesk.data.images.folders import shown

_DEPTH: Final = 32
_LOOK_EVERY: Final = 500


@dataclass(frozen=True)
class Scan:
    """What lies below a folder: paths relative to it with ``/``, in code-point order, and what could not be entered."""

    root: Path
    paths: tuple[str, ...]
    bad: tuple[BadFile, ...]
    signature: Signature


@dataclass
class _Walk:
    root: Path
    progress: Progress
    stop_asked: StopAsked
    bad: list[BadFile] = field(default_factory=list)
    count: int = 0


def is_recording(name: str) -> bool:
    """By its name."""
    return PurePosixPath(name).suffix.lower() in SUFFIXES


def scan_recordings(root: Path, *, progress: Progress, stop_asked: StopAsked) -> Scan:
    """Every recording below ``root``; hidden files are passed over, links that lead in circles are followed once.

    Raises:
        DataError: no folder, no permission, no recording in it, cancelled.
    """
    if not root.is_dir():
        raise DataError("data.audio.single_file" if root.exists() else "data.missing", path=str(root))
    walk = _Walk(root, progress, stop_asked)
    found = sorted(_below(walk, root, frozenset(), 0))
    if not found:
        raise DataError("data.audio.none", path=str(root))
    return Scan(root, tuple(path for path, _, _ in found), tuple(walk.bad), tuple(found))


def _below(walk: _Walk, folder: Path, above: frozenset[tuple[int, int]], depth: int) -> Iterator[tuple[str, int, int]]:
    check_stop(walk.stop_asked)
    walk.progress("data.audio.progress.scanning", walk.count, 0)
    try:
        status = folder.stat()
        here = (status.st_dev, status.st_ino)
        if depth > _DEPTH or here in above:
            return
        with os.scandir(folder) as listing:
            entries = [entry for entry in listing if not entry.name.startswith((".", "__MACOSX"))]
    except OSError as error:
        if not depth:
            raise DataError("data.no_permission", path=str(folder)) from error
        walk.bad.append(BadFile(path=_relative(walk, folder), code="data.audio.folder_closed"))
        return
    for entry in entries:
        if _is_folder(entry):
            yield from _below(walk, folder / entry.name, above | {here}, depth + 1)
        elif is_recording(entry.name):
            yield from _measured(walk, entry)


def _measured(walk: _Walk, entry: os.DirEntry[str]) -> Iterator[tuple[str, int, int]]:
    walk.count += 1
    if walk.count % _LOOK_EVERY == 0:
        check_stop(walk.stop_asked)
        walk.progress("data.audio.progress.scanning", walk.count, 0)
    try:
        status = entry.stat()
    except OSError:
        walk.bad.append(BadFile(path=_relative(walk, Path(entry.path)), code="data.audio.missing"))
        return
    # A pipe or a device by the name of a recording would keep the reader waiting for ever.
    if stat.S_ISREG(status.st_mode):
        yield Path(entry.path).relative_to(walk.root).as_posix(), status.st_size, status.st_mtime_ns


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:
        return False


def _relative(walk: _Walk, path: Path) -> str:
    return shown(path.relative_to(walk.root).as_posix())
