"""What all workers share: a runnable that holds plain data and bound signals, and lets no exception out."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

from PySide6.QtCore import QRunnable

from deepdesk.core.errors import DeepDeskError

_log = logging.getLogger(__name__)


class Worker(QRunnable):
    """Work for a thread of :class:`deepdesk.workers.pools.Pools`.

    A sub-class implements :meth:`work`. The signals it uses belong to a QObject on the window's thread, so that what is
    emitted here is queued to there; the worker holds only their bound ``emit``.

    Attributes:
        finished: when :meth:`run` ended (monotonic seconds), ``None`` before.
    """

    def __init__(self, failed: Callable[[BaseException], None] | None = None) -> None:
        super().__init__()
        self.setAutoDelete(False)
        self.finished: float | None = None
        self._failed = failed

    def work(self) -> None:
        """The work itself, on a thread of the pool; what it raises goes to ``failed``."""
        raise NotImplementedError

    def run(self) -> None:
        """Called by the pool."""
        try:
            self.work()
        except Exception as error:  # noqa: BLE001 - a border: an exception must not end the pool's thread
            if isinstance(error, DeepDeskError):
                # It has a code and is told where it arose: nothing is wrong with the program.
                _log.info("%s ended: %s", type(self).__name__, error)
            else:
                _log.exception("%s failed", type(self).__name__)
            self._report(error)
        finally:
            self.finished = time.monotonic()

    def _report(self, error: BaseException) -> None:
        if self._failed is None:
            return
        try:
            self._failed(error)
        except RuntimeError:
            _log.info("The window is gone; nobody hears of it")


class JobWorker(Worker):
    """Calls ``job`` and hands what it returns to ``done``."""

    def __init__(
        self,
        job: Callable[[], object],
        *,
        done: Callable[[object], None] | None = None,
        failed: Callable[[BaseException], None] | None = None,
    ) -> None:
        super().__init__(failed)
        self._job = job
        self._done = done

    def work(self) -> None:
        """Calls the job."""
        result = self._job()
        if self._done is not None:
            self._done(result)
