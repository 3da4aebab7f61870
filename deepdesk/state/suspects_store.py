"""Labels that the model in use doubts: asked for in a child of its framework, one question at a time."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal

from deepdesk.data.description import DatasetDescription
from deepdesk.process.children import Children
from deepdesk.process.replies import Progressed, SuspectsFound
from deepdesk.workers.pools import Pools
from deepdesk.workers.suspects_worker import SuspectsSignals, SuspectsWorker


class SuspectsStore(QObject):
    """Signals: ``started``, ``progressed`` (:class:`Progressed`), ``found`` (the :class:`DataFinding`), ``failed`` (the
    exception)."""

    started = Signal()
    progressed = Signal(object)
    found = Signal(object)
    failed = Signal(object)

    def __init__(self, pools: Pools, children: Children, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pools = pools
        self._children = children
        self._worker: SuspectsWorker | None = None
        self._signals = SuspectsSignals(self)
        self._signals.replied.connect(self._on_reply)
        self._signals.answered.connect(self._on_answered)
        self._signals.failed.connect(self._on_failed)

    @property
    def running(self) -> bool:
        """Whether a question is open."""
        return self._worker is not None

    def ask(self, model: Path, description: DatasetDescription) -> None:
        """Looks for wrong labels in these data; nothing while a question is open."""
        if self._worker is None:
            self._worker = SuspectsWorker(self._children, model, description, self._signals)
            self._pools.start_run(self._worker)
            self.started.emit()

    def cancel(self) -> None:
        """Gives the question up; ``failed`` follows."""
        if self._worker is not None:
            self._worker.cancel()

    def _on_reply(self, reply: object) -> None:
        if isinstance(reply, Progressed):
            self.progressed.emit(reply)

    def _on_answered(self, reply: object) -> None:
        self._worker = None
        if isinstance(reply, SuspectsFound):
            self.found.emit(reply.finding)

    def _on_failed(self, error: BaseException) -> None:
        self._worker = None
        self.failed.emit(error)
