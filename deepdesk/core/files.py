"""Files that survive a kill: written beside, flushed, renamed, the folder flushed."""

from __future__ import annotations

import contextlib
import errno
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
def replacing(path: Path) -> Iterator[IO[bytes]]:
    """A binary stream whose bytes take the place of ``path`` when the block ends well; else the old file stays.

    Raises:
        OSError: the folder cannot be written or the disk is full; nothing is left behind.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
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


def must_be_there(folder: Path) -> None:
    """Refuses to write below a folder that was moved or removed, rather than to make it anew.

    Raises:
        FileNotFoundError: ``folder`` is not there.
    """
    if not folder.is_dir():
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(folder))


def write_bytes(path: Path, content: bytes) -> None:
    """Replaces ``path`` by ``content``: a kill at any moment leaves the old file or the new one."""
    with replacing(path) as stream:
        stream.write(content)
