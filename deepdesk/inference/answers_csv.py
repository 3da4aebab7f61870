"""Answers as a table for other programs."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from pathlib import Path

import msgspec

from deepdesk.core.files import write_bytes


class AnswerRow(msgspec.Struct, frozen=True, kw_only=True):
    """One line: the input as it was named, and its answer or the sentence that says why there is none."""

    input: str
    label: str | None = None
    probabilities: tuple[tuple[str, float], ...] = ()
    error: str = ""
    notes: str = ""
    milliseconds: float | None = None


def write_csv(path: Path, rows: Iterable[AnswerRow], classes: Sequence[str]) -> None:
    """Writes UTF-8 CSV atomically: input, label, probability, milliseconds, notes, error, then a column for each class
    with its probability (0 to 1, six digits; empty where it was not asked for).

    Raises:
        OSError: the disk refuses.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(["input", "label", "probability", "milliseconds", "notes", "error", *classes])
    for row in rows:
        shares = dict(row.probabilities)
        best = shares.get(row.label) if row.label is not None else None
        time = "" if row.milliseconds is None else f"{row.milliseconds:.1f}"
        writer.writerow(
            [row.input, row.label or "", _share(best), time, row.notes, row.error]
            + [_share(shares.get(name)) for name in classes]
        )
    write_bytes(path, text.getvalue().encode("utf-8", errors="surrogateescape"))


def _share(value: float | None) -> str:
    return "" if value is None else f"{value:.6f}"
