"""How the text of a table is laid out: what divides its cells, whether quotes count, whether names stand on top."""

from __future__ import annotations

import csv
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from deepdesk.data.settings import Decimal
from deepdesk.data.tables.dates import formats_of
from deepdesk.data.tables.numbers import MARKERS, is_number

DELIMITERS: Final = ("\t", ";", "|", ",")
BLANKS: Final = " "
"""Stands for any number of blanks and tabs."""
ONE_COLUMN: Final = ""
"""Nothing divides a line: it is a cell."""
_NEVER: Final = "\x1f"
_ROWS: Final = 200
_KNOWN: Final = (
    "|id|name|label|class|category|target|text|message|review|sentence|comment|title|content|path|file|filename|image|"
    "time|date|datetime|timestamp|value|x|y|type|kind|split|part|subject|speaker|group|sentiment|score|"
    "标签|类别|文本|内容|评论|时间|日期|名称|"
)
"""Words that name columns."""

Record = list[str]


@dataclass(frozen=True)
class Layout:
    """``delimiter``; ``quoted``: whether quotes enclose cells, or are characters like others; ``width``: cells of most
    records."""

    delimiter: str
    quoted: bool
    width: int


def records(lines: Iterable[str], delimiter: str, *, quoted: bool, strict: bool = False) -> Iterator[Record]:
    """The cells of each record, empty lines left out (raises csv.Error only where ``strict``)."""
    csv.field_size_limit(min(sys.maxsize, 2**31 - 1))
    if delimiter == BLANKS:
        lines = (re.sub(r"[ \t]+", " ", line.strip(" \t\r\n")) + "\n" for line in lines)
    reader = csv.reader(
        lines,
        delimiter=delimiter or _NEVER,
        quotechar='"',
        quoting=csv.QUOTE_MINIMAL if quoted else csv.QUOTE_NONE,
        strict=strict,
    )
    return (record for record in reader if record and (len(record) > 1 or record[0].strip()))


def layout_of(lines: Sequence[str], delimiter: str | None = None) -> Layout:
    """The layout of a table by its first lines (with their ends; the last may be cut off).

    Quotes count where the whole is well-formed with them; else by what leaves fewer records of another width.
    """
    candidates = (*DELIMITERS, BLANKS) if delimiter is None else (delimiter,) if delimiter else ()
    best: Layout | None = None
    share = 0.0
    for mark in candidates:
        quoted = _quotes_count(lines, mark)
        some = [len(record) for record in _some(lines, mark, quoted=quoted)]
        widths = Counter(some[1:] if len(some) > 2 else some)  # a header may lack a name for the names of rows
        if not widths:
            continue
        width, count = max(widths.items(), key=lambda item: (item[0] > 1, item[1], item[0]))
        named = _named_width(lines, mark)
        if named and named != width:
            # Sentences that are not quoted have commas of their own.
            width, count = named, sum(count for cells, count in widths.items() if cells >= named)
        found = count / widths.total()
        if width < 2 or (found < 0.5 and not delimiter):
            continue
        if mark == BLANKS and not delimiter and (best or not _is_blank_divided(lines, found)):
            continue
        if best is None or found > share + 0.1:
            best, share = Layout(mark, quoted, width), found
    if best:
        return best
    only = ONE_COLUMN if delimiter is None else delimiter
    return Layout(only, _quotes_count(lines, only), 1)


def _named_width(lines: Sequence[str], delimiter: str) -> int:
    """How many cells the first line has, where all of them are words that name columns; else 0."""
    first = next(records(lines[:1], delimiter, quoted=True), [])
    return len(first) if len(first) > 1 and all(f"|{cell.strip().lower()}|" in _KNOWN for cell in first) else 0


def _is_blank_divided(lines: Sequence[str], share: float) -> bool:
    """Blanks divide numbers; of sentences they divide words."""
    cells = [cell for line in lines[1:50] for cell in line.split()]
    numbers = sum(is_number(cell, ".") or is_number(cell, ",") or cell.lower() in MARKERS for cell in cells)
    return share >= 0.9 and numbers >= 0.5 * len(cells) > 0


def _some(lines: Sequence[str], delimiter: str, *, quoted: bool) -> Iterator[Record]:
    for number, record in enumerate(records(lines, delimiter, quoted=quoted)):
        if number == _ROWS:
            return
        yield record


def _quotes_count(lines: Sequence[str], delimiter: str) -> bool:
    if not any('"' in line for line in lines):
        return False
    try:
        for _ in records(lines, delimiter, quoted=True, strict=True):
            pass
        return True
    except csv.Error:
        return _ragged(lines, delimiter, quoted=True) < _ragged(lines, delimiter, quoted=False)


def _ragged(lines: Sequence[str], delimiter: str, *, quoted: bool) -> int:
    widths = Counter(len(record) for record in records(lines, delimiter, quoted=quoted))
    return widths.total() - max(widths.values(), default=0)


def preamble(found: Sequence[Record], width: int) -> int:
    """How many records at the top, at most 50, are titles or remarks: narrower than the table that follows."""
    if width < 2:
        return 0
    for number, record in enumerate(found[:50]):
        filled = sum(1 for cell in record if cell.strip())
        if len(record) >= width - 1 and filled > 1:
            return number
    return 0


def has_header(found: Sequence[Record], decimal: Decimal) -> bool:
    """Whether the first record names the columns: it holds no number and no date, and either what stands below does,
    or its words are such names, or they do not come again below."""
    if len(found) < 2:
        return bool(found) and not any(_is_value(cell, decimal) for cell in found[0])
    first, below = found[0], found[1:100]
    if any(_is_value(cell, decimal) for cell in first) or not any(cell.strip() for cell in first):
        return False
    columns = [[record[place] for record in below if place < len(record)] for place in range(len(first))]
    if any(_measured(cells, decimal) for cells in columns):
        return True
    if any(f"|{cell.strip().lower()}|" in _KNOWN for cell in first):
        return True
    pairs = list(zip(first, columns, strict=True))
    again = any(cell in cells for cell, cells in pairs)
    repeated = any(len(set(cells)) <= len(cells) / 2 for cells in columns)
    return not again and repeated and max(map(len, first)) <= 40


def _measured(cells: Sequence[str], decimal: Decimal) -> bool:
    """Whether a column holds numbers or times, with some cells empty."""
    filled = [cell for cell in cells if cell.strip() and cell.strip().lower() not in MARKERS]
    return bool(filled) and all(_is_value(cell, decimal) for cell in filled)


def _is_value(cell: str, decimal: Decimal) -> bool:
    return is_number(cell, decimal) or bool(formats_of((cell,)))


def unique_names(found: Sequence[str], width: int) -> tuple[str, ...]:
    """``width`` names, each once: an empty one becomes ``column_3``, one that comes again ``x_2``."""
    names: list[str] = []
    taken: set[str] = set()
    wanted = Counter(name.strip() for name in found)
    for place in range(width):
        base = " ".join(found[place].split()) if place < len(found) else ""
        base = base or f"column_{place + 1}"
        name, number = base, 2
        while name in taken or (name != base and name in wanted):
            name, number = f"{base}_{number}", number + 1
        taken.add(name)
        names.append(name)
    return tuple(names)
