"""The composition root of the window: logging, exceptions, the application, the session, the window."""

from __future__ import annotations

import gc
import locale
import logging
import signal
import socket
import sys
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QSocketNotifier, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from deepdesk import __version__
from deepdesk.core.errors import ProcessError
from deepdesk.core.logs import start_logging
from deepdesk.core.places import log_folder

if TYPE_CHECKING:
    from deepdesk.state.session import Session
    from deepdesk.ui.main_window import MainWindow

_log = logging.getLogger(__name__)
_SETTLED_MS = 50
_IDLE_MS = 400


class ErrorTeller(QObject):
    """Takes exceptions that nobody caught, from any thread: logs them and hands them to the window's thread."""

    happened = Signal(object)

    def take(self, kind: type[BaseException], error: BaseException | None, trace: TracebackType | None) -> None:
        """To be ``sys.excepthook``."""
        if error is None or issubclass(kind, KeyboardInterrupt):
            return
        _log.critical("Nobody caught this", exc_info=(kind, error, trace))
        self.happened.emit(error)

    def take_from_thread(self, arguments: threading.ExceptHookArgs) -> None:
        """To be ``threading.excepthook``."""
        if not isinstance(arguments.exc_value, SystemExit):
            self.take(arguments.exc_type, arguments.exc_value, arguments.exc_traceback)


def make_application(arguments: Sequence[str] = ()) -> QApplication:
    """The application, or the one that there is; numbers of native libraries keep their point."""
    existing = QApplication.instance()
    if isinstance(existing, QApplication):
        return existing
    QGuiApplication.setHighDpiScaleFactorRoundingPolicy(Qt.HighDpiScaleFactorRoundingPolicy.PassThrough)
    application = QApplication([sys.argv[0], *arguments])
    # Before there is any widget, each of which it would walk through.
    application.setStyle("Fusion")
    application.setApplicationName("deepdesk")
    application.setApplicationDisplayName("DeepDesk")
    application.setApplicationVersion(__version__)
    application.setDesktopFileName("deepdesk")
    # Qt may have taken LC_NUMERIC from the environment: native libraries would then read and write 0,5.
    locale.setlocale(locale.LC_NUMERIC, "C")
    return application


def open_window(project: str | None = None, source: str | None = None) -> tuple[Session, MainWindow]:
    """Makes the session and shows the window; what was asked for is opened after the first paint."""
    from deepdesk.state.session import Session
    from deepdesk.ui.main_window import MainWindow
    from deepdesk.ui.theme import Theme, current_theme

    session = Session()
    application = make_application()
    look = current_theme() or Theme(application, session.settings.value.theme, dressed=False)
    look.set_mode(session.settings.value.theme)
    window = MainWindow(session)
    look.dress()
    window.painted.connect(lambda: _after_first_paint(session, window, project, source))
    window.show()
    return session, window


def _after_first_paint(session: Session, window: MainWindow, project: str | None, source: str | None) -> None:
    if project is not None:
        session.open_project(Path(project))
    elif source is None and (last := session.settings.value.last_project) and Path(last).is_dir():
        session.open_project(Path(last))
    if source is not None:
        session.open_data(source)
    QTimer.singleShot(_SETTLED_MS, window, window.places.make_the_rest)
    # What comes after must not make the first seconds stutter.
    QTimer.singleShot(_IDLE_MS, window, session.prepare)
    QTimer.singleShot(_IDLE_MS, window, _settle_memory)


def _settle_memory() -> None:
    # What is there now stays as long as the window: looking through it again and again would make the window stutter.
    gc.freeze()
    gc.enable()


def tell_in_place(session: Session, error: BaseException) -> None:
    """Shows an exception that nobody caught as a notice with a report."""
    from deepdesk.state.notices import Notice, NoticeAction
    from deepdesk.state.reports import report_of_error

    params: dict[str, Any] = {
        "kind": type(error).__name__,
        "text": str(error) or "-",
        "report": report_of_error(error),
    }
    action = NoticeAction(id="copy_report", code="window.notice.copy_report")
    code = "window.notice.unexpected"
    session.notices.show(Notice(key="unexpected", code=code, severity="error", params=params, actions=(action,)))


def run(project: str | None = None, source: str | None = None) -> int:
    """Opens the window and stays until it is closed; gives the exit code.

    Args:
        project: a project's folder to open.
        source: data to open: a path or ``sample:NAME``.
    """
    # Nothing that is made until the first paint becomes garbage; `_settle_memory` turns it on again.
    gc.disable()
    start_logging(log_folder())
    application = make_application()
    teller = ErrorTeller()
    sys.excepthook = teller.take
    threading.excepthook = teller.take_from_thread
    session, window = open_window(project, source)
    teller.happened.connect(lambda error: tell_in_place(session, error))
    application.setQuitOnLastWindowClosed(False)
    window.closed.connect(application.quit)

    def leave() -> None:
        if session.runs.running is None or window.closing.is_waiting:
            application.exit(0)
        else:
            window.closing.stop_and_close()

    _leave_on_signals(application, leave)
    try:
        return application.exec()
    finally:
        _close(session)


def _leave_on_signals(application: QApplication, leave: Callable[[], None]) -> None:
    """Ctrl-C in the terminal and a request of the system to end: ``leave``, which need not ask."""
    reading, writing = socket.socketpair()
    writing.setblocking(False)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: None)
    # While Qt waits, Python's own handlers do not run: the signal comes as a byte that Qt sees.
    signal.set_wakeup_fd(writing.fileno())
    notifier = QSocketNotifier(reading.fileno(), QSocketNotifier.Type.Read, application)

    def take(*_: object) -> None:
        reading.recv(64)
        leave()

    def let_go() -> None:
        signal.set_wakeup_fd(-1)
        notifier.setEnabled(False)
        reading.close()
        writing.close()

    notifier.activated.connect(take)
    application.aboutToQuit.connect(let_go)


def _close(session: Session) -> None:
    try:
        if not session.close():
            _log.warning("Some workers did not end in time")
    except ProcessError:
        _log.exception("The session did not close in order")
