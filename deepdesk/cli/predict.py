"""``deepdesk predict``: answers for images, a line each."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from deepdesk.cli.console import FAILED, Console
from deepdesk.core.catalogue import say
from deepdesk.core.errors import UsageError
from deepdesk.inference.answers_csv import AnswerRow, write_csv
from deepdesk.inference.data_uri import is_data_uri
from deepdesk.inference.inputs import expanded
from deepdesk.inference.predictions import Note
from deepdesk.process.children import Children
from deepdesk.process.messages import Predicted, PredictInput
from deepdesk.process.predictor import Predictor

SHOWN_CLASSES: Final = 3


def add_parser(subparsers: Any) -> None:
    """Adds the command and its arguments."""
    parser = subparsers.add_parser("predict", description=say("inference.cli.predict"))
    parser.add_argument("model", metavar="MODEL.ddm", help=say("inference.cli.model"))
    parser.add_argument("inputs", metavar="INPUT", nargs="+", help=say("inference.cli.inputs"))
    parser.add_argument("--top", type=_count, default=0, metavar="K", help=say("inference.cli.top"))
    parser.add_argument("--csv", type=Path, metavar="OUT", help=say("inference.cli.csv"))
    parser.add_argument("--json", action="store_true", help=say("cli.help.json"))


def _count(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ValueError
    return number


def run(arguments: argparse.Namespace) -> int:
    """Predicts every input; 0, or 1 when one of them failed.

    Raises:
        DeepDeskError, OSError: the model cannot be used, or the table cannot be written.
    """
    if arguments.csv is not None and arguments.csv.is_dir():
        raise UsageError("inference.cli.csv_is_folder", path=str(arguments.csv))
    console = Console(as_json=arguments.json)
    children = Children()
    predictor = Predictor(children, Path(arguments.model))
    try:
        classes = predictor.load().classes
        rows = _answer_all(predictor, list(_wanted(arguments.inputs)), arguments.top, console)
    finally:
        predictor.close()
        children.close()
    if arguments.csv is not None:
        write_csv(arguments.csv, rows, classes)
    return FAILED if any(row.error for row in rows) else 0


def _wanted(given: Sequence[str]) -> Iterator[PredictInput | AnswerRow]:
    """What is to be predicted, or, for a folder without images, the answer at once."""
    for text in given:
        if is_data_uri(text) and not Path(text[:200]).exists():
            yield PredictInput(name=text, text=text)
            continue
        paths = list(expanded(text))
        if not paths:
            yield AnswerRow(input=text, error=say("inference.empty_folder"))
        yield from (PredictInput(name=path, path=path) for path in paths)


def _answer_all(
    predictor: Predictor, wanted: Sequence[PredictInput | AnswerRow], top: int, console: Console
) -> list[AnswerRow]:
    rows: list[AnswerRow] = []
    waiting = iter(wanted)

    def show_ready() -> PredictInput | None:
        """Shows what needs no model, up to the next input that does."""
        for one in waiting:
            if isinstance(one, PredictInput):
                return one
            _show(one, console)
            rows.append(one)
        return None

    def on_answer(answer: Predicted) -> None:
        asked = show_ready()
        row = _row(answer, asked.name if asked is not None else answer.name)
        _show(row, console)
        rows.append(row)
        console.progress(say("inference.cli.predicting"), len(rows), len(wanted))

    predictor.predict([one for one in wanted if isinstance(one, PredictInput)], on_answer, top=top)
    show_ready()
    console.clear()
    return rows


def _row(answer: Predicted, name: str) -> AnswerRow:
    if answer.error is not None:
        return AnswerRow(input=name, error=say(answer.error.code, **answer.error.params))
    return AnswerRow(
        input=name,
        label=answer.label,
        probabilities=answer.probabilities,
        notes=" ".join(_said(note) for note in answer.notes),
        milliseconds=answer.milliseconds,
    )


def _said(note: Note) -> str:
    return say(note.code, **note.params)


def _show(row: AnswerRow, console: Console) -> None:
    if row.error:
        console.emit({"input": row.input, "error": row.error})
        console.print(f"{_short(row.input)}: {row.error}")
        return
    line = {"input": row.input, "label": row.label, "probabilities": dict(row.probabilities)}
    console.emit({**line, "notes": [row.notes]} if row.notes else line)
    best = ", ".join(f"{name} {share:.1%}" for name, share in row.probabilities[:SHOWN_CLASSES])
    console.print(f"{_short(row.input)}: {best}" + (f" – {row.notes}" if row.notes else ""))


def _short(name: str) -> str:
    return f"{name[:60]}…" if is_data_uri(name) else name
