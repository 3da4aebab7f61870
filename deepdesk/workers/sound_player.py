"""Plays samples on a thread of its own, so that neither a slow nor a missing sound device holds up the window."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Generator
from typing import Any, Final

from PySide6.QtCore import QObject, Signal

from deepdesk.core.errors import ProcessError

_log = logging.getLogger(__name__)
_LOOK_SECONDS: Final = 0.05
_BUFFER_MILLISECONDS: Final = 80
_GIVE_UP_SECONDS: Final = 2.0

Frames = Generator[bytes, int, None]
OpenDevice = Callable[[int], Any]
"""``open_device(rate)``: a device with ``start(frames)`` and ``close()``; raises where there is none."""


class SoundPlayer(QObject):
    """One sound at a time.

    Signals: ``started``; ``ended``, after a stop as well; ``failed`` (a DeepDeskError with the code of its sentence).
    """

    started = Signal()
    ended = Signal()
    failed = Signal(object)

    def __init__(self, parent: QObject | None = None, *, open_device: OpenDevice | None = None) -> None:
        super().__init__(parent)
        self._open = open_device or _device
        self._stop = threading.Event()
        self._over = threading.Event()
        self._over.set()
        self._thread: threading.Thread | None = None

    @property
    def is_playing(self) -> bool:
        """Whether a sound is on its way."""
        return not self._over.is_set() and not self._stop.is_set()

    def play(self, samples: bytes, rate: int) -> None:
        """Plays 16-bit mono samples; what played before stops."""
        self.stop()
        self._stop, self._over = threading.Event(), threading.Event()
        arguments = (samples, rate, self._stop, self._over)
        self._thread = threading.Thread(target=self._run, args=arguments, name="sound", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Asks to stop; ``ended`` follows."""
        self._stop.set()

    def close(self) -> None:
        """Stops and waits a moment for the thread."""
        self.stop()
        if self._thread is not None:
            self._thread.join(_GIVE_UP_SECONDS)

    def _run(self, samples: bytes, rate: int, stop: threading.Event, over: threading.Event) -> None:
        try:
            device = self._open(rate)
        except Exception as error:  # noqa: BLE001 - the border of a thread; the library raises kinds of its own
            _log.info("no sound device: %s", error)
            over.set()
            if not stop.is_set():
                self._tell(self.failed, ProcessError("sound.no_device"))
            return
        done = threading.Event()
        try:
            frames = _frames(samples, done)
            next(frames)
            device.start(frames)
            self._tell(self.started)
            while not done.wait(_LOOK_SECONDS) and not stop.is_set():
                pass
            # What was handed over last is still on its way to the ear.
            stop.wait(2 * _BUFFER_MILLISECONDS / 1000)
        finally:
            device.close()
            over.set()
        self._tell(self.ended)

    def _tell(self, signal: Any, *values: object) -> None:
        """Emits from the sound's thread; a window that has gone in between no longer wants to know."""
        try:
            signal.emit(*values)
        except RuntimeError:
            _log.debug("the player has gone")


def _frames(samples: bytes, done: threading.Event) -> Frames:
    """The bytes for as many frames as are asked for; ``done`` is set when all were given."""
    place = 0
    wanted = yield b""
    while place < len(samples):
        block = samples[place : place + 2 * wanted]
        place += len(block)
        wanted = yield block
    done.set()


def _device(rate: int) -> Any:
    # Loaded by the first sound that is played.
    import miniaudio

    real = [backend for backend in miniaudio.Backend if backend.name not in {"NULL", "CUSTOM"}]
    return miniaudio.PlaybackDevice(
        output_format=miniaudio.SampleFormat.SIGNED16,
        nchannels=1,
        sample_rate=rate,
        buffersize_msec=_BUFFER_MILLISECONDS,
        backends=real,
        app_name="DeepDesk",
    )
