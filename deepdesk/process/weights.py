"""Weights of others from the parent's side: which child reads a file, and what it says of it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from pathlib import Path

from deepdesk.backends.installed import how_to_install, installed
from deepdesk.core.errors import ProcessError, UsageError
from deepdesk.model.description import ModelDescription
from deepdesk.process.asking import ask
from deepdesk.process.children import Children
from deepdesk.process.replies import AnyReply, WeightsFetched, WeightsMapped
from deepdesk.process.requests import FetchWeights, MapWeights, Role

OnReply = Callable[[AnyReply], None]


def map_weights(
    children: Children,
    path: Path,
    model: ModelDescription | None = None,
    *,
    chosen: Mapping[str, str | None] | None = None,
    out: Path | None = None,
    on_reply: OnReply | None = None,
    stop: threading.Event | None = None,
) -> WeightsMapped:
    """What a file of weights holds and, for ``model``, what becomes of it; to be called on a thread that may wait.

    Args:
        children: where the child comes from: the data child, PyTorch's for PyTorch's own files.
        path: the file.
        model: what the weights are for; ``None`` only looks.
        chosen: the person's own choices by target.
        out: where the weights that fit are written, in neutral names.
        on_reply: called with the progress.
        stop: how to cancel.

    Raises:
        DeepDeskError: the file cannot be used (every cause has its code).
        OSError: it cannot be opened.
    """
    # Needs numpy, which must not hold up the window's first paint.
    from deepdesk.inference.foreign_weights import format_of

    role = Role.TORCH if format_of(path) == "torch" else Role.DATA
    if role is Role.TORCH and not installed("torch"):
        raise UsageError(how_to_install("torch"))
    request = MapWeights(
        path=str(path.resolve()), model=model, chosen=dict(chosen or {}), out=None if out is None else str(out)
    )
    answer = ask(children, role, request, on_reply=on_reply, stop=stop)
    if not isinstance(answer, WeightsMapped):
        raise ProcessError("process.broken_message", reason=type(answer).__name__)
    return answer


def fetch_weights(
    children: Children, address: str, *, on_reply: OnReply | None = None, stop: threading.Event | None = None
) -> WeightsFetched:
    """The file of weights behind an address, fetched into the cache (raises DeepDeskError)."""
    answer = ask(children, Role.DATA, FetchWeights(address=address), on_reply=on_reply, stop=stop)
    if not isinstance(answer, WeightsFetched):
        raise ProcessError("process.broken_message", reason=type(answer).__name__)
    return answer
