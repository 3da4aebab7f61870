"""Tables in JSON: one object in each line (JSON Lines), or a list of objects."""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

import msgspec

from deepdesk.core.errors import DataError
from deepdesk.data.settings import TableSettings
from deepdesk.data.tables import memory
from deepdesk.data.tables.columns import judged_all
from deepdesk.data.tables.csv_files import COLUMN_LIMIT
from deepdesk.data.tables.table import Faults, Table
from deepdesk.data.tables.text_lines import Oddities, damaged, encoding_for, head_of, inner_suffix, lines, opened

SUFFIXES: Final = (".jsonl", ".ndjson")
_BEGINS: Final = re.compile(rb'\s*(\{\s*["}]|\[\s*\{\s*")')
_VALUE: Final = re.compile(r"[^\s,]")
_MARKS: Final = b"\xef\xbb\xbf\xff\xfe"
_BAD_SHARE: Final = 0.1
_FACTOR: Final = 12
"""Bytes of memory for each byte of the file."""
_LOOKED_AT: Final = 128
_GIVEN_UP: Final = 100
"""Lines at the top that are no objects, after which no more are tried."""


def is_json(path: Path) -> bool:
    """Whether a file holds such a table, by its name or by how it begins."""
    if inner_suffix(path) in SUFFIXES:
        return True
    try:
        with opened(path) as stream:
            head: bytes = stream.read(_LOOKED_AT)
    except (OSError, EOFError, zlib.error):
        return False
    return _BEGINS.match(head.replace(b"\0", b"").lstrip(_MARKS)) is not None


def read_json_lines(path: Path, settings: TableSettings, *, rows: int | None = None) -> Table:
    """The table whose rows are the objects in the lines of ``path`` and whose columns are their keys, in the order
    in which they first come. Lines that are no objects are told and left out, up to one in ten; a list is
    read up to where it is damaged.

    Args:
        path: of the file, packed by gzip or not.
        settings: its encoding, where the person settled it.
        rows: at most so many are read, from the top.

    Raises:
        DataError: it is empty, damaged, of another encoding than was asked for, larger than memory, or too many lines
            are no JSON objects.
    """
    oddities = Oddities()
    try:
        size = path.stat().st_size
        memory.check_memory(str(path), _FACTOR * (size if rows is None else min(size, 1_000_000)))
        encoding = encoding_for(path, head_of(path), settings.encoding, whole=rows is None)
        with opened(path) as stream:
            found, bad = _objects(lines(stream, encoding, oddities), rows)
    except FileNotFoundError as error:
        raise DataError("data.missing", path=str(path)) from error
    except PermissionError as error:
        raise DataError("data.no_permission", path=str(path)) from error
    except (EOFError, zlib.error) as error:
        raise damaged(path, error) from error
    except OSError as error:
        raise DataError("data.table.damaged", path=str(path), reason=error.strerror or str(error)) from error
    if bad and (not found or len(bad) > _BAD_SHARE * (len(bad) + len(found))):
        raise DataError("data.table.no_json_lines", path=str(path), line=bad[0])
    if not found:
        raise DataError("data.table.no_rows", path=str(path))
    faults = Faults(unread=tuple(bad), zeros=oddities.zeros, replaced=oddities.replaced)
    return _table(path, msgspec.structs.replace(settings, encoding=encoding, header=True, decimal="."), found, faults)


def _objects(some: Iterable[str], rows: int | None) -> tuple[list[dict[str, Any]], list[int]]:
    """The objects, and the numbers of the lines that are none."""
    found: list[dict[str, Any]] = []
    bad: list[int] = []
    numbered = enumerate(some, start=1)
    for number, line in numbered:
        if not line.strip():
            continue
        if rows is not None and len(found) >= rows:
            break
        if not found and line.lstrip(" \t\ufeff").startswith("["):
            return _listed(line + "".join(rest for _, rest in numbered), rows)
        try:
            one = json.loads(line)
        except (ValueError, RecursionError):
            one = None
        if isinstance(one, dict):
            found.append(_sound(one) if "\\u" in line else one)
        else:
            bad.append(number)
            if not found and len(bad) >= _GIVEN_UP:
                break
    return found, bad


def _listed(text: str, rows: int | None) -> tuple[list[dict[str, Any]], list[int]]:
    """The objects of a list, and the line in which it breaks off, if it does."""
    decode = json.JSONDecoder().raw_decode
    found: list[dict[str, Any]] = []
    place = text.index("[") + 1
    while rows is None or len(found) < rows:
        there = _VALUE.search(text, place)
        place = there.start() if there else len(text)
        if text.startswith("]", place):
            break
        try:
            one, place = decode(text, place)
        except (ValueError, RecursionError):
            one = None
        if not isinstance(one, dict):
            return found, [text.count("\n", 0, place) + 1]
        found.append(_sound(one))
    return found, []


def _sound(one: dict[str, Any]) -> dict[str, Any]:
    """Half a character can be written in JSON, but not kept as UTF-8."""
    return {_text(key): value for key, value in one.items()}


def _table(path: Path, settings: TableSettings, found: list[dict[str, Any]], faults: Faults) -> Table:
    import polars as pl

    columns = tuple(dict.fromkeys(key for one in found for key in one))
    if not columns or len(columns) > COLUMN_LIMIT:
        raise DataError("data.table.too_many_columns", path=str(path), found=len(columns), limit=COLUMN_LIMIT)
    frame = pl.DataFrame(
        [pl.Series(name, [_text(one.get(name)) for one in found], dtype=pl.String) for name in columns]
    )
    kinds = judged_all(frame, ".", None)
    return Table(
        path=path,
        settings=settings,
        columns=columns,
        rows=len(found),
        holds={name: one.rule.holds for name, one in kinds.items()},
        missing={name: one.missing for name, one in kinds.items()},
        strays={name: one.strays for name, one in kinds.items() if one.strays},
        frame=frame,
        rules={name: one.rule for name, one in kinds.items()},
        faults=faults,
    )


def _text(value: Any) -> str:
    if value is None:
        return ""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text.encode("utf-8", "replace").decode()
