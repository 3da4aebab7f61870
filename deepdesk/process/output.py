"""Where the output of a child goes: its pipes are kept aside, descriptors 1 and 2 belong to a log file."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO


def keep_pipes() -> tuple[IO[bytes], IO[bytes]]:
    """Private copies of standard input and output for the messages.

    Afterwards descriptor 0 is empty and descriptor 1 is the log (where 2 already goes), so nothing that a library reads
    or prints can disturb the messages.
    """
    incoming, outgoing = os.dup(0), os.dup(1)
    if os.name == "nt":
        import msvcrt

        msvcrt.setmode(incoming, os.O_BINARY)  # type: ignore[attr-defined,unused-ignore]
        msvcrt.setmode(outgoing, os.O_BINARY)  # type: ignore[attr-defined,unused-ignore]
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.dup2(2, 1)
    return os.fdopen(incoming, "rb"), os.fdopen(outgoing, "wb")


def _flush() -> None:
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError, ValueError, AttributeError):
            stream.flush()


@contextlib.contextmanager
def output_to(path: Path) -> Iterator[None]:
    """Descriptors 1 and 2 go to the end of ``path`` while the block runs (raises OSError when it cannot be opened)."""
    log = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
    _flush()
    before = os.dup(2)
    try:
        os.dup2(log, 1)
        os.dup2(log, 2)
        yield
    finally:
        _flush()
        os.dup2(before, 1)
        os.dup2(before, 2)
        os.close(before)
        os.close(log)
