"""Opens data for the command line: in a child, as the window does it, because foreign files are read there."""

from __future__ import annotations

from deepdesk.cli.console import Console
from deepdesk.core.catalogue import say
from deepdesk.core.errors import ProcessError
from deepdesk.data.description import DatasetDescription
from deepdesk.process.asking import ask
from deepdesk.process.children import Children
from deepdesk.process.replies import AnyReply, DataOpened, Progressed
from deepdesk.process.requests import OpenData, Role
from deepdesk.process.running import StopSwitch


def open_data(
    children: Children, description: DatasetDescription, console: Console, stop: StopSwitch | None = None
) -> DataOpened:
    """What was found in the data, with the progress shown.

    Raises:
        DeepDeskError: the data cannot be used, or it was asked to stop.
    """
    switch = None if stop is None else stop.event

    def show(reply: AnyReply) -> None:
        if isinstance(reply, Progressed):
            console.progress(say(reply.code, **reply.params), reply.done, reply.total)

    try:
        answer = ask(children, Role.DATA, OpenData(description=description), on_reply=show, stop=switch)
    finally:
        console.clear()
    if not isinstance(answer, DataOpened):
        raise ProcessError("process.broken_message", reason=type(answer).__name__)
    return answer
