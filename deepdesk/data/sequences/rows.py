"""Sequences of one value, one in each row of a table: UCR's text files (label first), or columns with names."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from deepdesk.core.errors import DataError
from deepdesk.data.sequences.columns import named_labels
from deepdesk.data.sequences.source import FoundSequences, tidied, tidy_label
from deepdesk.data.settings import SequenceSettings, TableSettings
from deepdesk.data.tables.reading import read_table
from deepdesk.data.tables.table import Table


def read_rows(path: Path, name: str, settings: SequenceSettings, table: TableSettings) -> FoundSequences:
    """The sequences of one table, named ``name:1``, ``name:2``, … (raises DataError)."""
    return rows_of(read_table(path, table), name, settings)


def rows_of(table: Table, name: str, settings: SequenceSettings) -> FoundSequences:
    """One sequence for each row: the label in its column, its values in the columns of numbers in their order
    (raises DataError: there is no column that can be the label, or fewer than two of values)."""
    label = settings.label or _label_column(table)
    columns = [one for one in settings.values or table.columns if one != label and table.holds.get(one) == "number"]
    skipped = {settings.id, settings.time}
    columns = [one for one in columns if one not in skipped]
    if len(columns) < 2:
        raise DataError("data.sequences.no_rows_of_values", path=str(table.path))
    matrix = np.stack([table.numbers(one) for one in columns], axis=1)
    found = FoundSequences(form="rows", table=table.settings, label=label or "", features=("value",))
    labels = [tidy_label(text) for text in table.texts(label)] if label else [""] * table.rows
    for number, (row, text) in enumerate(zip(matrix, labels, strict=True), start=1):
        values = tidied(row[:, None])
        if len(values):
            found.values.append(values)
            found.labels.append(text)
            found.names.append(f"{name}:{number}")
        else:
            found.leave_out(f"{name}:{number}", "data.sequences.empty")
    shown = [one for one in (label,) if one]
    found.columns = tuple(table.found(one) for one in shown)
    return found


def _label_column(table: Table) -> str | None:
    """The column named so, a single column of texts, else the first one."""
    named = named_labels(table.columns)
    if named:
        return named[0]
    texts = [name for name in table.columns if table.holds[name] == "text" and table.missing[name] < table.rows]
    if len(texts) == 1:
        return texts[0]
    return table.columns[0] if table.columns else None
