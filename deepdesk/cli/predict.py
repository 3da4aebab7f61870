"""``deepdesk predict``: answers for images, a line each."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

from deepdesk.cli.console import FAILED, Console
from deepdesk.core.catalogue import describe, say
from deepdesk.core.errors import UsageError
from deepdesk.inference.answers_csv import AnswerRow, write_csv
from deepdesk.inference.data_uri import is_data_uri
from deepdesk.inference.inputs import expanded
from deepdesk.inference.predictions import Note
from deepdesk.process.children import Children
from deepdesk.process.predictor import Predictor
from deepdesk.process.replies import Predicted
from deepdesk.process.requests import PredictInput

SHOWN_CLASSES: Final = 3


def add_parser(subparsers: Any) -> None:
    """Adds the command and its arguments."""
    parser = subparsers.add_parser("predict", description=say("inference.cli.predict"))
    parser.add_argument("model", metavar="MODEL.ddm", help=say("inference.cli.model"))
    parser.add_argument("inputs", metavar="INPUT", nargs="+", help=say("inference.cli.inputs"))
    parser.add_argument("--top", type=count, default=0, metavar="K", help=say("inference.cli.top"))
    parser.add_argument("--csv", type=Path, metavar="OUT", help=say("inference.cli.csv"))
    parser.add_argument("--json", action="store_true", help=say("cli.help.json"))


def count(text: str) -> int:
    """A whole number of 1 or more (raises ValueError); argparse shows this name when it is not."""
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
        rows = _answer_all(predictor, list(_asked(arguments.inputs)), arguments.top, console)
    finally:
        predictor.close()
        children.close()
    if arguments.csv is not None:
        write_csv(arguments.csv, rows, classes)
    return FAILED if any(row.error for row in rows) else 0


class _Asked(NamedTuple):
    """An input by the name to echo: what to predict, or why that cannot be."""

    name: str
    wanted: PredictInput | None = None
    error: str = ""


def _asked(given: Sequence[str]) -> Iterator[_Asked]:
    for text in given:
        if is_data_uri(text) and not Path(text[:200]).exists():
            yield _Asked(text, PredictInput(name="", text=text))
            continue
        if not text:
            # An empty text is no folder, though a path would take it for the present one.
            yield _Asked(text, error=say("core.no_such_file", path="''"))
            continue
        paths = list(expanded(text))
        if not paths:
            yield _Asked(text, error=say("inference.empty_folder"))
        yield from map(_file, paths)


def _file(path: str) -> _Asked:
    try:
        path.encode()
    except UnicodeEncodeError:
        # A name that is no text cannot be sent to the child, what the file holds can.
        try:
            return _Asked(path, PredictInput(name="", content=Path(path).read_bytes()))
        except OSError as error:
            return _Asked(path, error=describe(error))
    return _Asked(path, PredictInput(name="", path=path))


def _answer_all(predictor: Predictor, asked: Sequence[_Asked], top: int, console: Console) -> list[AnswerRow]:
    rows: list[AnswerRow] = []

    def show(row: AnswerRow) -> None:
        _show(row, console)
        rows.append(row)

    def show_unusable() -> None:
        """What needs no model, up to the next input that does, so that the order is that of the inputs."""
        while len(rows) < len(asked) and asked[len(rows)].wanted is None:
            show(AnswerRow(input=asked[len(rows)].name, error=asked[len(rows)].error))

    def on_answer(answer: Predicted) -> None:
        show_unusable()
        show(_row(answer, asked[len(rows)].name))
        console.progress(say("inference.cli.predicting"), len(rows), len(asked))

    predictor.predict([one.wanted for one in asked if one.wanted is not None], on_answer, top=top)
    show_unusable()
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
    best = ", ".join(f"{name} {share * 100:.1f} %" for name, share in row.probabilities[:SHOWN_CLASSES])
    console.print(f"{_short(row.input)}: {best}" + (f" – {row.notes}" if row.notes else ""))


def _short(name: str) -> str:
    return f"{name[:60]}…" if is_data_uri(name) else name
