"""All children of this process: warm spares, those at work, and the end of both."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final

from deepdesk.core.errors import ProcessError
from deepdesk.core.places import log_folder
from deepdesk.process.child_process import ChildProcess
from deepdesk.process.environment import command, environment
from deepdesk.process.requests import Role

MEGABYTE: Final = 1024 * 1024
IDLE_SECONDS: Final = 600.0
MEMORY_TO_WARM: Final[Mapping[Role, int]] = MappingProxyType(
    {Role.DATA: 300 * MEGABYTE, Role.TORCH: 1500 * MEGABYTE, Role.TENSORFLOW: 2500 * MEGABYTE}
)
MEMORY_TO_KEEP: Final = 1500 * MEGABYTE


class Children:
    """Hands out children and ends them all at :meth:`close`. Every method may be called from any thread.

    Args:
        reserved_cores: cores that training leaves to the window, 0 without one.
        idle_seconds: after this long unused, a spare is given up.
        logs: the folder for what children write outside a run.
    """

    def __init__(
        self, *, reserved_cores: int = 0, idle_seconds: float = IDLE_SECONDS, logs: Path | None = None
    ) -> None:
        self._reserved_cores = reserved_cores
        self._idle_seconds = idle_seconds
        self._logs = logs or log_folder()
        self._lock = threading.Lock()
        self._spares: dict[Role, tuple[ChildProcess, threading.Timer]] = {}
        self._taken: set[ChildProcess] = set()
        self._closed = False

    @property
    def closed(self) -> bool:
        """Whether :meth:`close` was called: a child that ends then was ended by us."""
        return self._closed

    def take(self, role: Role, *, threads: int | None = None) -> ChildProcess:
        """A child for ``role``, warm if there is one; it belongs to the caller until :meth:`give_back` or its end.

        Args:
            role: what it is for.
            threads: intra-op threads that were asked for: settled at the start of a process, so no spare is taken.

        Raises:
            ProcessError: DeepDesk is closing, or the system refuses to start a process.
        """
        spare = self._take_spare(role) if threads is None else None
        child = spare or self._start(role, threads)
        with self._lock:
            if not self._closed:
                self._taken.add(child)
                return child
        child.close(0)
        raise ProcessError("process.closed")

    def give_back(self, child: ChildProcess) -> None:
        """Keeps an idle child as a spare; ends it when there is one already, when it grew large, or at closing."""
        with self._lock:
            self._taken.discard(child)
            if not self._closed and child.role not in self._spares and _worth_keeping(child):
                self._keep(child)
                return
        child.close()

    def end(self, child: ChildProcess) -> None:
        """Ends a child that was taken (its state is not to be trusted any more, or memory is to be returned)."""
        with self._lock:
            self._taken.discard(child)
        child.close(0)

    def warm(self, role: Role) -> bool:
        """Starts a spare for ``role`` unless there is one; returns at once, whether there is one now.

        None is started while memory is short.
        """
        with self._lock:
            if self._closed:
                return False
            if role in self._spares and self._spares[role][0].alive:
                return True
        # Not needed before the window's first paint, and not light.
        import psutil

        if psutil.virtual_memory().available < MEMORY_TO_WARM[role]:
            return False
        self.give_back(self._start(role, None))
        return True

    def close(self) -> None:
        """Ends all children, at work or not; nothing can be taken afterwards."""
        with self._lock:
            self._closed = True
            spares, self._spares = list(self._spares.values()), {}
            taken, self._taken = list(self._taken), set()
        for spare, timer in spares:
            timer.cancel()
            spare.close(0)
        for child in taken:
            child.kill()

    def _start(self, role: Role, threads: int | None) -> ChildProcess:
        if self._closed:
            raise ProcessError("process.closed")
        variables = environment(reserved_cores=self._reserved_cores, threads=threads)
        log = self._logs / f"child-{role.value}.log"
        return ChildProcess(role, command=command(role), environment=variables, log=log, threads=threads)

    def _take_spare(self, role: Role) -> ChildProcess | None:
        with self._lock:
            found = self._spares.pop(role, None)
        if found is None:
            return None
        spare, timer = found
        timer.cancel()
        if spare.alive:
            return spare
        spare.close(0)
        return None

    def _keep(self, child: ChildProcess) -> None:
        timer = threading.Timer(self._idle_seconds, self._give_up, (child,))
        timer.daemon = True
        timer.start()
        self._spares[child.role] = (child, timer)

    def _give_up(self, child: ChildProcess) -> None:
        with self._lock:
            if self._spares.get(child.role, (None,))[0] is not child:
                return
            del self._spares[child.role]
        child.close()


def _worth_keeping(child: ChildProcess) -> bool:
    if child.threads is not None or not child.alive:
        return False
    import psutil

    try:
        resident: int = psutil.Process(child.pid).memory_info().rss
    except psutil.Error:
        return False
    return resident < MEMORY_TO_KEEP
