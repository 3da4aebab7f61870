"""Reads a table of any form: CSV and its kin, Excel, Parquet. In a child only: the window never parses."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import msgspec

from deepdesk.core.errors import DataError
from deepdesk.data.settings import TableSettings
from deepdesk.data.tables.columns import judged_all
from deepdesk.data.tables.csv_files import Raw, read_text_table
from deepdesk.data.tables.table import Table
from deepdesk.data.tables.workbooks import WORKBOOKS, is_parquet, is_workbook, read_parquet, read_workbook

TEXT_SUFFIXES: Final = (".csv", ".tsv", ".tab", ".txt", ".dat", ".data")
SUFFIXES: Final = (*TEXT_SUFFIXES, *WORKBOOKS, ".parquet")
"""What a table's name ends in; ``.gz`` may follow."""


def read_table(path: Path, settings: TableSettings, *, rows: int | None = None) -> Table:
    """The table at ``path``.

    Args:
        path: of a CSV, TSV or other text file (packed by gzip or not), an Excel or OpenDocument workbook, a Parquet
            file; recognised by its bytes.
        settings: what the person settled; the rest is found out.
        rows: at most so many are read, from the top (for a quick look).

    Raises:
        DataError: there is nothing, no permission, no table, no row; it is damaged or protected, of another encoding
            than was asked for, or larger than memory; every cause has its code.
    """
    try:
        raw = _raw(path, settings, rows)
    except FileNotFoundError as error:
        raise DataError("data.missing", path=str(path)) from error
    except PermissionError as error:
        raise DataError("data.no_permission", path=str(path)) from error
    except MemoryError as error:
        raise DataError("data.table.memory", path=str(path)) from error
    except OSError as error:
        raise DataError("data.table.damaged", path=str(path), reason=error.strerror or str(error)) from error
    return _table(path, raw)


def _raw(path: Path, settings: TableSettings, rows: int | None) -> Raw:
    _check(settings, path)
    with path.open("rb") as stream:
        head = stream.read(4096)
    if not head:
        raise DataError("data.table.empty", path=str(path))
    if is_workbook(path, head):
        return read_workbook(path, settings, rows)
    if is_parquet(head):
        return read_parquet(path, settings, rows)
    return read_text_table(path, settings, rows)


def _check(settings: TableSettings, path: Path) -> None:
    mark = settings.delimiter
    if mark is not None and (len(mark) > 1 or (mark and mark in '"\r\n\0')):
        raise DataError("data.table.bad_delimiter", path=str(path), delimiter=mark)


def _table(path: Path, raw: Raw) -> Table:
    decimal = raw.settings.decimal or "."
    columns = tuple(raw.frame.columns)
    found = judged_all(raw.frame, decimal, raw.settings.date_format)
    times = [one.rule.formats[0] for one in found.values() if one.rule.formats]
    return Table(
        path=path,
        settings=msgspec.structs.replace(raw.settings, date_format=times[0] if times else raw.settings.date_format),
        columns=columns,
        rows=len(raw.frame),
        holds={name: one.rule.holds for name, one in found.items()},
        missing={name: one.missing for name, one in found.items()},
        strays={name: one.strays for name, one in found.items() if one.strays},
        frame=raw.frame,
        rules={name: one.rule for name, one in found.items()},
        sheets=raw.sheets,
        faults=raw.faults,
    )
