"""What a reader of sequences finds, before lengths, scaling and split are settled."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Literal

import numpy as np
import numpy.typing as npt

from deepdesk.data.dataset import BadFile
from deepdesk.data.details import ColumnFound
from deepdesk.data.settings import TableSettings

Values = npt.NDArray[np.float32]
Form = Literal["ts", "rows", "long", "folders"]
FEATURE_LIMIT: Final = 10_000
"""Values at each step."""
BAD_LIMIT: Final = 1000


@dataclass
class FoundSequences:
    """Sequences as they stand in the source, filled as it is read.

    Attributes:
        form: ``ts`` files, ``rows`` of a table (one sequence in each), a ``long`` table (one step in each row),
            ``folders`` of classes.
        values: of each sequence float32 ``(steps, features)``, NaN where a value is missing.
        labels: class names, ``""`` where there is none.
        names: each once.
        given: the part that each came in (0 train, 1 validation, 2 test), empty where the source has no parts.
        features: names of the values at each step.
        groupings: what else is known of each sequence, such as the person; ``{field: [value of each]}``.
        bad: what was left out, at most 1,000 entries; ``bad_count``: how many in all.
        table: how tables were read, where they were.
        columns: of the table.
        id, time, label: columns that were taken, empty where there is none.
    """

    form: Form
    values: list[Values] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    given: list[int] = field(default_factory=list)
    features: tuple[str, ...] = ()
    groupings: dict[str, list[str]] = field(default_factory=dict)
    bad: list[BadFile] = field(default_factory=list)
    bad_count: int = 0
    table: TableSettings | None = None
    columns: tuple[ColumnFound, ...] = ()
    id: str = ""
    time: str = ""
    label: str = ""

    def leave_out(self, sample: str, code: str, **params: Any) -> None:
        """Notes a sequence or file that cannot be used."""
        self.bad_count += 1
        if len(self.bad) < BAD_LIMIT:
            self.bad.append(BadFile(path=sample, code=code, params=params))

    def extend(self, other: FoundSequences, part: int | None) -> None:
        """Adds those of another file of the same data set, which are of ``part``."""
        if self.values and other.values and self.values[0].shape[1] != other.values[0].shape[1]:
            own, its = self.values[0].shape[1], other.values[0].shape[1]
            for name in other.names:
                self.leave_out(name, "data.sequences.other_features", found=its, expected=own)
            return
        self.values += other.values
        self.labels += other.labels
        self.names += other.names
        if part is not None:
            self.given += [part] * len(other.values)
        self.features = self.features or other.features
        self.bad = (self.bad + other.bad)[:BAD_LIMIT]
        self.bad_count += other.bad_count
        self.table = self.table or other.table
        self.columns = self.columns or other.columns


def tidied(values: npt.NDArray[np.floating]) -> Values:
    """Float32 without the steps at the end that have no value in any feature (tables fill short rows so); what no
    number of 32 bits can hold is missing."""
    with np.errstate(over="ignore"):
        found: Values = np.asarray(values, dtype=np.float32)
    if not np.isfinite(found).all():
        found = np.where(np.isfinite(found), found, np.float32(np.nan))
        there = np.flatnonzero(~np.isnan(found).all(axis=1))
        found = found[: there[-1] + 1 if len(there) else 0]
    return np.ascontiguousarray(found)


def numbered(count: int) -> tuple[str, ...]:
    """Names for features that have none: ``value``, or ``value_1``, ``value_2``, …"""
    return ("value",) if count == 1 else tuple(f"value_{number}" for number in range(1, count + 1))


def tidy_label(text: str) -> str:
    """A class name without blanks around; ``1`` for ``1.0000e+00``."""
    label = " ".join(text.split())
    try:
        number = float(label)
    except ValueError:
        return label
    whole = number == round(number) and abs(number) < 1e9 if number == number and abs(number) != float("inf") else False
    return str(int(number)) if whole and not label.lstrip("+-").isdigit() else label


def file_name(path: Path) -> str:
    """For the names of samples."""
    return path.name
