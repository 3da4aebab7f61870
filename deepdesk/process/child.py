"""The child's main: reads requests, carries them out one after the other, and ends when its parent does."""

from __future__ import annotations

import importlib
import logging
import os
import queue
import signal
import sys
import threading
import traceback
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import IO, Any, Final

import msgspec

from deepdesk.core.errors import ProcessError, code_of
from deepdesk.process.context import ServiceContext, Work
from deepdesk.process.frames import read_request
from deepdesk.process.output import keep_pipes
from deepdesk.process.replies import Alive, Failed, Hello, Reply
from deepdesk.process.requests import PROTOCOL, Request, Role, Stop

LIFE_SIGN_SECONDS: Final = 1.0
_SERVICES: Final = "deepdesk.process.services"
DATA_HANDLERS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "OpenData": "data:handle_open_data",
        "Download": "data:handle_download",
        "PreviewImage": "data:handle_preview_image",
        "PreviewClip": "data:handle_preview_clip",
        "PreviewAugmentation": "augmentation:handle_preview_augmentation",
        "FetchImage": "fetching:handle_fetch_image",
        "MapWeights": "weights:handle_map_weights",
        "FetchWeights": "weights:handle_fetch_weights",
        "ReadCode": "code:handle_read_code",
    }
)
FRAMEWORK_HANDLERS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "Train": "training:handle_train",
        "LoadModel": "inference:handle_load_model",
        "Predict": "inference:handle_predict",
        "Evaluate": "inference:handle_evaluate",
        "FindSuspects": "suspects:handle_find_suspects",
        "FindDevices": "devices:handle_find_devices",
        "ExportCode": "exporting:handle_export_code",
        "MapWeights": "weights:handle_map_weights",
    }
)
_log = logging.getLogger(__name__)


class Inbox:
    """Requests from the parent in order; ``Stop`` overtakes them, and the parent's end ends this process at once."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self._waiting: queue.SimpleQueue[Work] = queue.SimpleQueue()
        self._open: list[Work] = []
        self._lock = threading.Lock()
        threading.Thread(target=self._read, name="requests", daemon=True).start()

    def _read(self) -> None:
        try:
            while True:
                request = read_request(self._stream)
                if isinstance(request, Stop):
                    self._stop_all()
                else:
                    self._put(Work(request))
        except (EOFError, OSError, ProcessError) as error:
            _log.info("The parent is gone (%s)", type(error).__name__)
            # Not sys.exit: native code may be running on the main thread, and nobody is left to read its result.
            os._exit(0)
        except Exception:  # noqa: BLE001 - a border: whatever it is, this process is of no more use
            # A child that hears nothing more but goes on showing life would keep its parent waiting for ever.
            _log.exception("Requests cannot be read any more")
            os._exit(1)

    def _put(self, work: Work) -> None:
        with self._lock:
            self._open.append(work)
        self._waiting.put(work)

    def _stop_all(self) -> None:
        with self._lock:
            for work in self._open:
                work.stop.set()

    def next(self) -> Work:
        """The next request; waits for it."""
        return self._waiting.get()

    def finished(self, work: Work) -> None:
        """``work`` is over: a Stop no longer concerns it."""
        with self._lock:
            self._open.remove(work)


def _show_life(context: ServiceContext) -> None:
    waiting = threading.Event()
    while not waiting.wait(LIFE_SIGN_SECONDS):
        try:
            context.reply(Alive(beat=context.beats))
        except OSError:
            os._exit(0)


def handler_of(role: Role, request: Request) -> Callable[[Any, ServiceContext], None]:
    """The function that carries out ``request`` in a child of ``role`` (raises ProcessError when there is none)."""
    known = DATA_HANDLERS if role is Role.DATA else FRAMEWORK_HANDLERS
    name = known.get(type(request).__name__)
    if name is None:
        raise ProcessError("process.wrong_role", role=role.value, request=type(request).__name__)
    module, _, function = name.partition(":")
    handler: Callable[[Any, ServiceContext], None] = getattr(importlib.import_module(f"{_SERVICES}.{module}"), function)
    return handler


def failure(error: BaseException) -> Failed:
    """The reply that tells of ``error``: its code and figures, and the traceback for the log."""
    trace = "".join(traceback.format_exception(error))
    code, figures = code_of(error)
    params: dict[str, Any] = msgspec.to_builtins(figures, enc_hook=str)
    return Failed(code=code, params=params, trace=trace)


def _carry_out(context: ServiceContext, work: Work) -> None:
    context.work = work
    try:
        handler_of(context.role, work.request)(work.request, context)
    except Exception as error:  # noqa: BLE001 - a border: whatever went wrong is told to the parent, and the child lives on
        _log.exception("%s failed", type(work.request).__name__)
        context.reply(failure(error))
    finally:
        context.work = None


def _step_back() -> None:
    """Leaves the keyboard's interrupt to the parent and the processor to the window."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(os, "nice"):
        try:
            os.nice(10)
        except OSError:
            _log.info("The priority could not be lowered")


def _greeting(context: ServiceContext) -> Reply:
    version = ""
    if context.role is not Role.DATA:
        from deepdesk.process.warmth import warm_up

        version = context.backend.version()
        warm_up(context.backend)
        for name in FRAMEWORK_HANDLERS.values():
            importlib.import_module(f"{_SERVICES}.{name.partition(':')[0]}")
    return Hello(protocol=PROTOCOL, pid=os.getpid(), role=context.role, version=version)


def main(role_name: str) -> int:
    """Serves requests until the parent closes the pipe, which ends the process; 1 when the framework cannot be used."""
    incoming, outgoing = keep_pipes()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s", stream=sys.stderr)
    _step_back()
    context = ServiceContext(Role(role_name), outgoing)
    inbox = Inbox(incoming)
    threading.Thread(target=_show_life, args=(context,), name="life", daemon=True).start()
    try:
        context.reply(_greeting(context))
    except Exception as error:  # noqa: BLE001 - a border: a child that cannot start says why
        _log.exception("The child cannot start")
        context.reply(failure(error))
        return 1
    while True:
        work = inbox.next()
        _carry_out(context, work)
        inbox.finished(work)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
