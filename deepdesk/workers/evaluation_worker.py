"""Workers of Predict beside the model in use: scoring data, and downloading an image that was asked for."""

from __future__ import annotations

import threading
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from deepdesk.data.dataset import Part
from deepdesk.data.description import DatasetDescription
from deepdesk.inference.model_file import read_meta
from deepdesk.process.asking import ask
from deepdesk.process.children import Children
from deepdesk.process.engines import engines_for
from deepdesk.process.requests import Evaluate, FetchImage, Role
from deepdesk.workers.base import Worker


class EvaluationSignals(QObject):
    """To be made on the window's thread and kept there: ``replied`` carries every :class:`Progressed`, ``answered`` the
    :class:`Evaluated`, ``failed`` the exception instead of it."""

    replied = Signal(object)
    answered = Signal(object)
    failed = Signal(object)


class EvaluationWorker(Worker):
    """Scores a model file in a child of its own, so that Predict goes on answering; for ``Pools.start_run``."""

    def __init__(
        self,
        children: Children,
        path: Path,
        description: DatasetDescription,
        part: Part | None,
        signals: EvaluationSignals,
    ) -> None:
        super().__init__(signals.failed.emit)
        self._children = children
        self._path = path
        self._description = description
        self._part = part
        self._replied = signals.replied.emit
        self._answered = signals.answered.emit
        self._stop = threading.Event()

    def cancel(self) -> None:
        """Asks the child to stop; ``failed`` follows."""
        self._stop.set()

    def work(self) -> None:
        """Asks and relays."""
        role = engines_for(read_meta(self._path).framework)[0]
        request = Evaluate(path=str(self._path), description=self._description, part=self._part)
        self._answered(ask(self._children, role, request, on_reply=self._replied, stop=self._stop))


class FetchSignals(QObject):
    """To be made on the window's thread and kept there: the number that was given, and the :class:`ImageFetched` or
    the exception."""

    fetched = Signal(int, object)
    failed = Signal(int, object)


class FetchWorker(Worker):
    """Downloads one address in the data child; for ``Pools.start_run``."""

    def __init__(self, children: Children, number: int, address: str, signals: FetchSignals) -> None:
        self._tell_failed = signals.failed.emit
        super().__init__(self._on_failed)
        self._children = children
        self._number = number
        self._address = address
        self._fetched = signals.fetched.emit
        self._stop = threading.Event()

    def cancel(self) -> None:
        """Asks the child to stop; a failure follows."""
        self._stop.set()

    def work(self) -> None:
        """Asks and relays."""
        request = FetchImage(address=self._address)
        self._fetched(self._number, ask(self._children, Role.DATA, request, stop=self._stop))

    def _on_failed(self, error: BaseException) -> None:
        self._tell_failed(self._number, error)
