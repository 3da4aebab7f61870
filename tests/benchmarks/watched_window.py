"""A real window with data open and the Train tab in sight, whose heartbeat is watched."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable

import msgspec
from PySide6.QtCore import QEventLoop, Qt, QTimer

from deepdesk.app import make_application, open_window
from deepdesk.process.requests import Role
from deepdesk.training.configuration import Framework

BEAT_MS = 5
_PATIENCE = 120.0
_SETTLING_SECONDS = 3.0
_EPOCHS = 1000


class Beats:
    """A timer of this thread that notes when it was heard, while its ``with`` lasts."""

    def __init__(self) -> None:
        self._heard: list[float] = []
        self._timer = QTimer()
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(BEAT_MS)
        self._timer.timeout.connect(lambda: self._heard.append(time.perf_counter()))

    def __enter__(self) -> Beats:
        self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.stop()

    @property
    def gaps(self) -> list[float]:
        """Milliseconds between the beats."""
        return [1000 * (after - before) for before, after in itertools.pairwise(self._heard)]


def rest(seconds: float) -> None:
    """Lets the window live for a while."""
    loop = QEventLoop()
    QTimer.singleShot(round(1000 * seconds), loop.quit)
    loop.exec()


def until(ready: Callable[[], bool], patience: float = _PATIENCE) -> None:
    """Waits until something holds, while the window lives (raises AssertionError after ``patience`` seconds)."""
    end = time.monotonic() + patience
    while not ready():
        assert time.monotonic() < end
        rest(0.05)


class WatchedWindow:
    """Opens the window and waits until the data are there and a spare child of ``framework`` is warm.

    Attributes:
        cpu_share: of the window's thread while the gaps were last noted, from 0 to 1.
    """

    def __init__(self, framework: Framework, source: str, network: str) -> None:
        self.cpu_share = 0.0
        self._application = make_application()
        self._session, self._window = open_window(source=source)
        session = self._session
        until(lambda: session.dataset.opened is not None)
        session.model.use_preset(network)
        chosen = msgspec.structs.replace(session.configuration, framework=framework, epochs=_EPOCHS)
        session.set_configuration(chosen)
        self._window.show_place("train")
        rest(_SETTLING_SECONDS)
        spare = session.processes.take(Role(framework))
        assert spare.wait_ready(_PATIENCE)
        session.processes.give_back(spare)
        rest(_SETTLING_SECONDS)

    def start(self) -> None:
        """Starts to train and waits for the first losses."""
        runs = self._session.runs
        assert self._session.start(), self._session.readiness
        until(lambda: runs.running is not None and runs.running.history.steps > 0)

    def gaps(self, seconds: float) -> list[float]:
        """Milliseconds between the beats of ``seconds``."""
        used = time.thread_time()
        with Beats() as beats:
            rest(seconds)
        self.cpu_share = (time.thread_time() - used) / seconds
        return beats.gaps

    def close(self) -> None:
        """Stops the run and ends all children."""
        self._session.runs.stop_now()
        self._session.close()
