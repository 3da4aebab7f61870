"""Tables in text files: CSV, TSV and their kin, packed by gzip or not."""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import msgspec

from deepdesk.core.errors import DataError
from deepdesk.data.settings import TableSettings
from deepdesk.data.tables import layout
from deepdesk.data.tables.layout import Layout, Record
from deepdesk.data.tables.numbers import decimal_of
from deepdesk.data.tables.table import Faults
from deepdesk.data.tables.text_lines import HEAD, Oddities, damaged, encoding_for, head_of, lines, opened

if TYPE_CHECKING:
    import polars as pl

_CHUNK: Final = 200_000
"""Cells that are turned into columns at a time."""
COLUMN_LIMIT: Final = 100_000
_RAGGED_TOLD: Final = 1_000


@dataclass(frozen=True)
class Raw:
    """Columns of strings or of values, and how they were read; ``settings`` with what was found filled in."""

    frame: pl.DataFrame
    settings: TableSettings
    faults: Faults = field(default_factory=Faults)
    sheets: tuple[str, ...] = ()


def read_text_table(path: Path, settings: TableSettings, rows: int | None) -> Raw:
    """The table in a text file (arguments and errors as :func:`deepdesk.data.tables.reading.read_table`)."""
    head = head_of(path)
    encoding = encoding_for(path, head, settings.encoding, whole=rows is None)
    some = list(lines(io.BytesIO(head), encoding, Oddities()))[: None if len(head) < HEAD else -1]
    found = layout.layout_of(some or [head.decode("utf-8", "replace")], settings.delimiter)
    return _parsed(path, msgspec.structs.replace(settings, encoding=encoding), found, some, rows)


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
    collected = _Collected(width, found.delimiter if _ends_in_prose(below[header:], width) else None)
    oddities = Oddities()
    with opened(path) as stream:
        text = lines(stream, settings.encoding or "utf-8", oddities)
        records = layout.records(text, found.delimiter, quoted=found.quoted)
        try:
            collected.take(islice(records, skipped + header, None), rows)
        except (EOFError, OSError, zlib.error) as error:
            raise damaged(path, error) from error
    unique = layout.unique_names(names, width)
    faults = Faults(
        ragged=collected.ragged,
        ragged_rows=tuple(collected.ragged_rows),
        skipped=skipped,
        zeros=oddities.zeros,
        replaced=oddities.replaced,
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


def _ends_in_prose(below: list[Record], width: int) -> bool:
    """Whether the last column holds sentences: a delimiter in one of them that is not quoted begins no new cell."""
    last = [record[width - 1] for record in below if len(record) >= width]
    prose = sum(" " in cell.strip() and any(map(str.isalpha, cell)) for cell in last)
    return width > 1 and prose > len(last) / 2


class _Collected:
    """Records turned into columns of strings, some at a time so that memory stays small.

    Where ``joined_by`` is given, cells too many are the rest of the last one.
    """

    def __init__(self, width: int, joined_by: str | None) -> None:
        self.ragged = 0
        self.ragged_rows: list[int] = []
        self.count = 0
        self._width = width
        self._joined_by = joined_by
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
        if filled > self._width and self._joined_by is not None:
            record[self._width - 1 :] = [self._joined_by.join(record[self._width - 1 : filled])]
            filled = self._width
        if filled != self._width:
            if len(record) < self._width:
                record.extend([""] * (self._width - len(record)))
            self.ragged += 1
            if len(self.ragged_rows) < _RAGGED_TOLD:
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
