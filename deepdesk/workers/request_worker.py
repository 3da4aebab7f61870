"""A worker that puts one request to a child and brings the replies back as signals."""

from __future__ import annotations

import threading

from PySide6.QtCore import QObject, Signal

from deepdesk.process.asking import ask
from deepdesk.process.children import Children
from deepdesk.process.replies import AnyReply
from deepdesk.process.requests import Request, Role
from deepdesk.workers.base import Worker


class RequestSignals(QObject):
    """To be made on the window's thread and kept there.

    ``replied`` carries every reply before the last, ``answered`` the last one, ``failed`` the exception instead of it
    (a DeepDeskError has the code of its sentence).
    """

    replied = Signal(object)
    answered = Signal(object)
    failed = Signal(object)


class RequestWorker(Worker):
    """Asks a child of ``role``; to be started with ``Pools.start_run``."""

    def __init__(self, children: Children, role: Role, request: Request, signals: RequestSignals) -> None:
        super().__init__(signals.failed.emit)
        self._children = children
        self._role = role
        self._request = request
        self._replied = signals.replied.emit
        self._answered = signals.answered.emit
        self._stop = threading.Event()

    def cancel(self) -> None:
        """Asks the child to stop; ``failed`` or ``answered`` still follows."""
        self._stop.set()

    def work(self) -> None:
        """Asks and relays."""
        answer: AnyReply = ask(self._children, self._role, self._request, on_reply=self._replied, stop=self._stop)
        self._answered(answer)
