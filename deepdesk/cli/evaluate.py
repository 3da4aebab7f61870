"""``deepdesk evaluate``: a model scored on labelled data."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any, Final, get_args

from deepdesk.cli.console import Console
from deepdesk.cli.sources import dataset_of
from deepdesk.core.catalogue import say
from deepdesk.core.errors import ProcessError
from deepdesk.data.dataset import Part
from deepdesk.inference.evaluation import Evaluation
from deepdesk.inference.model_file import read_meta
from deepdesk.process.asking import ask
from deepdesk.process.children import Children
from deepdesk.process.engines import engines_for
from deepdesk.process.replies import AnyReply, Evaluated, Progressed
from deepdesk.process.requests import Evaluate

CONFUSION_LIMIT: Final = 12


def add_parser(subparsers: Any) -> None:
    """Adds the command and its arguments."""
    parser = subparsers.add_parser("evaluate", description=say("inference.cli.evaluate"))
    parser.add_argument("model", metavar="MODEL.ddm", help=say("inference.cli.model"))
    parser.add_argument("--data", required=True, metavar="SOURCE", help=say("inference.cli.data"))
    parser.add_argument("--part", choices=get_args(Part), help=say("inference.cli.part"))
    parser.add_argument("--json", action="store_true", help=say("cli.help.json"))


def run(arguments: argparse.Namespace) -> int:
    """Scores the model and shows the figures.

    Raises:
        DeepDeskError, OSError: the model or the data cannot be used.
    """
    console = Console(as_json=arguments.json)
    path = Path(arguments.model)
    role = engines_for(read_meta(path).framework)[0]
    request = Evaluate(path=str(path.resolve()), description=dataset_of(arguments.data), part=arguments.part)

    def on_reply(reply: AnyReply) -> None:
        if isinstance(reply, Progressed):
            console.progress(say(reply.code, **reply.params), reply.done, reply.total)

    children = Children()
    try:
        reply = ask(children, role, request, on_reply=on_reply)
    finally:
        console.clear()
        children.close()
    if not isinstance(reply, Evaluated):
        raise ProcessError("process.broken_message", reason=type(reply).__name__)
    _show(reply.evaluation, console)
    return 0


def _show(found: Evaluation, console: Console) -> None:
    line = {
        "part": found.part,
        "samples": found.samples,
        "loss": found.loss,
        "accuracy": found.accuracy,
        "classes": found.classes,
        "per_class": found.per_class,
        "confusion": found.confusion,
    }
    notes = [say(note.code, **note.params) for note in found.notes]
    console.emit({**line, "notes": notes} if notes else line)
    part = say(f"inference.part.{found.part}")
    loss = "–" if found.loss is None else f"{found.loss:.4f}"
    console.say(
        "inference.cli.scored", part=part, samples=found.samples, accuracy=f"{found.accuracy * 100:.2f} %", loss=loss
    )
    for note in notes:
        console.print(note)
    _show_tables(found, console)


def _show_tables(found: Evaluation, console: Console) -> None:
    console.print()
    columns = ("class", "samples", "precision", "recall", "f1")
    rows = [
        (name, str(int(figures["samples"])), *(f"{figures[column]:.3f}" for column in columns[2:]))
        for name, figures in found.per_class.items()
    ]
    console.table(tuple(say(f"inference.column.{column}") for column in columns), rows)
    if len(found.classes) <= CONFUSION_LIMIT:
        console.print()
        head = (say("inference.column.true_predicted"), *found.classes)
        counts = zip(found.classes, found.confusion, strict=True)
        console.table(head, [(name, *(str(count) for count in row)) for name, row in counts])
