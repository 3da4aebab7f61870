"""Processes that read image files side by side; a file that ends one, or holds it up, is named and the rest is read."""

from __future__ import annotations

import contextlib
import mmap
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from deepdesk.core.errors import DataError
from deepdesk.data.content import StopAsked, check_stop
from deepdesk.data.images.decoder import POSITION, Result, read_message, write_message

SECONDS_A_FILE: Final = 60.0
_BATCH: Final = 32
_AHEAD: Final = 2
_FILES_A_PROCESS: Final = 100
_LOOK_SECONDS: Final = 0.03
_PREFIX: Final = "deepdesk-decoding-"
_OLD_SECONDS: Final = 86_400.0
_LOST_LIMIT: Final = 20
"""Processes in a row that ended before they had read anything."""


def _sweep() -> None:
    """Takes away what children left that were killed more than a day ago."""
    limit = time.time() - _OLD_SECONDS
    for left in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        with contextlib.suppress(OSError):
            if left.stat().st_mtime < limit:
                shutil.rmtree(left, ignore_errors=True)


def _command(position: str) -> list[str]:
    if getattr(sys, "frozen", False):
        return [sys.executable, "--decoder", position]
    return [sys.executable, "-P", "-m", "deepdesk.data.images.decoder", position]


class _Process:
    """One decoder with the file that tells which item it is at; ``done`` counts the items whose answers have come."""

    def __init__(self, folder: Path, number: int) -> None:
        self.done = 0
        self._place = folder / f"{number}-{time.monotonic_ns()}"
        self._place.write_bytes(bytes(POSITION.size))
        self._stream = self._place.open("r+b")
        self._shared = mmap.mmap(self._stream.fileno(), POSITION.size)
        paths = os.pathsep.join(path for path in sys.path if path)
        self.process = subprocess.Popen(
            _command(str(self._place)),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": paths, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"},
        )

    @property
    def position(self) -> int:
        """How many items it has begun since its start."""
        found: int = POSITION.unpack(self._shared[:])[0]
        return found

    def send(self, message: Any) -> None:
        """Raises OSError when the process ended."""
        assert self.process.stdin is not None
        write_message(self.process.stdin, message)

    def receive(self) -> list[Result]:
        """The answer to the oldest message that has none yet (raises EOFError or OSError when the process ended)."""
        assert self.process.stdout is not None
        answer: list[Result] = read_message(self.process.stdout)
        return answer

    def close(self) -> None:
        """Ends it at once."""
        self.process.kill()
        for stream in (self.process.stdin, self.process.stdout):
            with contextlib.suppress(OSError):
                if stream is not None:
                    stream.close()
        self.process.wait()
        self._shared.close()
        self._stream.close()
        self._place.unlink(missing_ok=True)


class Decoders:
    """A few processes that read images; to be used as a context, which ends them.

    Args:
        files: about how many there are to read, which settles how many processes are worth their start.
        seconds: a file may take.
    """

    def __init__(self, files: int, *, seconds: float = SECONDS_A_FILE) -> None:
        cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
        self._count = max(1, min(cores, 8, -(-files // _FILES_A_PROCESS)))
        self.seconds = seconds
        _sweep()
        self._folder = tempfile.TemporaryDirectory(prefix=_PREFIX)
        self._idle: list[_Process] = []
        self._lock = threading.Lock()

    def __enter__(self) -> Decoders:
        return self

    def __exit__(self, *_: object) -> None:
        for process in self._idle:
            process.close()
        self._idle.clear()
        self._folder.cleanup()

    def run(
        self,
        task: str,
        options: Mapping[str, Any],
        items: Sequence[Any],
        *,
        stop_asked: StopAsked,
        done: Callable[[int], None] = lambda _: None,
        batch: int = _BATCH,
    ) -> list[Result]:
        """The result for each item: a list, or ``{"code", "params"}`` that says why there is none.

        Args:
            task: a name that :mod:`deepdesk.data.images.decoder` knows.
            options, items: plain data; what it takes for this task.
            stop_asked: looked at 30 times a second.
            done: told how many items are done, as often.
            batch: items that are handed to a process at once.

        Raises:
            DataError: ``data.cancelled``; the processes cannot be kept alive.
            OSError: no process can be started.
        """
        work = _Work(self, task, options, items, batch)
        threads = [threading.Thread(target=work.carry_out, daemon=True) for _ in range(min(self._count, len(items)))]
        for thread in threads:
            thread.start()
        try:
            while any(thread.is_alive() for thread in threads):
                check_stop(stop_asked)
                done(work.finished)
                work.watch(self.seconds)
                threads[0].join(_LOOK_SECONDS)
                if not threads[0].is_alive():
                    threads.append(threads.pop(0))
        finally:
            work.end()
            for thread in threads:
                thread.join()
        if work.failure is not None:
            raise work.failure
        return work.results

    def take(self) -> _Process:
        """An idle process, or a new one (raises OSError)."""
        with self._lock:
            if self._idle:
                return self._idle.pop()
        return _Process(Path(self._folder.name), threading.get_ident())

    def give_back(self, process: _Process, *, idle: bool) -> None:
        """The process is free again, or ended when it still has something to do."""
        if not idle:
            process.close()
            return
        with self._lock:
            self._idle.append(process)


class _Work:
    """One call of :meth:`Decoders.run`, on its way through several threads."""

    def __init__(self, pool: Decoders, task: str, options: Mapping[str, Any], items: Sequence[Any], batch: int) -> None:
        self.results: list[Result] = [None] * len(items)
        self.finished = 0
        self.failure: Exception | None = None
        self._pool, self._task, self._options, self._items = pool, task, options, items
        self._waiting = deque(range(start, min(start + batch, len(items))) for start in range(0, len(items), batch))
        self._lock = threading.Lock()
        self._ended = False
        self._lost = 0
        self._watched: dict[_Process, tuple[int, float]] = {}
        self._stuck: set[_Process] = set()

    def carry_out(self) -> None:
        """Takes batches until none is left."""
        process: _Process | None = None
        pending: deque[range] = deque()
        try:
            while not self._ended:
                process = process or self._begin()
                try:
                    self._fill(process, pending)
                    if not pending:
                        return
                    self._take_in(process, pending, process.receive())
                except (EOFError, OSError):
                    self._after_end(process, pending)
                    process, pending = None, deque()
        except Exception as error:  # noqa: BLE001 - raised again on the thread that asked
            self.failure = error
            self._ended = True
        finally:
            if process is not None:
                with self._lock:
                    self._watched.pop(process, None)
                self._pool.give_back(process, idle=not pending)

    def _begin(self) -> _Process:
        process = self._pool.take()
        with self._lock:
            self._watched[process] = (process.position, time.monotonic())
        return process

    def _fill(self, process: _Process, pending: deque[range]) -> None:
        """Two batches are on their way, so that the process need not wait for us between them."""
        while len(pending) < _AHEAD:
            with self._lock:
                places = self._waiting.popleft() if self._waiting else None
            if places is None:
                return
            pending.append(places)
            process.send([self._task, self._options, [self._items[place] for place in places]])

    def _take_in(self, process: _Process, pending: deque[range], found: list[Result]) -> None:
        places = pending.popleft()
        for place, result in zip(places, found, strict=True):
            self.results[place] = result
        process.done += len(places)
        self._lost = 0
        with self._lock:
            self.finished += len(places)
            self._watched[process] = (process.position, time.monotonic())

    def _after_end(self, process: _Process, pending: deque[range]) -> None:
        """The process is gone: the file it was at is named, the others that it had are put back."""
        stuck = process in self._stuck
        with self._lock:
            self._watched.pop(process, None)
        left = [place for places in pending for place in places]
        begun = min(process.position - process.done, len(left))
        process.close()
        if self._ended:
            return
        self._lost += 1
        if self._lost > _LOST_LIMIT:
            raise DataError("data.image.decoders_lost", reason=str(process.process.returncode))
        at = left[begun - 1] if begun else None
        if at is not None:
            params = {"seconds": f"{self._pool.seconds:g}"} if stuck else {}
            self.results[at] = {"code": "data.image.took_too_long" if stuck else "data.image.crashed", "params": params}
        with self._lock:
            self.finished += at is not None
            # One by one: the next of them that ends a process takes no others with it.
            self._waiting.extendleft(range(place, place + 1) for place in reversed(left) if place != at)

    def watch(self, seconds: float) -> None:
        """Ends processes that have been at one file for longer than ``seconds``."""
        now = time.monotonic()
        with self._lock:
            for process, (position, since) in list(self._watched.items()):
                if process.position != position:
                    self._watched[process] = (process.position, now)
                elif now - since > seconds:
                    self._stuck.add(process)
                    process.process.kill()

    def end(self) -> None:
        """Nothing more is read; processes at work are ended when work is left."""
        self._ended = True
        with self._lock:
            if self.finished < len(self._items):
                for process in self._watched:
                    process.process.kill()
