"""Whether what lies at a path looks like series to forecast, told from the first rows."""

from __future__ import annotations

from typing import Final

import numpy as np

from deepdesk.core.errors import DataError
from deepdesk.data.forecasting.roles import times_of
from deepdesk.data.glance import Glance
from deepdesk.data.settings import TableSettings
from deepdesk.data.tables.reading import SUFFIXES, read_table
from deepdesk.data.tables.table import Table

_ROWS: Final = 300
_EMPTY: Final = 0.01
"""An empty table is nobody's; reading it as one at least says that it is empty."""
_LABELS: Final = ("label", "class", "category", "sentiment", "text", "path", "file", "filename", "标签", "类别")


def likelihood(found: Glance) -> float:
    """0 to 1: high where a table has times and numbers, lower where it has numbers only."""
    if found.is_folder:
        return 0.0
    suffix = found.suffix if found.suffix != ".gz" else "".join(found.path.suffixes[-2:-1]).lower()
    if suffix not in SUFFIXES:
        return 0.0
    if not found.head:
        return _EMPTY
    try:
        table = read_table(found.path, TableSettings(), rows=_ROWS)
    except DataError:
        return 0.0
    return _of_table(table)


def _of_table(table: Table) -> float:
    numbers = [name for name in table.columns if table.holds[name] == "number"]
    times = [name for name in table.columns if table.holds[name] == "time"]
    texts = [name for name in table.columns if table.holds[name] == "text" and table.missing[name] < table.rows]
    labelled = any(name.strip().lower() in _LABELS for name in table.columns)
    if times and numbers:
        stamps = times_of(table, times[0])
        rising = stamps is not None and len(stamps) > 2 and np.median(np.diff(stamps).astype(np.int64)) != 0
        sure = 0.9 if rising else 0.7
        return sure - (0.4 if labelled else 0.0) - (0.1 if texts else 0.0)
    if numbers and not texts and not labelled:
        return 0.5 if len(numbers) <= 3 and table.rows >= 20 else 0.25
    return 0.1 if numbers and not labelled else 0.0
