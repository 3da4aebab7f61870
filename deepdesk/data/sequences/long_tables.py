"""Sequences in a long table: a step in each row, a column that tells the sequences apart."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from deepdesk.core.errors import DataError
from deepdesk.data.sequences.columns import Columns, Groups, columns_of, numbered_by
from deepdesk.data.sequences.source import FEATURE_LIMIT, FoundSequences, tidied, tidy_label
from deepdesk.data.settings import SequenceSettings, TableSettings
from deepdesk.data.tables.reading import read_table
from deepdesk.data.tables.table import Table


def read_long(path: Path, settings: SequenceSettings, table: TableSettings) -> FoundSequences:
    """The sequences of one table, named by what stands in the column that tells them apart (raises DataError)."""
    return long_of(read_table(path, table), settings)


def long_of(table: Table, settings: SequenceSettings, *, labelled: bool = True) -> FoundSequences:
    """One sequence for all rows with the same identity, in the order of time; without ``labelled``, no label is looked
    at (raises DataError)."""
    columns = columns_of(table, settings)
    if len(columns.values) > FEATURE_LIMIT:
        known = ", ".join(table.columns[:20])
        raise DataError("data.sequences.no_values", path=str(table.path), known=known)
    names = table.texts(columns.id)
    number = numbered_by(names)
    found = FoundSequences(
        form="long",
        table=table.settings,
        columns=tuple(table.found(name) for name in table.columns[:200]),
        features=columns.values,
        id=columns.id,
        time=columns.time,
        label=columns.label,
    )
    matrix = np.stack([table.numbers(name) for name in columns.values], axis=1)
    labels = table.texts(columns.label) if columns.label and labelled else None
    groups = {name: table.texts(name) for name in columns.groups}
    found.groupings = {name: [] for name in columns.groups}
    for rows in _rows_in_order(table, columns, number):
        first = int(rows[0])
        kinds = {labels[row] for row in rows.tolist()} - {""} if labels else {""}
        values = tidied(matrix[rows])
        if len(kinds) > 1:
            shown = ", ".join(sorted(kinds)[:5])
            found.leave_out(names[first], "data.sequences.label_changes", found=shown)
        elif not names[first] or not len(values):
            found.leave_out(names[first], "data.sequences.empty")
        else:
            found.values.append(values)
            found.labels.append(tidy_label(next(iter(kinds), "")))
            found.names.append(names[first])
            for name, texts in groups.items():
                found.groupings[name].append(texts[first])
    return found


def _rows_in_order(table: Table, columns: Columns, number: Groups) -> list[Groups]:
    """The rows of each sequence, by time where there is one, else as they stand."""
    if columns.time and table.holds[columns.time] == "time":
        order = np.lexsort((table.times(columns.time), number))
    elif columns.time:
        order = np.lexsort((table.numbers(columns.time), number))
    else:
        order = np.argsort(number, kind="stable")
    ends = np.cumsum(np.bincount(number))[:-1]
    return list(np.split(order, ends))
