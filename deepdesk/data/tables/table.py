"""A table that was read: its columns by name, as numbers, times or texts."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import numpy as np
import numpy.typing as npt

from deepdesk.core.errors import DataError
from deepdesk.data.details import ColumnFound
from deepdesk.data.settings import TableSettings
from deepdesk.data.tables.columns import Rule, as_texts, as_values

if TYPE_CHECKING:
    import polars as pl

Holds = Literal["number", "time", "text"]


@dataclass(frozen=True)
class Faults:
    """What was not as it should be, and was mended by a stated rule.

    Attributes:
        ragged: records with fewer cells than columns (the rest is missing) or more (the rest is left out).
        ragged_rows: the first thousand of them, as numbers of rows below the header, from 1.
        skipped: records above the header that were left out (titles, remarks).
        zeros: zero bytes that were left out.
        replaced: characters that were not of the encoding.
        unread: numbers of lines that are no records at all and were left out.
        renamed: names of columns that were empty or came more than once.
    """

    ragged: int = 0
    ragged_rows: tuple[int, ...] = ()
    skipped: int = 0
    zeros: int = 0
    replaced: int = 0
    renamed: int = 0
    unread: tuple[int, ...] = ()


@dataclass(frozen=True)
class Table:
    """A table in memory.

    Attributes:
        path: of the file.
        settings: how it was read, with everything that was found filled in.
        columns: names, each once.
        rows: how many there are below the header.
        holds: what each column holds, by name.
        missing: cells without a value, by name: empty, or in columns of numbers and times also such as ``NA``.
        strays: cells of columns of numbers or times that are neither missing nor such, by name; read as missing.
        sheets: names of the sheets of an Excel file.
        faults: what was mended.
    """

    path: Path
    settings: TableSettings
    columns: tuple[str, ...]
    rows: int
    holds: dict[str, Holds]
    missing: dict[str, int]
    strays: dict[str, int]
    frame: pl.DataFrame = field(repr=False)
    rules: dict[str, Rule] = field(repr=False)
    sheets: tuple[str, ...] = ()
    faults: Faults = field(default_factory=Faults)

    def numbers(self, name: str) -> npt.NDArray[np.float64]:
        """The column as float64 ``(rows,)``, NaN where there is no number (raises DataError: no such column)."""
        values = as_values(self._column(name), self._rule(name, "number"))
        return values.to_numpy().astype(np.float64, copy=False)

    def times(self, name: str) -> npt.NDArray[np.datetime64]:
        """The column as datetime64[us] ``(rows,)``, UTC where the cells have a zone, NaT where there is no time
        (raises DataError: no such column)."""
        rule = self._rule(name, "time")
        if rule.holds != "time":
            return np.full(self.rows, np.datetime64("NaT", "us"))
        return as_values(self._column(name), rule).to_numpy().astype("datetime64[us]", copy=False)

    def texts(self, name: str) -> list[str]:
        """The column as it stands there, without blanks around; ``""`` where it is empty (raises DataError)."""
        return as_texts(self._column(name)).to_list()

    def found(self, name: str) -> ColumnFound:
        """What is known of the column (raises DataError: no such column)."""
        column = self._column(name)
        holds = self.holds[name]
        fields: dict[str, float] = {}
        if holds == "number":
            values = self.numbers(name)
            values = values[np.isfinite(values)]
            if len(values):
                fields = {"smallest": values.min(), "largest": values.max(), "mean": values.mean()}
        return ColumnFound(
            name=name,
            holds=holds,
            missing=self.missing[name] + self.strays.get(name, 0),
            distinct=int(as_texts(column).n_unique()),
            **{key: float(value) for key, value in fields.items()},
        )

    def _rule(self, name: str, wanted: Holds) -> Rule:
        rule = self.rules.get(name)
        if rule is not None and rule.holds == wanted:
            return rule
        return Rule(holds="number" if wanted == "number" else "text", decimal=self.settings.decimal or ".")

    def _column(self, name: str) -> pl.Series:
        if name not in self.rules:
            shown = ", ".join(self.columns[:20])
            raise DataError("data.table.missing_column", path=str(self.path), column=name, known=shown)
        return self.frame.get_column(name)
