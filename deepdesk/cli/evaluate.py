"""``deepdesk evaluate``: a model scored on labelled data."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any, Final, get_args

from deepdesk.cli.console import Console
from deepdesk.cli.evaluation_report import show_evaluation
from deepdesk.cli.sources import add_settings, described
from deepdesk.core.catalogue import say
from deepdesk.core.errors import ProcessError
from deepdesk.data.dataset import Part
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
    add_settings(parser)
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
    request = Evaluate(path=str(path.resolve()), description=described(arguments, arguments.data), part=arguments.part)

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
    show_evaluation(reply.evaluation, console)
    return 0
