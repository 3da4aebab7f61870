"""The lines of a text file that holds a table: unpacked where gzip packed it, in the encoding that it is in."""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from deepdesk.core.errors import DataError
from deepdesk.data.tables import encodings, memory
from deepdesk.data.tables.mixed_lines import OTHERS, decoder_of

HEAD: Final = 1_000_000
"""Bytes at the top that are looked at first."""
_BLOCK: Final = 4_000_000
_CELL: Final = 48
"""Bytes of memory that a cell takes beside its characters, as text and as a number."""
_LEAST: Final = 60_000_000
_MARKS: Final = (b",", b";", b"\t", b"|", b"\n")


@dataclass
class Oddities:
    """What the lines held that is no text: zero bytes, which are left out, and characters not of the encoding."""

    zeros: int = 0
    replaced: int = 0


def head_of(path: Path) -> bytes:
    """The first bytes, unpacked (raises DataError: nothing there but blanks, damaged; OSError)."""
    with opened(path) as stream:
        head = _read(stream, HEAD, path)
    if not head.strip(b"\0 \t\r\n"):
        raise DataError("data.table.empty" if not head else "data.table.no_rows", path=str(path))
    return head


def encoding_for(path: Path, head: bytes, asked: str | None, *, whole: bool) -> str:
    """The encoding of the file: the one that was asked for, or the one that is found.

    Args:
        path: of the file.
        head: :func:`head_of` it.
        asked: by a person.
        whole: whether all bytes are to be read through, so that it holds to the end and memory suffices.

    Raises:
        DataError: unknown, not that of the file, no text at all, larger than memory, damaged.
    """
    if asked:
        encoding = encodings.known_encoding(asked, path=str(path))
    else:
        encoding = encodings.encoding_of(head, path=str(path))
    return _check_all(path, encoding, asked=bool(asked)) if whole or len(head) < HEAD else encoding


def lines(stream: Any, encoding: str, oddities: Oddities) -> Iterator[str]:
    """Lines with their ends as they are; what is not of the encoding becomes U+FFFD. Closes the stream at its end."""
    other = OTHERS.get(encoding)
    if other:
        text: Any = io.StringIO(decoder_of(encoding).decode(stream.read(), True), newline="")
    else:
        text = io.TextIOWrapper(stream, encoding=encoding, errors="replace", newline="")
    with text:
        for line in text:
            oddities.replaced += line.count("\ufffd")
            if "\0" in line:
                oddities.zeros += line.count("\0")
                yield line.replace("\0", "")
            else:
                yield line


def opened(path: Path) -> Any:
    """A stream of the bytes, unpacked where gzip packed them (raises OSError)."""
    with path.open("rb") as stream:
        packed = stream.read(2) == b"\x1f\x8b"
    return gzip.open(path, "rb") if packed else path.open("rb")


def inner_suffix(path: Path) -> str:
    """What the name ends in, lower case with the dot, once ``.gz`` is taken away: ``.csv`` of ``a.CSV.gz``."""
    return (Path(path.stem) if path.suffix.lower() == ".gz" else path).suffix.lower()


def damaged(path: Path, error: Exception) -> DataError:
    """That a packed file cannot be unpacked."""
    return DataError("data.gzip_damaged", path=str(path), reason=str(error))


def _check_all(path: Path, encoding: str, *, asked: bool) -> str:
    """The encoding, once all bytes were read through: memory suffices, and what was found on top holds to the end.

    A file whose first characters beyond ASCII come late is judged by the block in which they are.
    """
    size = cells = 0

    def blocks() -> Iterator[bytes]:
        nonlocal size, cells
        with opened(path) as stream:
            while block := _read(stream, _BLOCK, path):
                size += len(block)
                cells += sum(block.count(mark) for mark in _MARKS)
                memory.check_memory(str(path), 2 * size + cells * _CELL + _LEAST)
                yield block

    parts = blocks()
    fault = encodings.first_fault(parts, encoding)
    for _ in parts:
        pass
    if fault is None:
        return encoding
    if asked:
        raise DataError("data.table.wrong_encoding", path=str(path), encoding=encoding, place=fault)
    beyond = next((block for block in blocks() if not block.isascii()), b"")
    found = encodings.encoding_of(beyond[beyond.find(b"\n") + 1 :] or b"\n", path=str(path))
    # What looks like a byte order mark in the middle is none.
    return encoding if found.startswith("utf") and found not in OTHERS else found


def _read(stream: Any, count: int, path: Path) -> bytes:
    try:
        found: bytes = stream.read(count)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise damaged(path, error) from error
    return found
