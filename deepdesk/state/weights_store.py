"""A file of weights that is looked at in the window: what it holds, what becomes of it, and taking it over."""

from __future__ import annotations

import uuid
from pathlib import Path

import msgspec
from PySide6.QtCore import QObject, Signal

from deepdesk.core.errors import code_of
from deepdesk.inference.predictions import Note
from deepdesk.model.description import ModelDescription
from deepdesk.process.children import Children
from deepdesk.process.replies import Progressed, WeightsMapped
from deepdesk.state.start_weights import StartWeights
from deepdesk.workers.pools import Pools
from deepdesk.workers.weights_worker import WeightsSignals, WeightsWorker


class WeightsState(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of the file.

    Attributes:
        source: the path, or the address while it is being fetched; ``None``: nothing is open.
        working: whether a child is at it.
        progress: how far it is.
        found: what it holds and what becomes of it.
        chosen: the person's own choices by target.
        error: what went wrong.
    """

    source: str | None = None
    working: bool = False
    progress: Progressed | None = None
    found: WeightsMapped | None = None
    chosen: dict[str, str | None] = {}
    error: Note | None = None


class WeightsStore(QObject):
    """``changed`` carries the new :class:`WeightsState`, ``taken`` the :class:`StartWeights` for the model store."""

    changed = Signal(object)
    taken = Signal(object)

    def __init__(self, pools: Pools, children: Children, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pools = pools
        self._children = children
        self._state = WeightsState()
        self._model: ModelDescription | None = None
        self._worker: WeightsWorker | None = None
        self._out: Path | None = None
        self._accepted: dict[str, str | None] = {}
        self._signals = WeightsSignals(self)
        self._signals.progressed.connect(self._on_progressed)
        self._signals.fetched.connect(lambda path: self._set(source=path))
        self._signals.mapped.connect(self._on_mapped)
        self._signals.failed.connect(self._on_failed)

    @property
    def state(self) -> WeightsState:
        """What is known now."""
        return self._state

    def open(self, source: str, model: ModelDescription) -> None:
        """Looks into a file, or into what is behind an address, for ``model``; not while a child is at work."""
        if not self._state.working:
            self._model = model
            self._accepted = {}
            self._set(source=source, found=None, chosen={}, error=None)
            self._start(None)

    def choose(self, target: str, source: str | None) -> None:
        """Takes another array for a weight (``None``: draws it); matched anew."""
        if self._state.found is not None and not self._state.working:
            self._accepted = self._state.chosen
            self._set(chosen={**self._state.chosen, target: source}, error=None)
            self._start(None)

    def take(self, folder: Path) -> None:
        """Writes what fits into ``folder`` (the project's); ``taken`` follows."""
        if self._state.found is not None and not self._state.working:
            self._start(folder / f"start-{uuid.uuid4().hex[:12]}.safetensors")

    def cancel(self) -> None:
        """Stops what is under way."""
        if self._worker is not None:
            self._worker.cancel()

    def clear(self) -> None:
        """Forgets the file."""
        self.cancel()
        self._set(source=None, found=None, chosen={}, error=None)

    def _start(self, out: Path | None) -> None:
        source, model = self._state.source, self._model
        if source is None or model is None:
            return
        self._out = out
        chosen = self._state.chosen
        self._worker = WeightsWorker(self._children, source, model, self._signals, chosen=chosen, out=out)
        self._set(working=True, progress=None)
        self._pools.start_run(self._worker)

    def _on_progressed(self, reply: object) -> None:
        if isinstance(reply, Progressed):
            self._set(progress=reply)

    def _on_mapped(self, found: WeightsMapped) -> None:
        self._worker = None
        source, out = self._state.source, self._out
        if source is None:
            self._set(working=False, progress=None)
            return
        self._accepted = self._state.chosen
        self._set(working=False, progress=None, found=found)
        if out is not None and found.mapping is not None:
            shapes = {row.target: row.target_shape for row in found.mapping.rows if row.source is not None}
            self.taken.emit(StartWeights(path=str(out), source=Path(source).name, shapes=shapes))

    def _on_failed(self, error: BaseException) -> None:
        self._worker = None
        code, params = code_of(error)
        cancelled = code in ("process.stopped", "data.cancelled", "process.closed")
        # A choice that does not fit is told and taken back.
        told = None if cancelled else Note(code=code, params=params)
        self._set(working=False, progress=None, chosen=self._accepted, error=told)

    def _set(self, **fields: object) -> None:
        state = msgspec.structs.replace(self._state, **fields)
        if state != self._state:
            self._state = state
            self.changed.emit(state)
