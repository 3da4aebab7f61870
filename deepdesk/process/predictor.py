"""A loaded model that goes on answering: a child that dies is replaced, and the input that killed it is named."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Final

import msgspec

from deepdesk.core.errors import DeepDeskError, ProcessError
from deepdesk.inference.model_file import read_meta
from deepdesk.inference.predictions import Note
from deepdesk.process.child_process import ChildEnded, ChildProcess
from deepdesk.process.children import Children
from deepdesk.process.engines import engines_for
from deepdesk.process.replies import AnyReply, Done, Failed, ModelLoaded, Predicted
from deepdesk.process.requests import LoadModel, Predict, PredictInput, Request, Role

CHUNK: Final = 32
CHUNK_BYTES: Final = 32 * 1024 * 1024
HANG_SECONDS: Final = 120.0
_LOOK_SECONDS: Final = 0.5
_UNUSABLE: Final = frozenset({"process.framework_missing", "process.framework_broken"})


class Predictor:
    """Answers inputs with the model at ``path``; for one thread, except :meth:`close`.

    Attributes:
        role: the framework that answers, once :meth:`load` has been called.
    """

    def __init__(self, children: Children, path: Path) -> None:
        self.role: Role | None = None
        self._children = children
        self._path = path
        self._child: ChildProcess | None = None
        self._closing = threading.Event()
        self._busy = False

    def load(self) -> ModelLoaded:
        """Starts a child with the model: in the framework that trained it, else in the other one that is installed.

        Raises:
            FormatError, OSError: the file cannot be read or is no sound model.
            DeepDeskError: the child's own reason.
        """
        roles = engines_for(read_meta(self._path).framework)
        for role in roles:
            try:
                return self._load_in(role)
            except DeepDeskError as error:
                self._end()
                if error.code not in _UNUSABLE or role is roles[-1]:
                    raise
        raise ProcessError("inference.no_framework")

    def predict(
        self,
        inputs: Sequence[PredictInput],
        on_answer: Callable[[Predicted], None],
        *,
        top: int = 0,
        pictures: bool = False,
        stop: threading.Event | None = None,
    ) -> None:
        """Calls ``on_answer`` for each input (once for each item in it), in order, with its place among them; what the
        child cannot survive gets an error of its own.

        Args:
            top: how many classes to give, 0 for all.
            pictures: whether thumbnails and the network's view are wanted.
            stop: once set, inputs that have not begun are left out.

        Raises:
            DeepDeskError: the model could not be loaded again.
        """
        first = 0
        for chunk in chunks(inputs):
            if self._closing.is_set() or (stop is not None and stop.is_set()):
                return
            answered = self._try(chunk, _placed(on_answer, first), top, pictures)
            for place, one in enumerate(chunk[answered:], start=first + answered):
                if self._closing.is_set():
                    return
                if self._try((one,), _placed(on_answer, place), top, pictures) == 0:
                    on_answer(Predicted(name=one.name, place=place, error=Note(code="inference.input_lost")))
            first += len(chunk)

    def close(self) -> None:
        """Gives the child back, or ends it when it is at work; may be called from any thread."""
        self._closing.set()
        if self._busy:
            self._end()
            return
        child, self._child = self._child, None
        if child is not None:
            self._children.give_back(child)

    def _load_in(self, role: Role) -> ModelLoaded:
        self.role = role
        child = self._child = self._children.take(role)
        reply = self._ask(child, LoadModel(path=str(self._path)))
        if self._closing.is_set():
            self._end()
            raise ProcessError("process.closed")
        if not isinstance(reply, ModelLoaded):
            raise ProcessError("process.broken_message", reason=type(reply).__name__)
        return reply

    def _try(
        self, inputs: Sequence[PredictInput], on_answer: Callable[[Predicted], None], top: int, pictures: bool
    ) -> int:
        """How many of the inputs were answered before the child ended (all, when it lived)."""
        if self._child is None or not self._child.alive:
            self._end()
            self._load_in(self.role or engines_for("")[0])
        child = self._child
        answered = 0
        if child is None:
            return 0
        try:
            with self._at_work():
                child.send(Predict(inputs=tuple(inputs), top=top, pictures=pictures))
                for reply in _replies(child):
                    if isinstance(reply, Predicted):
                        on_answer(reply)
                        answered = reply.place + 1
        except ChildEnded:
            self._end()
        return answered

    def _ask(self, child: ChildProcess, request: Request) -> AnyReply:
        try:
            with self._at_work():
                child.send(request)
                return next(_replies(child))
        except ChildEnded as error:
            if self._closing.is_set():
                raise ProcessError("process.closed") from error
            raise

    @contextlib.contextmanager
    def _at_work(self) -> Iterator[None]:
        """While a request is open, :meth:`close` ends the child instead of giving it back."""
        self._busy = True
        try:
            yield
        finally:
            self._busy = False

    def _end(self) -> None:
        child, self._child = self._child, None
        if child is not None:
            self._children.end(child)


def _placed(on_answer: Callable[[Predicted], None], first: int) -> Callable[[Predicted], None]:
    """Hands answers on with their place among all inputs."""
    return lambda answer: on_answer(msgspec.structs.replace(answer, place=answer.place + first))


def chunks(inputs: Sequence[PredictInput]) -> Iterator[tuple[PredictInput, ...]]:
    """``inputs`` in messages of at most 32 inputs and about 32 MB."""
    chunk: list[PredictInput] = []
    size = 0
    for one in inputs:
        weight = len(one.content or b"") + len(one.text or "")
        if chunk and (len(chunk) == CHUNK or size + weight > CHUNK_BYTES):
            yield tuple(chunk)
            chunk, size = [], 0
        chunk.append(one)
        size += weight
    if chunk:
        yield tuple(chunk)


def _replies(child: ChildProcess) -> Iterator[AnyReply]:
    """Replies until ``Done``; a child that shows no work for two minutes is killed.

    Raises:
        ChildEnded: it ended, or was killed here.
        DeepDeskError: it answered ``Failed``.
    """
    while True:
        try:
            reply = child.receive(_LOOK_SECONDS)
        except TimeoutError:
            if child.hello is not None and child.seconds_since_work() > HANG_SECONDS:
                child.kill()
            continue
        if isinstance(reply, Failed):
            raise DeepDeskError(reply.code, **reply.params)
        if isinstance(reply, Done):
            return
        yield reply
