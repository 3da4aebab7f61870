"""Figures of merit on the command line: a JSON line for machines, tables for people."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import msgspec

from deepdesk.cli.console import Console
from deepdesk.core.catalogue import say
from deepdesk.inference.evaluation import AnyEvaluation, Evaluation, ForecastEvaluation, SegmentationEvaluation
from deepdesk.inference.predictions import Note

CONFUSION_LIMIT: Final = 20
_COLUMNS: Final = ("precision", "recall", "f1")
_MASK_COLUMNS: Final = ("iou", "dice", "precision", "recall")


def show_evaluation(found: AnyEvaluation, console: Console) -> None:
    """Shows what was found, by the task of the model."""
    notes = [say(note.code, **note.params) for note in found.notes]
    line = {name: value for name, value in msgspec.to_builtins(found).items() if name not in ("task", "notes")}
    console.emit({**line, "notes": notes} if notes else line)
    match found:
        case Evaluation():
            _show_classes(found, console)
        case ForecastEvaluation():
            _show_forecast(found, console)
        case SegmentationEvaluation():
            _show_masks(found, console)


def _head(found: Evaluation | SegmentationEvaluation) -> dict[str, Any]:
    loss = "–" if found.loss is None else f"{found.loss:.4f}"
    part = say(f"inference.part.{found.part}")
    return {"part": part, "samples": found.samples, "accuracy": f"{found.accuracy * 100:.2f} %", "loss": loss}


def _show_notes(notes: Sequence[Note], console: Console) -> None:
    for note in notes:
        console.say(note.code, **note.params)
    console.print()


def _show_classes(found: Evaluation, console: Console) -> None:
    console.say("inference.cli.scored", **_head(found))
    _show_notes(found.notes, console)
    _table(("class", "samples", *_COLUMNS), found.per_class, console)
    _confusion(found.classes, found.confusion, console)


def _table(columns: Sequence[str], per_class: dict[str, dict[str, float]], console: Console) -> None:
    rows = [
        (name, f"{int(figures[columns[1]]):,}", *(f"{figures[column]:.3f}" for column in columns[2:]))
        for name, figures in per_class.items()
    ]
    console.table(tuple(say(f"inference.column.{column}") for column in columns), rows)


def _confusion(classes: Sequence[str], confusion: Sequence[Sequence[int]], console: Console) -> None:
    if len(classes) <= CONFUSION_LIMIT:
        console.print()
        head = (say("inference.column.true_predicted"), *classes)
        counts = zip(classes, confusion, strict=True)
        console.table(head, [(name, *(str(count) for count in row)) for name, row in counts])


def _show_forecast(found: ForecastEvaluation, console: Console) -> None:
    part = say(f"inference.part.{found.part}")
    best = say(f"inference.baseline.{found.best_baseline}", season=found.season)
    console.say(
        "inference.cli.forecast_scored",
        part=part,
        samples=found.samples,
        mae=f"{found.mae:.4g}",
        rmse=f"{found.rmse:.4g}",
        skill=f"{found.skill * 100:+.1f} %",
        best=best,
    )
    if found.coverage is not None and found.asked_coverage is not None:
        shares = {"coverage": f"{found.coverage * 100:.1f} %", "asked": f"{found.asked_coverage * 100:.0f} %"}
        console.say("inference.cli.coverage", **shares)
    _show_notes(found.notes, console)
    names = list(found.baselines)
    head = (
        say("inference.column.step"),
        say("inference.column.network"),
        *(say(f"inference.baseline.{name}", season=found.season) for name in names),
    )
    rows = [
        (str(step + 1), f"{error:.4g}", *(f"{found.baseline_by_step[name][step]:.4g}" for name in names))
        for step, error in enumerate(found.by_step)
    ]
    console.table(head, rows)
    if found.origins:
        console.print()
        columns = ("begins", "samples", "mae", "rmse", "naive_mae")
        folds = [
            (fold.begins, str(fold.samples), f"{fold.mae:.4g}", f"{fold.rmse:.4g}", f"{fold.naive_mae:.4g}")
            for fold in found.origins
        ]
        console.table(tuple(say(f"inference.column.{column}") for column in columns), folds)


def _show_masks(found: SegmentationEvaluation, console: Console) -> None:
    figures = {"iou": f"{found.mean_iou:.4f}", "dice": f"{found.dice:.4f}"}
    console.say("inference.cli.masks_scored", **_head(found), **figures)
    _show_notes(found.notes, console)
    _table(("class", "pixels", *_MASK_COLUMNS), found.per_class, console)
