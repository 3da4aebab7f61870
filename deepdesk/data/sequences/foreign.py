"""New sequences for a trained model: a ``.ts`` file, a table of rows, a long table, or a table that is one sequence."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from deepdesk.core.errors import DataError
from deepdesk.data.preprocessing import SequencePreprocessing
from deepdesk.data.sequences.columns import GROUP_WORDS, ID_WORDS, is_word, named_labels
from deepdesk.data.sequences.folders import values_of
from deepdesk.data.sequences.long_tables import long_of
from deepdesk.data.sequences.source import FoundSequences, tidied
from deepdesk.data.sequences.ts_files import is_ts, read_ts
from deepdesk.data.settings import SequenceSettings, TableSettings
from deepdesk.data.tables.reading import read_table
from deepdesk.data.tables.table import Table

LIMIT: Final = 100_000
"""Sequences in one file that are answered."""


def new_sequences(path: Path, model: SequencePreprocessing) -> FoundSequences:
    """The sequences in a file, with or without labels, which are not looked at.

    Raises:
        DataError: it is no such file, holds none that can be used, or has other columns than the model was trained on.
    """
    try:
        with path.open("rb") as stream:
            head = stream.read(65536)
    except (FileNotFoundError, ValueError) as error:
        raise DataError("data.missing", path=str(path)) from error
    except PermissionError as error:
        raise DataError("data.no_permission", path=str(path)) from error
    except OSError as error:
        raise DataError("data.table.damaged", path=str(path), reason=error.strerror or str(error)) from error
    found = read_ts(path, path.name, lambda: False) if is_ts(head) else _of_table(path, model)
    if not found.values:
        code = found.bad[0].code if found.bad else "data.sequences.empty"
        raise DataError(code, **(found.bad[0].params if found.bad else {}))
    if len(found.values) > LIMIT:
        raise DataError("inference.sequences.too_many", path=str(path), found=len(found.values), limit=LIMIT)
    return found


def _of_table(path: Path, model: SequencePreprocessing) -> FoundSequences:
    table = read_table(path, TableSettings())
    names = set(table.columns)
    settings = SequenceSettings(values=model.features if set(model.features) <= names else None)
    if _identity(table):
        return long_of(table, settings, labelled=False)
    if len(model.features) == 1 and settings.values is None and _is_rows(table, model):
        return _rows(table, path.name, model)
    if settings.values is None and table.settings.header and not _is_nameless(model):
        shown = ", ".join(model.features[:10])
        known = ", ".join(table.columns[:10])
        raise DataError("data.sequences.features_differ", path=str(path), found=known, expected=shown)
    values, features = values_of(table, settings)
    found = FoundSequences(form="folders", features=features)
    if len(values):
        found.values, found.labels, found.names = [values], [""], [path.name]
    else:
        found.leave_out(path.name, "data.sequences.empty")
    return found


def _is_nameless(model: SequencePreprocessing) -> bool:
    return all(name.startswith(("value", "column_")) for name in model.features)


def _identity(table: Table) -> bool:
    """Whether a column tells several sequences apart."""
    if not table.settings.header:
        return False
    named = [name for name in table.columns if is_word(name, (*ID_WORDS, *GROUP_WORDS))]
    return any(1 <= len(set(table.texts(name))) <= table.rows / 2 for name in named)


def _is_rows(table: Table, model: SequencePreprocessing) -> bool:
    """Whether rows are nearer to the model's length than columns are."""
    width = len(table.columns)
    return width > 2 and (table.rows == 1 or abs(width - model.steps) <= abs(table.rows - model.steps))


def _rows(table: Table, name: str, model: SequencePreprocessing) -> FoundSequences:
    """A sequence in each row. A first column beyond the model's length, or one named so, is the label."""
    import numpy as np

    columns = [one for one in table.columns if table.holds[one] == "number"]
    labels = named_labels(columns) if table.settings.header else []
    if not labels and len(columns) == model.steps + 1 == len(table.columns):
        labels = columns[:1]
    columns = [one for one in columns if one not in labels]
    found = FoundSequences(form="rows", features=("value",))
    if not columns:
        raise DataError("data.sequences.no_rows_of_values", path=str(table.path))
    matrix = np.stack([table.numbers(one) for one in columns], axis=1)
    for number, row in enumerate(matrix, start=1):
        values = tidied(row[:, None])
        if len(values):
            found.values.append(values)
            found.labels.append("")
            found.names.append(f"{name}:{number}")
        else:
            found.leave_out(f"{name}:{number}", "data.sequences.empty")
    return found
