"""Tables in JSON Lines: one object in each line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

from deepdesk.core.errors import DataError
from deepdesk.data.settings import TableSettings
from deepdesk.data.tables import memory
from deepdesk.data.tables.columns import judged_all
from deepdesk.data.tables.csv_files import COLUMN_LIMIT
from deepdesk.data.tables.table import Faults, Table

SUFFIXES: Final = (".jsonl", ".ndjson")
_BAD_SHARE: Final = 0.1
_FACTOR: Final = 12
"""Bytes of memory for each byte of the file."""


def read_json_lines(path: Path, *, rows: int | None = None) -> Table:
    """The table whose rows are the objects in the lines of ``path`` and whose columns are their keys, in the order
    in which they first come. Lines that are no objects are counted as ragged and left out, up to one in ten.

    Args:
        path: of a file in UTF-8.
        rows: at most so many are read, from the top.

    Raises:
        DataError: it is empty, larger than memory, or too many lines are no JSON objects.
    """
    try:
        size = path.stat().st_size
        if not size:
            raise DataError("data.table.empty", path=str(path))
        memory.check_memory(str(path), _FACTOR * (size if rows is None else min(size, 1_000_000)))
        found, bad, first_bad = _objects(path, rows)
    except FileNotFoundError as error:
        raise DataError("data.missing", path=str(path)) from error
    except PermissionError as error:
        raise DataError("data.no_permission", path=str(path)) from error
    except OSError as error:
        raise DataError("data.table.damaged", path=str(path), reason=error.strerror or str(error)) from error
    if bad and (not found or bad > _BAD_SHARE * (bad + len(found))):
        raise DataError("data.table.no_json_lines", path=str(path), line=first_bad[0])
    if not found:
        raise DataError("data.table.no_rows", path=str(path))
    return _table(path, found, Faults(ragged=bad, ragged_rows=tuple(first_bad)))


def _objects(path: Path, rows: int | None) -> tuple[list[dict[str, Any]], int, list[int]]:
    found: list[dict[str, Any]] = []
    bad: list[int] = []
    count = 0
    with path.open(encoding="utf-8-sig", errors="replace") as lines:
        for number, line in enumerate(lines, start=1):
            if not line.strip():
                continue
            if rows is not None and len(found) >= rows:
                break
            try:
                one = json.loads(line)
            except (ValueError, RecursionError):
                one = None
            if isinstance(one, dict):
                # Half a character can be written in JSON, but not kept as UTF-8.
                found.append({_text(key): value for key, value in one.items()} if "\\u" in line else one)
            else:
                count += 1
                bad += [number] if len(bad) < 10 else []
                if not found and count >= 100:
                    break
    return found, count, bad


def _table(path: Path, found: list[dict[str, Any]], faults: Faults) -> Table:
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
        settings=TableSettings(encoding="utf-8", header=True, decimal="."),
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
