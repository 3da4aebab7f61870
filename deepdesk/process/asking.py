"""One request to a child, from taking the child to giving it back."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import Final

from deepdesk.core.errors import DeepDeskError, ProcessError
from deepdesk.process.child_process import ChildEnded, ChildProcess
from deepdesk.process.children import Children
from deepdesk.process.replies import (
    AnyReply,
    AugmentationPreviewed,
    ClipPreviewed,
    CodeExported,
    CodeRead,
    DataOpened,
    DevicesFound,
    Done,
    Evaluated,
    Failed,
    ImageFetched,
    ImagePreviewed,
    ModelLoaded,
    SuspectsFound,
    WeightsFetched,
    WeightsMapped,
)
from deepdesk.process.requests import Request, Role, Stop

LAST_REPLIES: Final = (
    DataOpened,
    ImagePreviewed,
    ClipPreviewed,
    AugmentationPreviewed,
    ModelLoaded,
    Evaluated,
    SuspectsFound,
    ImageFetched,
    WeightsMapped,
    WeightsFetched,
    DevicesFound,
    CodeExported,
    CodeRead,
    Done,
)
_log = logging.getLogger(__name__)
_LOOK_SECONDS: Final = 0.1
_STOP_PATIENCE: Final = 5.0


def ask(
    children: Children,
    role: Role,
    request: Request,
    *,
    on_reply: Callable[[AnyReply], None] | None = None,
    stop: threading.Event | None = None,
) -> AnyReply:
    """Sends one request to a child of ``role``, waits, and gives its last reply.

    Args:
        children: where the child comes from; it goes back there, or is ended when it went wrong.
        role: which child.
        request: any but ``Train``.
        on_reply: called with every reply before the last, on this thread.
        stop: once set, the child is asked to stop, and killed if it shows no work for five seconds.

    Raises:
        DeepDeskError: the child answered ``Failed``; its code and figures.
        ProcessError: it ended, broke the protocol, or was stopped; ``process.closed`` when DeepDesk is closing.
    """
    child = children.take(role)
    orderly = False
    try:
        child.send(request)
        reply = _last_reply(child, on_reply, stop)
        orderly = child.hello is not None
    except ChildEnded as error:
        if children.closed:
            raise ProcessError("process.closed") from error
        raise
    finally:
        if orderly:
            children.give_back(child)
        else:
            children.end(child)
    if isinstance(reply, Failed):
        _log.info("%s failed in its child:\n%s", type(request).__name__, reply.trace)
        raise DeepDeskError(reply.code, **reply.params)
    return reply


def _last_reply(
    child: ChildProcess, on_reply: Callable[[AnyReply], None] | None, stop: threading.Event | None
) -> AnyReply:
    asked = False
    while True:
        if stop is not None and stop.is_set():
            if not asked:
                child.send(Stop())
                asked = True
            elif child.seconds_since_work() > _STOP_PATIENCE:
                raise ProcessError("process.stopped")
        try:
            reply = child.receive(None if stop is None else _LOOK_SECONDS)
        except TimeoutError:
            continue
        if isinstance(reply, (Failed, *LAST_REPLIES)):
            return reply
        if on_reply is not None:
            on_reply(reply)
