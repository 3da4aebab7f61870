"""The state of the Evaluate view: one score at a time, in a child of its own."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import msgspec
from PySide6.QtCore import QObject, Signal

from deepdesk.core.errors import DeepDeskError
from deepdesk.data.dataset import Part
from deepdesk.data.description import DatasetDescription
from deepdesk.inference.evaluation import AnyEvaluation
from deepdesk.inference.predictions import Note
from deepdesk.process.children import Children
from deepdesk.process.replies import Evaluated, Progressed
from deepdesk.state.answers import error_note
from deepdesk.workers.evaluation_worker import EvaluationSignals, EvaluationWorker
from deepdesk.workers.pools import Pools

_CANCELLED: Final = frozenset({"data.cancelled", "process.stopped", "process.closed"})


class EvaluationState(msgspec.Struct, frozen=True, kw_only=True):
    """Which data are open, whether a score is being taken and how far that is, and the last score or its failure.

    Attributes:
        description, title: of the open data, ``None`` and empty without any.
        parts: samples by part (``train``, ``validation``, ``test``).
        running: whether a score is being taken.
        progress: how far it is.
        evaluation: the last score; ``model`` is the path of the model file that it belongs to.
        error: why there is none.
    """

    description: DatasetDescription | None = None
    title: str = ""
    parts: dict[str, int] = {}
    running: bool = False
    progress: Progressed | None = None
    evaluation: AnyEvaluation | None = None
    model: str = ""
    error: Note | None = None


class EvaluationStore(QObject):
    """Scores models on the open data. ``changed`` carries the whole :class:`EvaluationState`."""

    changed = Signal(object)

    def __init__(self, pools: Pools, children: Children, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pools = pools
        self._children = children
        self._state = EvaluationState()
        self._asked: DatasetDescription | None = None
        self._worker: EvaluationWorker | None = None
        self._signals = EvaluationSignals(self)
        self._signals.replied.connect(self._on_replied)
        self._signals.answered.connect(self._on_answered)
        self._signals.failed.connect(self._on_failed)

    @property
    def state(self) -> EvaluationState:
        """The present state."""
        return self._state

    def set_data(
        self, description: DatasetDescription | None, title: str = "", parts: dict[str, int] | None = None
    ) -> None:
        """Says which data are open; a score of other data is given up, for it would stand under the name of these."""
        if description != self._state.description:
            self.cancel()
            self._set(evaluation=None, error=None)
        self._set(description=description, title=title, parts=dict(parts or {}))

    def evaluate(self, model: str, part: Part) -> None:
        """Scores the model file on a part of the open data; nothing happens without data or while one is running."""
        description = self._state.description
        if description is None or self._state.running:
            return
        self._asked = description
        self._worker = EvaluationWorker(self._children, Path(model), description, part, self._signals)
        self._set(running=True, progress=None, evaluation=None, error=None, model=model)
        self._pools.start_run(self._worker)

    def cancel(self) -> None:
        """Stops the score that is being taken."""
        if self._worker is not None:
            self._worker.cancel()

    def close(self) -> None:
        """Stops what goes on."""
        self.cancel()

    def _set(self, **changes: object) -> None:
        self._state = msgspec.structs.replace(self._state, **changes)
        self.changed.emit(self._state)

    def _on_replied(self, reply: object) -> None:
        if isinstance(reply, Progressed):
            self._set(progress=reply)

    def _on_answered(self, reply: object) -> None:
        self._worker = None
        found = reply.evaluation if isinstance(reply, Evaluated) and self._is_wanted() else None
        self._set(running=False, progress=None, evaluation=found)

    def _on_failed(self, error: BaseException) -> None:
        self._worker = None
        cancelled = isinstance(error, DeepDeskError) and error.code in _CANCELLED
        told = error_note(error) if self._is_wanted() and not cancelled else None
        self._set(running=False, progress=None, error=told)

    def _is_wanted(self) -> bool:
        """Whether what was asked for still concerns the data that are open."""
        return self._asked == self._state.description
