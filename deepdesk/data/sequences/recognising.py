"""Whether a source holds sequences of several classes, by names and a first look, without reading it."""

from __future__ import annotations

import csv
from itertools import pairwise
from pathlib import Path
from typing import Final

from deepdesk.data.glance import HEAD, Glance
from deepdesk.data.sequences import pairs
from deepdesk.data.sequences.columns import GROUP_WORDS, ID_WORDS, is_word, named_labels
from deepdesk.data.sequences.ts_files import is_ts
from deepdesk.data.tables.numbers import MARKERS, is_number

_TABLES: Final = (".csv", ".tsv", ".txt", ".tab", ".dat")
_FILES: Final = 3
_VALUES: Final = 8
"""A row of at least so many numbers can be a sequence."""


def recognised(found: Glance) -> float:
    """Sure of ``.ts`` files and pairs of tables of numbers; fairly sure of tables with an identity and a label, and of
    class folders with tables of numbers."""
    if found.is_folder:
        return _folder(found)
    return _file(found.path, found.head)


def _file(path: Path, head: bytes) -> float:
    if is_ts(head):
        return 1.0
    if path.suffix.lower() not in _TABLES or b"\0" in head[:1000]:
        return 0.0
    rows = _rows(head)
    if not rows:
        return 0.0
    if all(map(_is_case, rows[:20])):
        labels = {row[0] for row in rows}
        few = len(labels) <= max(1, len(rows) // 2) and all(_is_whole(label) for label in labels)
        return (1.0 if pairs.part_of(path) else 0.6) if few else 0.0
    return _named(rows)


def _named(rows: list[list[str]]) -> float:
    """A long table: a column that names sequences, whose values come again in rows that follow each other, a label,
    and at least one column of numbers beside them. Or a row for each, with a label and many numbers."""
    header, below = rows[0], rows[1:]
    if len(below) < 2 or any(_is_cell(cell) for cell in header if cell.strip()):
        return 0.0
    named = named_labels(header)
    if not named:
        return 0.0
    label = header.index(named[0])
    full = [row for row in below if len(row) == len(header)]
    numbers = [
        place for place in range(len(header)) if full and all(_is_cell(row[place]) for row in full) and place != label
    ]
    for place, name in enumerate(header):
        if place == label or not is_word(name, (*ID_WORDS, *GROUP_WORDS)):
            continue
        cells = [row[place] for row in full]
        again = sum(first == second for first, second in pairwise(cells))
        if again >= len(cells) / 2 and set(numbers) - {place}:
            return 0.95
    labels = {row[label] for row in full}
    return 0.7 if len(numbers) >= 3 * _VALUES and len(labels) <= max(2, len(full) / 2) else 0.0


def _folder(found: Glance) -> float:
    partners = pairs.in_folder(found.names)
    if any(_file(found.path / name, _head(found.path / name)) >= 0.6 for name in _training(found.names, partners)):
        return 1.0
    tables = [name for name in found.names if "/" in name and name.lower().endswith(_TABLES)]
    if len({name.split("/", 1)[0] for name in tables}) < 2 or found.share(*_TABLES) < 0.8:
        return 0.0
    looked = tables[:: max(1, len(tables) // _FILES)][:_FILES]
    return 0.9 if all(_is_measured(found.path / name) for name in looked) else 0.0


def _training(names: tuple[str, ...], partners: dict[tuple[str, str], set[int]]) -> list[str]:
    chosen = [name for name in names if "/" not in name and pairs.part_of(Path(name))]
    return [name for name in chosen if (pairs.part_of(Path(name)) or ("",))[0] in {stem for stem, _ in partners}][:4]


def _is_measured(path: Path) -> bool:
    """Whether a table holds more numbers than anything else, its first row aside."""
    rows = _rows(_head(path))[1:]
    cells = [cell for row in rows for cell in row]
    return len(rows) >= 2 and sum(_is_cell(cell) for cell in cells) > 0.6 * len(cells)


def _head(path: Path) -> bytes:
    try:
        with path.open("rb") as stream:
            return stream.read(HEAD)
    except OSError:
        return b""


def _rows(head: bytes) -> list[list[str]]:
    """The cells of the first rows, whatever divides them; the last row may be cut off and goes."""
    lines = head.decode("utf-8", "replace").lstrip("\ufeff").splitlines()
    lines = [line for line in (lines[:-1] if len(head) >= HEAD and len(lines) > 1 else lines) if line.strip()][:400]
    if not lines:
        return []
    mark = max(",;\t", key=lines[-1].count)
    if not lines[-1].count(mark):
        return [line.split() for line in lines]
    try:
        return list(csv.reader(lines, delimiter=mark))
    except csv.Error:
        return []


def _is_case(row: list[str]) -> bool:
    return len(row) > _VALUES and all(_is_cell(cell) for cell in row)


def _is_cell(cell: str) -> bool:
    text = cell.strip()
    return not text or text.lower() in MARKERS or is_number(text, ".") or is_number(text, ",")


def _is_whole(cell: str) -> bool:
    try:
        number = float(cell)
    except ValueError:
        return False
    return number == number and abs(number) < 1e6 and number == round(number)
