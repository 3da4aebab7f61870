"""A network as an aligned table, to be read in a terminal and pasted into a report."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import Final

from deepdesk.core.catalogue import say
from deepdesk.model import words
from deepdesk.model.description import ModelDescription
from deepdesk.model.shapes import LayerReport, NetworkReport, sources
from deepdesk.model.validation import INPUT

BYTES: Final = 4
"""Of one float32."""
_COLUMNS: Final = ("layer", "output", "parameters", "multiply_adds", "from")
_TO_THE_RIGHT: Final = frozenset({"parameters", "multiply_adds"})
_GAP: Final = "  "


def summary_text(report: NetworkReport, model: ModelDescription) -> str:
    """Every layer with its output shape, parameters, multiply-adds and what feeds it, and the totals below.

    Args:
        report: of :func:`deepdesk.model.shapes.infer` for ``model``.
        model: gives the names. A network that does not build is shown as far as it is known.

    Returns:
        Lines that end with a line break, none wider than its widest cells; to be shown in a font of one width.
    """
    columns = len(_COLUMNS) - 1 if _is_chain(model) else len(_COLUMNS)
    titles = [say(f"summary.column.{name}") for name in _COLUMNS[:columns]]
    first = (INPUT, words.shape_text(model.input.shape), "0", "0", "")
    table = _table(titles, [row[:columns] for row in (first, *map(_row, report.layers))])
    title = say(
        "summary.title",
        name=model.name,
        input=words.shape_text(model.input.shape),
        output=words.shape_text(report.output_shape),
    )
    return "\n".join([title, *table, *_totals(report), ""])


def _is_chain(model: ModelDescription) -> bool:
    """Whether each layer takes the one before, so that nobody need be told."""
    before = (INPUT, *(layer.id for layer in model.layers))
    return all(feeders == (name,) for feeders, name in zip(sources(model), before, strict=False))


def _row(item: LayerReport) -> tuple[str, ...]:
    known = item.output_shape is not None
    return (
        f"{item.id} ({item.kind})",
        words.shape_text(item.output_shape) if known else say("summary.unknown"),
        f"{item.parameters:,}" if known else "",
        f"{item.multiply_adds:,}" if known else "",
        ", ".join(item.inputs),
    )


def _width(text: str) -> int:
    """Columns that a text takes in a font of one width: Chinese and Japanese letters take two."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def _table(titles: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    widths = [max(_width(row[column]) for row in [titles, *rows]) for column in range(len(titles))]
    rule = "─" * (sum(widths) + len(_GAP) * (len(widths) - 1))
    lines = [_line(row, widths) for row in [titles, *rows]]
    return [rule, lines[0], rule, *lines[1:], rule]


def _line(row: Sequence[str], widths: Sequence[int]) -> str:
    cells = []
    for name, cell, width in zip(_COLUMNS, row, widths, strict=False):
        blanks = " " * (width - _width(cell))
        cells.append(blanks + cell if name in _TO_THE_RIGHT else cell + blanks)
    return _GAP.join(cells).rstrip()


def _totals(report: NetworkReport) -> list[str]:
    if not report.builds:
        return [say("summary.does_not_build")]
    lines = [_total("parameters", report.parameters)]
    if report.trained_parameters != report.parameters:
        lines.append(_total("trained", report.trained_parameters))
        lines.append(_total("not_trained", report.parameters - report.trained_parameters))
    return [*lines, say("summary.multiply_adds", count=f"{report.multiply_adds:,}")]


def _total(name: str, count: int) -> str:
    return say(f"summary.{name}", count=f"{count:,}", size=_size_text(count * BYTES))


def _size_text(size: float) -> str:
    """``3.5 MB``, with the thousand that file managers use."""
    for unit in ("B", "kB", "MB"):
        if size < 1000:
            return f"{size:.0f} {unit}" if unit == "B" else f"{size:.1f} {unit}"
        size /= 1000
    return f"{size:.1f} GB"
