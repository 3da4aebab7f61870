"""The worker that asks a model which labels it doubts."""

from __future__ import annotations

import threading
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from deepdesk.data.description import DatasetDescription
from deepdesk.process.asking import ask
from deepdesk.process.children import Children
from deepdesk.process.engines import engines_for
from deepdesk.process.requests import FindSuspects
from deepdesk.workers.base import Worker


class SuspectsSignals(QObject):
    """To be made on the window's thread and kept there: ``replied`` carries every :class:`Progressed`, ``answered`` the
    :class:`SuspectsFound`, ``failed`` the exception instead of it."""

    replied = Signal(object)
    answered = Signal(object)
    failed = Signal(object)


class SuspectsWorker(Worker):
    """Asks in a child of the model's framework; for ``Pools.start_run``."""

    def __init__(
        self, children: Children, model: Path, description: DatasetDescription, signals: SuspectsSignals
    ) -> None:
        super().__init__(signals.failed.emit)
        self._children = children
        self._model = model
        self._description = description
        self._replied = signals.replied.emit
        self._answered = signals.answered.emit
        self._stop = threading.Event()

    def cancel(self) -> None:
        """Asks the child to stop; ``failed`` follows."""
        self._stop.set()

    def work(self) -> None:
        """Asks and relays."""
        # It brings numpy, which the first paint must not wait for.
        from deepdesk.inference.model_file import read_meta

        role = engines_for(read_meta(self._model).framework)[0]
        request = FindSuspects(path=str(self._model), description=self._description)
        self._answered(ask(self._children, role, request, on_reply=self._replied, stop=self._stop))
