"""Sentences about tables: CSV, Excel, Parquet, JSON Lines."""

from types import MappingProxyType
from typing import Final

SENTENCES: Final = MappingProxyType(
    {
        "data.table.empty": "{path} is empty (0 bytes). Save or fetch it again.",
        "data.table.no_rows": "{path} holds no rows of data. A table needs at least one row below the names of its columns.",
        "data.table.binary": "{path} is no text, although a table in a text file was expected. Save the table as CSV, Excel or Parquet.",
        "data.table.too_large": "{path} would need about {needed} MB of memory, and {free} MB are free. Choose a part of it, close other programs, or save it as several files.",
        "data.table.memory": "{path} does not fit into memory. Choose a part of it, or save it as several files.",
        "data.table.too_many_columns": "{path} has {found:,} columns; from 1 to {limit:,} can be read. Check that rows and columns are not exchanged.",
        "data.table.unknown_encoding": "'{encoding}' is no encoding that is known. Common ones are utf-8, gb18030, utf-16, cp1252 and latin-1.",
        "data.table.wrong_encoding": "{path} is not in {encoding}: the character after the first {place:,} does not fit. Choose another encoding, or let it be found.",
        "data.table.bad_delimiter": "'{delimiter}' cannot divide the cells of a table. Give one character, such as a comma, a semicolon or a tab.",
        "data.table.no_sheet": "{path} has no sheet named '{sheet}'. It has: {known}.",
        "data.table.protected": "{path} is protected by a password. Save it without one.",
        "data.table.damaged": "{path} is damaged and cannot be read ({reason}). Save or fetch it again.",
        "data.table.missing_column": "{path} has no column '{column}'. It has: {known}.",
        "data.table.no_json_lines": "{path} should hold one JSON object in each line, or a list of objects, but line {line:,} is neither.",
        "data.table.ragged": "{count:,} rows have more or fewer cells than the table has columns.",
        "data.table.ragged.why": "The first is row {first:,} below the header. Cells that are not there count as missing, cells too many are left out. Check the delimiter and the quotes around cells.",
        "data.table.zeros": "{count:,} zero bytes were left out.",
        "data.table.zeros.why": "Files hold them after a crash or a lost connection while they were written. Rows around that place may be incomplete.",
        "data.table.replaced": "{count:,} characters do not belong to the encoding {encoding}.",
        "data.table.replaced.why": "They are shown as \ufffd. Choose another encoding if the text looks wrong.",
        "data.table.strays": "{count:,} cells of the column {column} are no {holds}.",
        "data.table.strays.why": "They count as missing. All others are, so these may be typing errors or remarks.",
    }
)
