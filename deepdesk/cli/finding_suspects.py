"""Asks a model which labels it doubts."""

from __future__ import annotations

from pathlib import Path

from deepdesk.cli.console import Console
from deepdesk.core.catalogue import say
from deepdesk.core.errors import ProcessError
from deepdesk.data.description import DatasetDescription
from deepdesk.data.findings import DataFinding
from deepdesk.inference.model_file import read_meta
from deepdesk.process.asking import ask
from deepdesk.process.children import Children
from deepdesk.process.engines import engines_for
from deepdesk.process.replies import AnyReply, Progressed, SuspectsFound
from deepdesk.process.requests import FindSuspects


def find_suspects(children: Children, model: Path, description: DatasetDescription, console: Console) -> DataFinding:
    """Labels that the model doubts, as a finding (raises DeepDeskError, OSError)."""
    role = engines_for(read_meta(model).framework)[0]

    def on_reply(reply: AnyReply) -> None:
        if isinstance(reply, Progressed):
            console.progress(say(reply.code, **reply.params), reply.done, reply.total)

    request = FindSuspects(path=str(model.resolve()), description=description)
    try:
        reply = ask(children, role, request, on_reply=on_reply)
    finally:
        console.clear()
    if not isinstance(reply, SuspectsFound):
        raise ProcessError("process.broken_message", reason=type(reply).__name__)
    return reply.finding
