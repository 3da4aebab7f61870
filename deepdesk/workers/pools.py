"""The two thread pools of the application: one for what waits on children, one for short work."""

from __future__ import annotations

import time
from typing import Final

from PySide6.QtCore import QThreadPool

from deepdesk.workers.base import Worker

RUN_THREADS: Final = 8
JOB_THREADS: Final = 4
_FORGET_SECONDS: Final = 2.0


class Pools:
    """Owns the threads and keeps every started worker referenced; to be used from the window's thread.

    Attributes:
        runs: for workers that wait on children; threads here mostly sleep.
        jobs: for short work, so that it never queues behind a run.
    """

    def __init__(self) -> None:
        self.runs = QThreadPool()
        self.runs.setMaxThreadCount(RUN_THREADS)
        self.jobs = QThreadPool()
        self.jobs.setMaxThreadCount(JOB_THREADS)
        self._workers: list[Worker] = []

    def start_run(self, worker: Worker) -> None:
        """Starts a worker that waits on a child."""
        self._start(self.runs, worker)

    def start_job(self, worker: Worker) -> None:
        """Starts a worker with short work."""
        self._start(self.jobs, worker)

    def close(self, milliseconds: int = 10_000) -> bool:
        """Waits for all workers; whether they ended. Stop them, and close the children, before."""
        ended = self.runs.waitForDone(milliseconds) and self.jobs.waitForDone(milliseconds)
        self._forget_finished()
        return ended

    def _start(self, pool: QThreadPool, worker: Worker) -> None:
        self._forget_finished()
        self._workers.append(worker)
        pool.start(worker)

    def _forget_finished(self) -> None:
        # The pool's thread may still be leaving run() when a worker calls itself finished: so not at once.
        now = time.monotonic()
        self._workers = [w for w in self._workers if w.finished is None or now - w.finished < _FORGET_SECONDS]
