"""Tables in Excel and OpenDocument workbooks and in Parquet files."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

import msgspec

from deepdesk.core.errors import DataError
from deepdesk.data.settings import TableSettings
from deepdesk.data.tables import layout, memory
from deepdesk.data.tables.csv_files import COLUMN_LIMIT, Raw
from deepdesk.data.tables.table import Faults

if TYPE_CHECKING:
    import polars as pl

WORKBOOKS: Final = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods")
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_CELL: Final = 48
_LEAST: Final = 60_000_000
Found = TypeVar("Found")


def is_workbook(path: Path, head: bytes) -> bool:
    """Whether it is an Excel or OpenDocument file by its first bytes or its name."""
    return (path.suffix.lower() in WORKBOOKS and head[:4] in (b"PK\x03\x04", _OLE[:4])) or head.startswith(_OLE)


def is_parquet(head: bytes) -> bool:
    """Whether it is a Parquet file by its first bytes."""
    return head.startswith(b"PAR1")


def read_workbook(path: Path, settings: TableSettings, rows: int | None) -> Raw:
    """The chosen or first filled sheet (arguments and errors as :func:`deepdesk.data.tables.reading.read_table`)."""
    _check_workbook(path)
    import fastexcel

    book = _guarded(path, lambda: fastexcel.read_excel(path.read_bytes()))
    sheets = tuple(book.sheet_names)
    if settings.sheet is not None and settings.sheet not in sheets:
        raise DataError("data.table.no_sheet", path=str(path), sheet=settings.sheet, known=", ".join(sheets))
    for name in (settings.sheet,) if settings.sheet else sheets:
        top = _guarded(path, lambda name=name: _cells(book, name, header=None, rows=50))  # type: ignore[misc]
        if len(top) and top.width:
            break
    else:
        raise DataError("data.table.no_rows", path=str(path))
    sample = [["" if cell is None else str(cell) for cell in record] for record in top.rows()]
    width = top.width
    skipped = layout.preamble(sample, width)
    header = layout.has_header(sample[skipped:], ".") if settings.header is None else settings.header
    first = skipped if header else None
    frame = _guarded(path, lambda: _cells(book, name, header=first, rows=rows, skip=0 if header else skipped))
    names = sample[skipped] if header else []
    unique = layout.unique_names(names, width)
    if frame.width != width or not len(frame):
        raise DataError("data.table.no_rows", path=str(path))
    frame.columns = list(unique)
    renamed = sum(a != " ".join(b.split()) for a, b in zip(unique, names, strict=False))
    settings = msgspec.structs.replace(settings, sheet=name, header=header, decimal=settings.decimal or ".")
    return Raw(frame, settings, Faults(skipped=skipped, renamed=renamed), sheets)


def _cells(book: Any, name: str, *, header: int | None, rows: int | None, skip: int = 0) -> pl.DataFrame:
    import polars as pl

    options: dict[str, Any] = {"skip_rows": skip} if header is None else {}
    sheet = book.load_sheet(name, header_row=header, n_rows=rows, schema_sample_rows=None, **options)
    frame = sheet.to_polars()
    if not isinstance(frame, pl.DataFrame):
        raise TypeError(type(frame).__name__)
    return frame


def _check_workbook(path: Path) -> None:
    """Refuses protected workbooks, and packed ones that would unpack to more than there is memory for."""
    with path.open("rb") as stream:
        head = stream.read(8)
        if head.startswith(_OLE):
            stream.seek(0)
            if "EncryptedPackage".encode("utf-16-le") in stream.read(4_000_000):
                raise DataError("data.table.protected", path=str(path))
            memory.check_memory(str(path), 10 * path.stat().st_size + _LEAST)
            return
    try:
        with zipfile.ZipFile(path) as archive:
            unpacked = sum(item.file_size for item in archive.infolist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise DataError("data.table.damaged", path=str(path), reason=str(error)) from error
    memory.check_memory(str(path), 3 * unpacked + _LEAST)


def read_parquet(path: Path, settings: TableSettings, rows: int | None) -> Raw:
    """The table in a Parquet file (arguments and errors as :func:`deepdesk.data.tables.reading.read_table`)."""
    memory.check_memory(str(path), 4 * path.stat().st_size + _LEAST)
    import polars as pl

    schema = _guarded(path, lambda: pl.read_parquet_schema(io.BytesIO(path.read_bytes())))
    if len(schema) > COLUMN_LIMIT:
        raise DataError("data.table.too_many_columns", path=str(path), found=len(schema), limit=COLUMN_LIMIT)
    count = _guarded(path, lambda: int(pl.scan_parquet(path, glob=False).select(pl.len()).collect().item()))
    memory.check_memory(str(path), (count if rows is None else min(rows, count)) * len(schema) * _CELL + _LEAST)
    frame = _guarded(path, lambda: pl.read_parquet(path, n_rows=rows, glob=False))
    if not len(frame) or not frame.width:
        raise DataError("data.table.no_rows", path=str(path))
    names = list(frame.columns)
    unique = layout.unique_names(names, len(names))
    frame.columns = list(unique)
    settings = msgspec.structs.replace(settings, header=True, decimal=settings.decimal or ".")
    return Raw(frame, settings, Faults(renamed=sum(a != b for a, b in zip(unique, names, strict=True))))


def _guarded(path: Path, read: Callable[[], Found]) -> Found:
    """What ``read`` gives; whatever a foreign parser raises, its panics included, says that the file is damaged."""
    try:
        return read()
    except (KeyboardInterrupt, SystemExit, MemoryError, DataError):
        raise
    except BaseException as error:
        # A panic of compiled code is no Exception; its first line says enough.
        reason = (str(error).splitlines() or [type(error).__name__])[0][:200]
        raise DataError("data.table.damaged", path=str(path), reason=reason) from error
