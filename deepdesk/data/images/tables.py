"""Tables whose rows name image files: CSV, TSV and lines of JSON with a path, a label and perhaps a part."""

from __future__ import annotations

import csv
import io
import itertools
import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from deepdesk.core.errors import DataError
from deepdesk.data.content import TRAIN, FileContent, Progress, StopAsked, check_stop
from deepdesk.data.dataset import UNLABELLED, BadFile
from deepdesk.data.description import DatasetDescription
from deepdesk.data.images.folders import PART_NAMES, is_image, shown
from deepdesk.data.settings import ImageSettings, TableSettings

SUFFIXES: Final = frozenset([".csv", ".tsv", ".jsonl", ".ndjson"])
ROW_LIMIT: Final = 5_000_000
_JSON: Final = (".jsonl", ".ndjson")
_ENCODINGS: Final = ("utf-8-sig", "gb18030", "latin-1")
_LOOKED_AT: Final = 200
_SHARE: Final = 0.8
_LINE_LIMIT: Final = 1 << 20
_LABELS: Final = (
    *("label", "labels", "class", "class_name", "category", "target", "name", "y", "species", "breed"),
    *("类别", "标签"),
)
_PARTS: Final = ("split", "part", "set", "subset", "fold", "partition", "data set", "usage")

Row = Mapping[str, str]


@dataclass(frozen=True)
class Columns:
    """Which column holds what; ``None``: none does."""

    path: str
    label: str | None
    part: str | None


def names_images(head: bytes, suffix: str) -> bool:
    """Whether the beginning of a table names image files in one of its columns."""
    whole = head.rpartition(b"\n")[0] or head
    try:
        text = _text(whole, None)
        rows = list(itertools.islice(_rows(io.StringIO(text, newline=""), suffix, TableSettings()), _LOOKED_AT))
    except (csv.Error, ValueError, RecursionError):
        return False
    return _path_column(rows) is not None


def read_table(
    path: Path, description: DatasetDescription, *, progress: Progress, stop_asked: StopAsked
) -> FileContent:
    """The images that the rows of a table name, paths relative to its folder or absolute.

    Raises:
        DataError: not a table, no such column, no images in it, none of the files there, too long, cancelled.
        OSError: the file cannot be opened.
    """
    rows = _all_rows(path, description.table, stop_asked)
    columns = _columns(rows, description.images, path)
    prefix = _prefix(path.parent, [row.get(columns.path, "") for row in rows[:_LOOKED_AT]])
    found: dict[str, tuple[str | None, int, int, int]] = {}
    bad: list[BadFile] = []
    for number, row in enumerate(rows):
        if number % 500 == 0:
            check_stop(stop_asked)
            progress("data.progress.scanning", number, len(rows))
        name = row.get(columns.path, "").strip()
        if not name:
            bad.append(BadFile(path=f"{path.name}: {number + 1}", code="data.image.row_without_path"))
            continue
        name = prefix + _native(name)
        try:
            status = (path.parent / name).stat()
        except (OSError, ValueError):
            bad.append(BadFile(path=shown(name), code="data.image.missing"))
            continue
        label = (row.get(columns.label, "").strip() or None) if columns.label else None
        part = PART_NAMES.get(row.get(columns.part, "").strip().lower(), TRAIN) if columns.part else TRAIN
        found[name] = (label, part, status.st_size, status.st_mtime_ns)
    if not found:
        raise DataError("data.table.files_missing", path=str(path), count=len(rows), first=bad[0].path if bad else "-")
    return _content(path.parent, found, bad, has_parts=columns.part is not None)


def _content(
    root: Path, found: Mapping[str, tuple[str | None, int, int, int]], bad: Sequence[BadFile], *, has_parts: bool
) -> FileContent:
    paths = tuple(sorted(found))
    classes = tuple(sorted({row[0] for row in found.values() if row[0] is not None}))
    if len(classes) > 10_000:
        raise DataError("data.too_many_classes", path=str(root), found=len(classes))
    number: dict[str | None, int] = {None: UNLABELLED, **{name: place for place, name in enumerate(classes)}}
    given = np.array([found[path][1] for path in paths], dtype=np.uint8)
    return FileContent(
        root=root,
        paths=paths,
        labels=np.array([number[found[path][0]] for path in paths], dtype=np.int64),
        classes=classes,
        given=given if has_parts and len(set(given.tolist())) > 1 else None,
        bad=tuple(bad),
        signature=tuple((path, *found[path][2:]) for path in paths),
    )


def _all_rows(path: Path, settings: TableSettings, stop_asked: StopAsked) -> list[Row]:
    rows: list[Row] = []
    encoding = settings.encoding or _encoding(path)
    try:
        with path.open(encoding=encoding, newline="", errors="surrogateescape") as stream:
            for row in _rows(stream, path.suffix.lower(), settings):
                rows.append(row)
                if len(rows) % 10_000 == 0:
                    check_stop(stop_asked)
                if len(rows) > ROW_LIMIT:
                    raise DataError("data.table.too_long", path=str(path), limit=ROW_LIMIT)
    except (csv.Error, LookupError, UnicodeError, ValueError, RecursionError) as error:
        raise DataError("data.table.unreadable", path=str(path), reason=str(error)) from error
    return rows


def _rows(stream: io.TextIOBase | io.StringIO | Iterable[str], suffix: str, settings: TableSettings) -> Iterator[Row]:
    if suffix in _JSON:
        yield from _json_rows(stream)
        return
    lines = iter(stream)
    first = next(lines, "")
    delimiter = settings.delimiter or ("\t" if suffix == ".tsv" else max(",;\t|", key=first.count))
    reader = csv.reader(itertools.chain([first], lines), delimiter=delimiter)
    header = next(reader, [])
    if settings.header is False or (settings.header is None and any(is_image(cell.strip()) for cell in header)):
        reader = itertools.chain([header], reader)  # type: ignore[assignment]  # both give lists of cells
        header = [str(number + 1) for number in range(len(header))]
    names = [name.strip() or str(number + 1) for number, name in enumerate(header)]
    for cells in reader:
        if cells:
            yield dict(zip(names, [*cells, *[""] * (len(names) - len(cells))], strict=False))


def _json_rows(stream: Iterable[str]) -> Iterator[Row]:
    for line in stream:
        if len(line) > _LINE_LIMIT:
            raise ValueError(line[:40])
        if line.strip():
            found = json.loads(line)
            if not isinstance(found, dict):
                raise ValueError(line[:40])
            yield {str(key): "" if value is None else str(value) for key, value in found.items()}


def _columns(rows: Sequence[Row], settings: ImageSettings, path: Path) -> Columns:
    known = list(dict.fromkeys(name for row in rows[:_LOOKED_AT] for name in row))
    for wanted in (settings.path, settings.label, settings.part):
        if wanted is not None and wanted not in known:
            raise DataError("data.table.no_column", path=str(path), name=wanted, known=", ".join(known[:50]) or "-")
    place = settings.path or _path_column(rows[:_LOOKED_AT])
    if place is None:
        raise DataError("data.table.no_images", path=str(path))
    others = [name for name in known if name != place]
    part = settings.part or next((name for name in others if _is_part(name, rows[:_LOOKED_AT])), None)
    label = settings.label or _label_column(rows[:_LOOKED_AT], [name for name in others if name != part])
    return Columns(path=place, label=label, part=part)


def _path_column(rows: Sequence[Row]) -> str | None:
    """The column most of whose cells are names of images."""
    if not rows:
        return None
    for name in rows[0]:
        if sum(is_image(row.get(name, "").strip()) for row in rows) >= _SHARE * len(rows):
            return name
    return None


def _label_column(rows: Sequence[Row], names: Sequence[str]) -> str | None:
    """By its name, else the only other one, else the one with the fewest different cells that repeat."""
    for wanted in _LABELS:
        for name in names:
            if name.lower() == wanted:
                return name
    if len(names) == 1:
        return names[0]
    distinct = {name: len({row.get(name, "") for row in rows}) for name in names}
    repeating = [name for name in names if 1 < distinct[name] <= max(2, len(rows) // 2)]
    return min(repeating, key=distinct.__getitem__, default=None)


def _is_part(name: str, rows: Sequence[Row]) -> bool:
    cells = {row.get(name, "").strip().lower() for row in rows} - {""}
    return bool(cells) and cells <= set(PART_NAMES) and (name.lower() in _PARTS or len(cells) > 1)


def _native(name: str) -> str:
    r"""A path as written on any system, with ``/`` (``images\\cat 1.png`` of Windows too)."""
    name = name.replace("\\", "/")
    return name.removeprefix("./")


def _prefix(folder: Path, names: Sequence[str]) -> str:
    """The sub-folder that the paths are meant to start from: the folder itself, or the one where most are found."""
    natives = [_native(name.strip()) for name in names if name.strip()]
    if sum(_is_file(folder / name) for name in natives) > len(natives) // 2:
        return ""
    try:
        places = sorted(entry.name for entry in os.scandir(folder) if entry.is_dir())[:100]
    except OSError:
        return ""
    counts = {place: sum(_is_file(folder / place / name) for name in natives[:20]) for place in places}
    best = max(counts, key=counts.__getitem__, default="")
    return f"{best}/" if best and counts[best] else ""


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False


def _encoding(path: Path) -> str:
    with path.open("rb") as stream:
        head = stream.read(1 << 20)
    whole = head.rpartition(b"\n")[0] or head
    return next(encoding for encoding in _ENCODINGS if _decodes(whole, encoding))


def _text(head: bytes, encoding: str | None) -> str:
    return head.decode(encoding or next(name for name in _ENCODINGS if _decodes(head, name)))


def _decodes(content: bytes, encoding: str) -> bool:
    try:
        content.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True
