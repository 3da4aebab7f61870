"""The state of reading code that others wrote: one text at a time, in the data child."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import msgspec
from PySide6.QtCore import QObject, Signal

from deepdesk.inference.predictions import Note
from deepdesk.model.code.values import CodeReading
from deepdesk.process.children import Children
from deepdesk.process.replies import CodeRead
from deepdesk.process.requests import ReadCode, Role
from deepdesk.state.answers import error_note
from deepdesk.workers.base import JobWorker
from deepdesk.workers.pools import Pools
from deepdesk.workers.request_worker import RequestSignals, RequestWorker

TEXTS: Final = (".py", ".ipynb", ".md", ".txt", ".json")
TEXT_LIMIT: Final = 1_000_000
"""A file with more is read all the same, but not shown."""


class CodeState(msgspec.Struct, frozen=True, kw_only=True):
    """What was read last.

    Attributes:
        reading: whether something is being read.
        name: of the file, or what the text is called.
        path: of the file; empty for a pasted text.
        text: the source as it is shown; empty where it is no text.
        found: what was understood.
        error: why nothing could be read.
    """

    reading: bool = False
    name: str = ""
    path: str = ""
    text: str = ""
    found: CodeReading | None = None
    error: Note | None = None


class CodeStore(QObject):
    """Reads scripts, notebooks and Keras files. ``changed`` carries the whole :class:`CodeState`."""

    changed = Signal(object)
    _loaded = Signal(object)
    _text_failed = Signal(object)

    def __init__(self, pools: Pools, children: Children, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pools = pools
        self._children = children
        self._state = CodeState()
        self._signals: RequestSignals | None = None
        self._worker: RequestWorker | None = None
        self._shape: tuple[int | None, ...] | None = None
        self._loaded.connect(self._on_loaded)
        self._text_failed.connect(self._on_failed)

    @property
    def state(self) -> CodeState:
        """The present state."""
        return self._state

    def read_file(self, path: Path, input_shape: tuple[int | None, ...] | None) -> None:
        """Reads a file; ``input_shape`` is that of the data, where it is known. What is being read is given up."""
        self._begin(CodeState(reading=True, name=path.name, path=str(path)), input_shape)

        def load() -> object:
            return path, _text_of(path)

        self._pools.start_job(JobWorker(load, done=self._loaded.emit, failed=self._text_failed.emit))

    def read_text(self, text: str, name: str, input_shape: tuple[int | None, ...] | None) -> None:
        """Reads a text that was pasted."""
        self._begin(CodeState(reading=True, name=name, text=text), input_shape)
        self._ask(ReadCode(text=text, name=name, input_shape=input_shape))

    def clear(self) -> None:
        """Forgets what was read, and gives up what is being read."""
        self._begin(CodeState(), None)
        self.changed.emit(self._state)

    def _begin(self, state: CodeState, shape: tuple[int | None, ...] | None) -> None:
        if self._worker is not None:
            self._worker.cancel()
        self._worker = self._signals = None
        self._shape = shape
        self._state = state
        self.changed.emit(state)

    def _ask(self, request: ReadCode) -> None:
        signals = RequestSignals(self)
        signals.answered.connect(lambda reply: self._on_answered(signals, reply))
        signals.failed.connect(lambda error: self._on_failed(error, signals))
        self._signals = signals
        self._worker = RequestWorker(self._children, Role.DATA, request, signals)
        self._pools.start_run(self._worker)

    def _on_loaded(self, loaded: object) -> None:
        path, text = loaded if isinstance(loaded, tuple) else (None, "")
        if self._state.reading and self._worker is None and str(path) == self._state.path:
            self._state = msgspec.structs.replace(self._state, text=text)
            self._ask(ReadCode(path=self._state.path, input_shape=self._shape))

    def _on_answered(self, signals: RequestSignals, reply: object) -> None:
        signals.deleteLater()
        if signals is self._signals and isinstance(reply, CodeRead):
            self._worker = None
            self._set(msgspec.structs.replace(self._state, reading=False, found=reply.reading))

    def _on_failed(self, error: BaseException, signals: RequestSignals | None = None) -> None:
        if signals is not None:
            signals.deleteLater()
        if signals is self._signals:
            self._worker = None
            self._set(msgspec.structs.replace(self._state, reading=False, error=error_note(error)))

    def _set(self, state: CodeState) -> None:
        self._state = state
        self.changed.emit(state)


def _text_of(path: Path) -> str:
    """The text of a file as it is shown, on a worker's thread (raises OSError)."""
    from deepdesk.model.code.source import decoded, shown_lines

    if path.suffix.lower() not in TEXTS or path.stat().st_size > TEXT_LIMIT:
        return ""
    return "\n".join(shown_lines(decoded(path.read_bytes())))
