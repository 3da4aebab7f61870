"""Workers that train: one kind for each framework, each on a thread of its own, waiting on its child."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import ClassVar, Final

from PySide6.QtCore import QObject, Signal

from deepdesk.core.errors import code_of
from deepdesk.process.children import Children
from deepdesk.process.running import StopSwitch, run_training
from deepdesk.training.configuration import Framework
from deepdesk.training.events import Ended, RunEvent
from deepdesk.training.job import TrainingJob
from deepdesk.workers.base import Worker


class RunSignals(QObject):
    """To be made on the window's thread and kept there until ``ended`` came.

    ``happened`` carries every event of the run but the last, ``ended`` the one :class:`Ended`.
    """

    happened = Signal(object)
    ended = Signal(object)


class TrainingWorker(Worker):
    """Trains one job; to be started with ``Pools.start_run``.

    Attributes:
        framework: what its jobs ask for.
        stop: asks the run to stop, from any thread.
    """

    framework: ClassVar[Framework]

    def __init__(self, children: Children, job: TrainingJob, folder: Path, signals: RunSignals) -> None:
        super().__init__(self._broken)
        self.stop = StopSwitch()
        self._children = children
        self._job = job
        self._folder = folder
        self._happened = signals.happened.emit
        self._ended = signals.ended.emit

    def work(self) -> None:
        """Trains and relays the events."""
        run_training(self._children, self._job, self._folder, self._relay, self.stop)

    def _relay(self, event: RunEvent) -> None:
        if isinstance(event, Ended):
            self._ended(event)
        else:
            self._happened(event)

    def _broken(self, error: BaseException) -> None:
        code, params = code_of(error)
        self._ended(Ended(status="failed", code=code, params=params))


class TorchWorker(TrainingWorker):
    """Trains with PyTorch."""

    framework = "torch"


class KerasWorker(TrainingWorker):
    """Trains with Keras on TensorFlow."""

    framework = "tensorflow"


_WORKERS: Final[Mapping[str, type[TrainingWorker]]] = MappingProxyType(
    {worker.framework: worker for worker in (TorchWorker, KerasWorker)}
)


def training_worker(children: Children, job: TrainingJob, folder: Path, signals: RunSignals) -> TrainingWorker:
    """The worker for the framework that ``job`` asks for."""
    return _WORKERS[job.configuration.framework](children, job, folder, signals)
