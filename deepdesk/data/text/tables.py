"""Tables with a column of texts and a column of classes."""

from __future__ import annotations

import unicodedata
from pathlib import Path

from deepdesk.data.content import StopAsked, check_stop
from deepdesk.data.description import DatasetDescription
from deepdesk.data.settings import TableSettings
from deepdesk.data.tables import json_lines
from deepdesk.data.tables.reading import read_table
from deepdesk.data.tables.table import Table
from deepdesk.data.text.columns import text_and_label
from deepdesk.data.text.source import FoundTexts


def any_table(path: Path, settings: TableSettings, *, rows: int | None = None) -> Table:
    """A table of any form, JSON included (raises DataError)."""
    if json_lines.is_json(path):
        return json_lines.read_json_lines(path, settings, rows=rows)
    return read_table(path, settings, rows=rows)


def read_texts(path: Path, description: DatasetDescription, stop_asked: StopAsked) -> FoundTexts:
    """The rows of a table: those without text are listed as bad, those without a class stay without one.

    Raises:
        DataError: no table, no such columns, cancelled.
    """
    table = any_table(path, description.table)
    wanted = description.text
    text, label = text_and_label(table.columns, table.texts, text=wanted.text, label=wanted.label, path=str(path))
    check_stop(stop_asked)
    found = FoundTexts(
        root=str(path).encode("utf-8", "replace").decode(),
        columns=table.columns,
        table=table.settings,
        faults=table.faults,
        text_column=text,
        label_column=label,
        encodings={table.settings.encoding: 1} if table.settings.encoding else {},
    )
    labels = table.texts(label)
    for number, (written, name) in enumerate(zip(table.texts(text), labels, strict=True), start=1):
        found.add(str(number), written, unicodedata.normalize("NFC", " ".join(name.split())))
    for line in table.faults.unread:
        found.refuse(str(line), "data.text.no_object", line=line)
    check_stop(stop_asked)
    return found
