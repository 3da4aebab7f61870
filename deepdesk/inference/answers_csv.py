"""Answers as a table for other programs."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec

from deepdesk.core.files import write_bytes
from deepdesk.data.dataset import DataTask
from deepdesk.inference.predictions import ForecastStep


class AnswerRow(msgspec.Struct, frozen=True, kw_only=True):
    """One line: the input as it was named (``item``: which of several in it), and its answer (the fields of
    :class:`deepdesk.inference.predictions.Answer`; ``mask``: the path of the file) or the sentence that says why there
    is none."""

    input: str
    item: str = ""
    label: str | None = None
    probabilities: tuple[tuple[str, float], ...] = ()
    forecast: tuple[ForecastStep, ...] = ()
    shares: dict[str, float] = {}
    mask: str = ""
    error: str = ""
    notes: str = ""
    milliseconds: float | None = None


def write_csv(
    path: Path, rows: Iterable[AnswerRow], classes: Sequence[str], *, task: DataTask = "classification"
) -> None:
    """Writes UTF-8 CSV atomically.

    A classification has a line for each input: input, item, label, probability, milliseconds, notes, error, then a
    column for each class with its probability (0 to 1, six digits; empty where it was not asked for). A forecast has a
    line for each step ahead (input, item, time, forecast, lower, upper, notes, error); masks have the share of the
    pixels of each class (input, item, mask, milliseconds, notes, error, then the classes).

    Raises:
        OSError: the disk refuses.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerows(_TABLES[task](rows, classes))
    write_bytes(path, text.getvalue().encode("utf-8", errors="surrogateescape"))


def _classes(rows: Iterable[AnswerRow], classes: Sequence[str]) -> Iterator[list[Any]]:
    yield ["input", "item", "label", "probability", "milliseconds", "notes", "error", *classes]
    for row in rows:
        shares = dict(row.probabilities)
        best = shares.get(row.label) if row.label is not None else None
        head = [row.input, row.item, row.label or "", _share(best), _time(row), row.notes, row.error]
        yield head + [_share(shares.get(name)) for name in classes]


def _steps(rows: Iterable[AnswerRow], _classes: Sequence[str]) -> Iterator[list[Any]]:
    yield ["input", "item", "time", "forecast", "lower", "upper", "notes", "error"]
    for row in rows:
        if not row.forecast:
            yield [row.input, row.item, "", "", "", "", row.notes, row.error]
        for step in row.forecast:
            yield [row.input, row.item, step.time, step.value, step.lower, step.upper, row.notes, row.error]


def _masks(rows: Iterable[AnswerRow], classes: Sequence[str]) -> Iterator[list[Any]]:
    yield ["input", "item", "mask", "milliseconds", "notes", "error", *classes]
    for row in rows:
        head = [row.input, row.item, row.mask, _time(row), row.notes, row.error]
        yield head + [_share(row.shares.get(name)) for name in classes]


_TABLES = {"classification": _classes, "forecasting": _steps, "segmentation": _masks}


def _time(row: AnswerRow) -> str:
    return "" if row.milliseconds is None else f"{row.milliseconds:.1f}"


def _share(value: float | None) -> str:
    return "" if value is None else f"{value:.6f}"
