"""Reads one file of sequences, whatever its form."""

from __future__ import annotations

from pathlib import Path

from deepdesk.core.errors import DataError
from deepdesk.data.content import StopAsked
from deepdesk.data.sequences.columns import GROUP_WORDS, ID_WORDS, is_word
from deepdesk.data.sequences.long_tables import long_of
from deepdesk.data.sequences.rows import rows_of
from deepdesk.data.sequences.source import FoundSequences
from deepdesk.data.sequences.ts_files import is_ts, read_ts
from deepdesk.data.settings import SequenceSettings, TableSettings
from deepdesk.data.tables.reading import read_table
from deepdesk.data.tables.table import Table

WIDE = 8
"""A table of at least so many columns of numbers can hold a sequence in each row."""


def read_any(
    path: Path, name: str, settings: SequenceSettings, table: TableSettings, stop_asked: StopAsked
) -> FoundSequences:
    """The sequences in a ``.ts`` file or a table (raises DataError)."""
    try:
        with path.open("rb") as stream:
            head = stream.read(65536)
    except FileNotFoundError as error:
        raise DataError("data.missing", path=str(path)) from error
    except PermissionError as error:
        raise DataError("data.no_permission", path=str(path)) from error
    except OSError as error:
        raise DataError("data.table.damaged", path=str(path), reason=error.strerror or str(error)) from error
    if is_ts(head):
        return read_ts(path, name, stop_asked)
    if path.suffix.lower() == ".ts":
        raise DataError("data.table.empty" if not head else "data.sequences.no_header", path=str(path))
    found = read_table(path, table)
    return rows_of(found, name, settings) if is_wide(found, settings) else long_of(found, settings)


def is_wide(table: Table, settings: SequenceSettings) -> bool:
    """Whether each row is a sequence: there are no names of columns, or many columns of numbers and none that tells
    sequences apart."""
    if settings.id is not None:
        return False
    if not table.settings.header:
        return True
    numbers = sum(holds == "number" for holds in table.holds.values())
    named = [name for name in table.columns if is_word(name, (*ID_WORDS, *GROUP_WORDS))]
    repeats = any(len(set(table.texts(name))) <= table.rows / 2 for name in named)
    return numbers >= WIDE and not repeats
