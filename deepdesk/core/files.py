"""Files that survive a kill: written beside, flushed, renamed, the folder flushed."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO


def _flush_folder(folder: Path) -> None:
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextlib.contextmanager
def replacing(path: Path, *, within: Path | None = None) -> Iterator[IO[bytes]]:
    """A binary stream whose bytes take the place of ``path`` when the block ends well; else the old file stays.

    Args:
        path: the file; folders that it lies in are made.
        within: a folder above it that is never made anew, even when it is moved away at this very moment.

    Raises:
        OSError: the folder cannot be written or the disk is full; nothing is left behind.
        FileNotFoundError: ``within`` is not there.
    """
    _make_folders(path.parent, within)
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
    try:
        with os.fdopen(descriptor, "w+b") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        os.replace(name, path)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(name)
        raise
    _flush_folder(path.parent)


def _make_folders(folder: Path, within: Path | None) -> None:
    if within is None:
        folder.mkdir(parents=True, exist_ok=True)
        return
    made = within
    # One by one: making all of them would make anew what was moved away since it was looked at.
    for name in folder.relative_to(within).parts:
        made = made / name
        made.mkdir(exist_ok=True)


def write_bytes(path: Path, content: bytes, *, within: Path | None = None) -> None:
    """Replaces ``path`` by ``content``: a kill at any moment leaves the old file or the new one (``within`` as in
    :func:`replacing`)."""
    with replacing(path, within=within) as stream:
        stream.write(content)
