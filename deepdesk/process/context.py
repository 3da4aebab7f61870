"""What a service is given in a child: answer, look whether to stop, show that the work goes on."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import IO, Any, Final

from deepdesk.backends.base import Backend
from deepdesk.core.errors import ProcessError
from deepdesk.core.places import cache_folder
from deepdesk.process.frames import write_frame
from deepdesk.process.replies import Reply
from deepdesk.process.requests import Request, Role
from deepdesk.training.configuration import FRAMEWORK_NAMES


class Work:
    """One request on its way through the child, with a stop of its own."""

    def __init__(self, request: Request) -> None:
        self.request = request
        self.stop = threading.Event()


class ServiceContext:
    """The child as a service sees it; :meth:`reply` and :meth:`beat` may be called from any thread.

    Attributes:
        role: what this child is for.
        cache: the folder for what can be made again.
        kept: lives as long as the child, for what one request leaves to the next (such as the loaded model).
        beats: counts the steps of the work; the parent takes a count that stands still for a hang.
    """

    def __init__(self, role: Role, stream: IO[bytes]) -> None:
        self.role = role
        self.cache: Path = cache_folder()
        self.kept: dict[str, Any] = {}
        self.beats = 0
        self.work: Work | None = None
        self._stream = stream
        self._sending = threading.Lock()
        self._backend: Backend | None = None

    def reply(self, message: Reply) -> None:
        """Sends ``message`` (raises ProcessError when it is too large, OSError when the parent is gone)."""
        with self._sending:
            write_frame(self._stream, message)

    def stop_asked(self) -> bool:
        """Whether the present work was asked to stop."""
        return self.work is not None and self.work.stop.is_set()

    def beat(self) -> None:
        """Shows that the work goes on; to be called at every step, at least once a second where that is possible."""
        self.beats += 1

    @property
    def backend(self) -> Backend:
        """The back end of this child's framework, imported at the first use.

        Raises:
            ProcessError: this child has no framework, or the framework is missing or cannot be loaded.
        """
        if self._backend is None:
            self._backend = _load(self.role)
        return self._backend


_MODULES: Final[Mapping[str, str]] = MappingProxyType(
    {"torch": "torch", "tensorflow": "tensorflow", "keras": "tensorflow"}
)


def _load(role: Role) -> Backend:
    from deepdesk import backends

    if role is Role.DATA:
        raise ProcessError("process.wrong_role", role=role.value, request="backend")
    told = {"framework": FRAMEWORK_NAMES[role.value], "command": f'pip install "deepdesk[{role.value}]"'}
    try:
        return backends.load(role.value)
    except ModuleNotFoundError as error:
        if _MODULES.get((error.name or "").partition(".")[0]) == role.value:
            raise ProcessError("process.framework_missing", **told) from error
        raise ProcessError("process.framework_broken", reason=str(error), **told) from error
    except (ImportError, OSError) as error:
        raise ProcessError("process.framework_broken", reason=str(error), **told) from error
