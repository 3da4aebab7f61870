"""A child as its parent sees it: send requests, receive replies, know whether it lives, kill it."""

from __future__ import annotations

import contextlib
import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO, Any, Final

from deepdesk.core.errors import ProcessError
from deepdesk.process.frames import read_reply, write_frame
from deepdesk.process.job_object import JobObject
from deepdesk.process.replies import Alive, AnyReply, Hello
from deepdesk.process.requests import PROTOCOL, Request, Role

_END_SECONDS: Final = 2.0
_LOG_LIMIT: Final = 1_000_000


class ChildEnded(ProcessError, EOFError):
    """The child ended; ``code`` and ``params`` say how."""


class ChildProcess:
    """A started child. ``Hello`` and ``Alive`` are taken in here; all else comes out of :meth:`receive`.

    Attributes:
        role: what it is for.
        threads: the number of threads it was started for, ``None`` when it chooses.
        hello: its greeting, once it is ready.

    Raises:
        ProcessError: the system refuses to start it.
    """

    def __init__(
        self,
        role: Role,
        *,
        command: Sequence[str],
        environment: Mapping[str, str],
        log: Path,
        threads: int | None = None,
    ) -> None:
        self.role = role
        self.threads = threads
        self.hello: Hello | None = None
        self.beat = 0
        self._ready = threading.Event()
        self._life = self._progress = time.monotonic()
        self._replies: queue.SimpleQueue[AnyReply | ProcessError] = queue.SimpleQueue()
        self._end: ProcessError | None = None
        self._sending = threading.Lock()
        self._ending = threading.Lock()
        self._process = _start(command, environment, log)
        self._job = JobObject(self._process)
        self._reader = threading.Thread(target=self._read, name=f"replies-{self.pid}", daemon=True)
        self._reader.start()

    @property
    def pid(self) -> int:
        """The process number."""
        return self._process.pid

    @property
    def alive(self) -> bool:
        """Whether the process still runs."""
        return self._process.poll() is None

    @property
    def exit_code(self) -> int | None:
        """What it ended with (below 0: the signal), ``None`` while it runs."""
        return self._process.poll()

    def wait_ready(self, timeout: float | None = None) -> bool:
        """Waits until its framework is loaded or it has ended; whether it is ready. Requests may be sent before."""
        self._ready.wait(timeout)
        return self.hello is not None and self.alive

    def send(self, request: Request) -> None:
        """Sends ``request`` (raises ChildEnded when the child is gone, ProcessError when the message is too large)."""
        try:
            with self._sending:
                write_frame(_pipe(self._process.stdin), request)
        except (OSError, ValueError) as error:
            self._reader.join(_END_SECONDS)
            raise self.ending() from error

    def receive(self, timeout: float | None = None) -> AnyReply:
        """The next reply.

        Raises:
            TimeoutError: none came within ``timeout`` seconds.
            ChildEnded: the child ended (also an EOFError), again at every later call.
            ProcessError: the child broke the protocol and was killed.
        """
        if self._end is not None and self._replies.empty():
            raise self._end
        try:
            reply = self._replies.get(timeout=timeout)
        except queue.Empty:
            raise TimeoutError from None
        if isinstance(reply, ProcessError):
            self._end = reply
            raise reply
        return reply

    def seconds_since_life(self) -> float:
        """Seconds since anything was heard of the child."""
        return time.monotonic() - self._life

    def seconds_since_work(self) -> float:
        """Seconds since the child's work counter moved or a reply came: the work itself lives, not only its process."""
        return time.monotonic() - self._progress

    def note_work(self) -> None:
        """Starts the count of :meth:`seconds_since_work` anew."""
        self._progress = time.monotonic()

    def kill(self) -> None:
        """Ends the child and all it started, at once, and waits until it is gone."""
        with self._ending:
            if self.alive:
                _kill_group(self._process)
                self._job.kill()
            self._process.wait()
        self._let_go()

    def close(self, patience: float = _END_SECONDS) -> None:
        """Closes the pipe, at which the child ends itself; kills it after ``patience`` seconds."""
        # Another thread may be stuck in a write to a child that does not read: then only a kill helps.
        if patience > 0 and self._sending.acquire(timeout=patience):
            try:
                with contextlib.suppress(OSError):
                    _pipe(self._process.stdin).close()
            finally:
                self._sending.release()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(patience)
        self.kill()

    def ending(self) -> ChildEnded:
        """How the child ended, in a code with its figures."""
        code = self.exit_code
        if code is None or code >= 0:
            return ChildEnded("process.ended", exit_code=0 if code is None else code)
        name = signal.Signals(-code).name if -code in set(signal.Signals) else str(-code)
        killed = -code in {signal.SIGTERM, getattr(signal, "SIGKILL", None)}
        return ChildEnded("process.killed" if killed else "process.crashed", signal=name)

    def _let_go(self) -> None:
        with contextlib.suppress(OSError):
            _pipe(self._process.stdin).close()
        if threading.current_thread() is not self._reader:
            self._reader.join(_END_SECONDS)
        self._job.close()

    def _read(self) -> None:
        stream = _pipe(self._process.stdout)
        try:
            while True:
                self._take_in(read_reply(stream))
        except ProcessError as error:
            self._stop_reading(stream, error)
        except (EOFError, OSError, ValueError):
            self._stop_reading(stream, None)
        except Exception as error:  # noqa: BLE001 - whoever waits for a reply must not wait for ever
            self._stop_reading(stream, ProcessError("process.broken_message", reason=type(error).__name__))

    def _take_in(self, reply: AnyReply) -> None:
        self._life = time.monotonic()
        if isinstance(reply, Alive):
            if reply.beat != self.beat:
                self.beat, self._progress = reply.beat, self._life
            return
        self._progress = self._life
        if not isinstance(reply, Hello):
            self._replies.put(reply)
            return
        if reply.protocol != PROTOCOL:
            raise ProcessError("process.wrong_protocol", found=reply.protocol, expected=PROTOCOL)
        self.hello = reply
        self._ready.set()

    def _stop_reading(self, stream: IO[bytes], error: ProcessError | None) -> None:
        with contextlib.suppress(OSError):
            stream.close()
        if error is None:
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(_END_SECONDS)
        self.kill()
        self._replies.put(error or self.ending())
        self._ready.set()


def _pipe(stream: IO[bytes] | None) -> IO[bytes]:
    if stream is None:
        raise ValueError
    return stream


def _start(command: Sequence[str], environment: Mapping[str, str], log: Path) -> subprocess.Popen[bytes]:
    options: dict[str, Any] = {"start_new_session": True}
    if sys.platform == "win32":
        flags = subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.CREATE_NO_WINDOW
        options = {"creationflags": flags | subprocess.BELOW_NORMAL_PRIORITY_CLASS}
    try:
        _make_room_for_log(log)
        with log.open("ab") as errors:
            return subprocess.Popen(
                list(command),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                env=dict(environment),
                bufsize=-1,
                **options,
            )
    except OSError as error:
        raise ProcessError("process.cannot_start", reason=str(error)) from error


def _make_room_for_log(log: Path) -> None:
    log.parent.mkdir(parents=True, exist_ok=True)
    # Another child may have it open, which Windows minds: then it grows until the next start.
    with contextlib.suppress(OSError):
        if log.stat().st_size > _LOG_LIMIT:
            os.replace(log, log.with_suffix(".old.log"))


def _kill_group(process: subprocess.Popen[bytes]) -> None:
    with contextlib.suppress(OSError):
        if hasattr(os, "killpg"):
            os.killpg(process.pid, signal.SIGKILL)
    process.kill()
