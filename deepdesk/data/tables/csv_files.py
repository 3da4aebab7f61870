"""Tables in text files: CSV, TSV and their kin, packed by gzip or not."""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import msgspec

from deepdesk.core.errors import DataError
from deepdesk.data.settings import TableSettings
from deepdesk.data.tables import encodings, layout, memory
from deepdesk.data.tables.layout import Layout, Record
from deepdesk.data.tables.numbers import decimal_of
from deepdesk.data.tables.table import Faults

if TYPE_CHECKING:
    import polars as pl

_HEAD: Final = 1_000_000
_BLOCK: Final = 4_000_000
_CHUNK: Final = 200_000
"""Cells that are turned into columns at a time."""
COLUMN_LIMIT: Final = 100_000
_CELL: Final = 48
"""Bytes of memory that a cell takes beside its characters, as text and as a number."""
_LEAST: Final = 60_000_000
_MARKS: Final = (b",", b";", b"\t", b"|", b"\n")


@dataclass(frozen=True)
class Raw:
    """Columns of strings or of values, and how they were read; ``settings`` with what was found filled in."""

    frame: pl.DataFrame
    settings: TableSettings
    faults: Faults = field(default_factory=Faults)
    sheets: tuple[str, ...] = ()


def read_text_table(path: Path, settings: TableSettings, rows: int | None) -> Raw:
    """The table in a text file (arguments and errors as :func:`deepdesk.data.tables.reading.read_table`)."""
    with _opened(path) as stream:
        head = _read(stream, _HEAD, path)
    if not head.strip(b"\0 \t\r\n"):
        raise DataError("data.table.empty" if not head else "data.table.no_rows", path=str(path))
    asked = settings.encoding is not None
    encoding = (
        encodings.known_encoding(settings.encoding, path=str(path))
        if settings.encoding
        else encodings.encoding_of(head, path=str(path))
    )
    if rows is None or len(head) < _HEAD:
        encoding = _check_all(path, encoding, asked=asked)
    some = list(_lines(_text(io.BytesIO(head), encoding)))[: None if len(head) < _HEAD else -1]
    found = layout.layout_of(some or [head.decode(encoding, "replace")], settings.delimiter)
    settings = msgspec.structs.replace(settings, encoding=encoding)
    raw = _parsed(path, settings, found, some, rows)
    zeros = 0 if encoding.startswith(("utf-16", "utf-32")) else head.count(b"\0")
    return replace(raw, faults=replace(raw.faults, zeros=zeros))


def _parsed(path: Path, settings: TableSettings, found: Layout, some: list[str], rows: int | None) -> Raw:
    sample = list(islice(layout.records(some, found.delimiter, quoted=found.quoted), 1000))
    skipped = layout.preamble(sample, found.width)
    below = sample[skipped:]
    decimal = settings.decimal or decimal_of((cell for record in below for cell in record), found.delimiter)
    header = layout.has_header(below, decimal) if settings.header is None else settings.header
    width, names = _width_and_names(below, header)
    if width > COLUMN_LIMIT:
        raise DataError("data.table.too_many_columns", path=str(path), found=width, limit=COLUMN_LIMIT)
    settings = msgspec.structs.replace(settings, delimiter=found.delimiter, decimal=decimal, header=header)
    collected = _Collected(width)
    with _text(_opened(path), settings.encoding or "utf-8") as text:
        records = layout.records(_lines(text), found.delimiter, quoted=found.quoted)
        try:
            collected.take(islice(records, skipped + header, None), rows)
        except (EOFError, OSError, zlib.error) as error:
            raise _damaged(path, error) from error
    unique = layout.unique_names(names, width)
    faults = Faults(
        ragged=collected.ragged,
        ragged_rows=tuple(collected.ragged_rows),
        skipped=skipped,
        replaced=sum(line.count("\ufffd") for line in some),
        renamed=sum(a != " ".join(b.split()) for a, b in zip(unique, names, strict=False)),
    )
    if not collected.count:
        raise DataError("data.table.no_rows", path=str(path))
    return Raw(collected.frame(unique), settings, faults)


def _width_and_names(below: list[Record], header: bool) -> tuple[int, list[str]]:
    """The number of columns and their names; a header that lacks the name of the first column (row names) gets one."""
    bodies = [len(record) for record in below[int(header) :]]
    usual = max(set(bodies), key=lambda width: (bodies.count(width), width)) if bodies else 0
    if not header:
        return max(usual, 1), []
    names = list(below[0])
    while (
        len(names) > 1
        and not names[-1].strip()
        and not any("".join(record[len(names) - 1 :]).strip() for record in below[1:])
    ):
        names.pop()  # a delimiter at the end of every line
    first = [record for record in below[1:] if len(record) == usual]
    if usual == len(names) + 1 and any(record[-1].strip() for record in first):
        names.insert(0, "")
    return len(names), names


class _Collected:
    """Records turned into columns of strings, some at a time so that memory stays small."""

    def __init__(self, width: int) -> None:
        self.ragged = 0
        self.ragged_rows: list[int] = []
        self.count = 0
        self._width = width
        self._empty_tail = 0
        self._blocks: list[Any] = []

    def take(self, records: Iterator[Record], rows: int | None) -> None:
        size = max(1, _CHUNK // self._width)
        wanted = islice(records, rows)
        while block := list(islice(wanted, size)):
            for record in block:
                self._fit(record)
            self._blocks.append(self._columns(block))

    def _fit(self, record: Record) -> None:
        self.count += 1
        filled = len(record)
        while filled > self._width and not record[filled - 1].strip():
            filled -= 1
        if filled != self._width:
            if len(record) < self._width:
                record.extend([""] * (self._width - len(record)))
            self.ragged += 1
            if len(self.ragged_rows) < 10:
                self.ragged_rows.append(self.count)
        del record[self._width :]
        self._empty_tail = 0 if any(record) else self._empty_tail + 1

    def _columns(self, block: list[Record]) -> Any:
        import polars as pl

        columns = zip(*block, strict=True)
        return pl.DataFrame([pl.Series(str(place), cells, dtype=pl.String) for place, cells in enumerate(columns)])

    def frame(self, names: tuple[str, ...]) -> pl.DataFrame:
        """All of it; empty records at the end are no rows."""
        import polars as pl

        whole: pl.DataFrame = pl.concat(self._blocks, rechunk=True)
        self._blocks = []
        whole.columns = list(names)
        return whole.head(max(1, len(whole) - self._empty_tail))


def _check_all(path: Path, encoding: str, *, asked: bool) -> str:
    """The encoding, once all bytes were read through: memory suffices, and what was found on top holds to the end.

    A file whose first characters beyond ASCII come late is judged by the block in which they are.
    """
    size = cells = 0

    def blocks() -> Iterator[bytes]:
        nonlocal size, cells
        with _opened(path) as stream:
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
    return encoding if found.startswith("utf") else found


def _text(stream: Any, encoding: str) -> io.TextIOWrapper:
    """Characters with the ends of lines as they are; what is not of the encoding becomes U+FFFD."""
    return io.TextIOWrapper(stream, encoding=encoding, errors="replace", newline="")


def _lines(text: io.TextIOWrapper) -> Iterator[str]:
    """Lines without zero bytes."""
    for line in text:
        yield line.replace("\0", "") if "\0" in line else line


def _opened(path: Path) -> Any:
    """A stream of the bytes, unpacked where gzip packed them (raises OSError)."""
    with path.open("rb") as stream:
        packed = stream.read(2) == b"\x1f\x8b"
    return gzip.open(path, "rb") if packed else path.open("rb")


def _read(stream: Any, count: int, path: Path) -> bytes:
    try:
        found: bytes = stream.read(count)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise _damaged(path, error) from error
    return found


def _damaged(path: Path, error: Exception) -> DataError:
    return DataError("data.gzip_damaged", path=str(path), reason=str(error))
