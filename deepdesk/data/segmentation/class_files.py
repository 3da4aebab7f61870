"""A list of classes beside the data: ``classes.txt``, ``class_dict.csv``, ``label_colors.txt`` and their like."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from deepdesk.core.errors import DataError
from deepdesk.data.settings import MaskClass
from deepdesk.data.tables.encodings import encoding_of
from deepdesk.data.tables.mixed_lines import decoder_of

NAMES: Final = (
    "classes.txt",
    "classes.csv",
    "class_names.txt",
    "class_dict.csv",
    "class_dict.txt",
    "label_colors.txt",
    "labelmap.txt",
    "label_names.txt",
    "labels.txt",
    "labels.csv",
    "codes.txt",
)
IGNORED_NAMES: Final = frozenset({"void", "unlabelled", "unlabeled", "ignore", "ignored", "dontcare", "don't care"})
_SIZE_LIMIT: Final = 1 << 20
_CLASS_LIMIT: Final = 1000
_HEADINGS: Final = frozenset({"name", "class", "class_name", "label", "id", "index", "value", "r", "red"})

Colour = tuple[int, int, int]


def find_class_file(root: Path) -> Path | None:
    """The list of classes in the folder, the first of the usual names that is there."""
    for name in NAMES:
        path = root / name
        try:
            if path.is_file() and 0 < path.stat().st_size <= _SIZE_LIMIT:
                return path
        except OSError:
            continue
    return None


def read_class_file(path: Path) -> tuple[MaskClass, ...]:
    """The classes in the file, in its order; empty when it is no such list.

    Each line holds a name, and before or after it an index or three figures for a colour, separated by commas,
    semicolons, colons, tabs or spaces. Where no line has either, the index is the place in the list.
    """
    try:
        content = path.read_bytes()
        text = decoder_of(encoding_of(content, path=str(path)), "replace").decode(content, True)
    except (OSError, DataError):
        return ()
    rows = [line.strip() for line in text.splitlines() if line.strip() and not line.lstrip().startswith(("#", "//"))]
    if len(rows) > _CLASS_LIMIT or "\0" in text:
        return ()
    cells = [_cells(row) for row in rows]
    if cells and {cell.lower() for cell in cells[0]} & _HEADINGS and len(cells) > 1:
        cells = _in_order(cells[0], cells[1:])
    found = [_entry(row) for row in cells]
    entries = [one for one in found if one is not None]
    if len(entries) < len(found) or len({one.name for one in entries}) < len(entries):
        return ()
    if all(one.value is None and one.colour is None for one in entries):
        return tuple(MaskClass(name=one.name, value=place) for place, one in enumerate(entries))
    return tuple(entries)


def _cells(row: str) -> list[str]:
    if re.search(r"[,;\t]", row):
        separator = next(mark for mark in "\t;," if mark in row)
        cells = next(csv.reader([row], delimiter=separator))
        # ``name:r,g,b::`` of CVAT.
        cells = [part for cell in cells for part in cell.split(":")]
        # ``r g b<tab>name`` of CamVid.
        cells = [part for cell in cells for part in (cell.split() if _is_figures(cell) else [cell])]
    else:
        numbers = re.match(r"((?:\d+[\s:]+)+)(\D.*)$", row)
        behind = re.match(r"(\D.*?)((?:[\s:]+\d+)+)$", row)
        if numbers:
            cells = [*re.split(r"[\s:]+", numbers[1].strip(" :")), numbers[2]]
        elif behind:
            cells = [behind[1], *re.split(r"[\s:]+", behind[2].strip(" :"))]
        else:
            cells = [row]
    return [cell.strip() for cell in cells if cell.strip()]


def _is_figures(cell: str) -> bool:
    return bool(re.fullmatch(r"[\d ]+", cell))


def _in_order(headings: Sequence[str], rows: Sequence[list[str]]) -> list[list[str]]:
    """The rows without columns that are neither name, index nor colour."""
    wanted = [place for place, name in enumerate(headings) if _is_wanted(name)]
    return [[row[place] for place in wanted if place < len(row)] for row in rows]


def _is_wanted(heading: str) -> bool:
    return heading.lower() in _HEADINGS | {"g", "green", "b", "blue"}


def _entry(cells: Sequence[str]) -> MaskClass | None:
    numbers = [int(cell) for cell in cells if cell.isascii() and cell.isdigit() and len(cell) < 7]
    names = [cell for cell in cells if not (cell.isascii() and cell.isdigit())]
    if len(names) != 1 or len(names[0]) > 200:
        return None
    colour: Colour | None = None
    value: int | None = None
    if len(numbers) in {1, 4}:
        value = numbers[0]
    if len(numbers) >= 3:
        red, green, blue = numbers[-3:]
        if max(red, green, blue) > 255:
            return None
        colour = (red, green, blue)
    if len(numbers) == 2 or len(numbers) > 4:
        return None
    return MaskClass(name=names[0], value=value, colour=colour)
