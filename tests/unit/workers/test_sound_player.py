"""Playing on a thread of its own: stop, a new sound while one plays, no device."""

from __future__ import annotations

import threading
from typing import Any

from pytestqt.qtbot import QtBot

from deepdesk.core.errors import DeepDeskError
from deepdesk.workers.sound_player import SoundPlayer

PATIENCE = 20_000


class SlowDevice:
    """Asks for nothing, so that the sound never comes to its end by itself."""

    def __init__(self) -> None:
        self.closed = threading.Event()

    def start(self, _frames: Any) -> None:
        """Waits."""

    def close(self) -> None:
        self.closed.set()


def test_stopping_ends_it_and_closes_the_device(qtbot: QtBot) -> None:
    devices = [SlowDevice(), SlowDevice()]
    given = iter(devices)
    player = SoundPlayer(open_device=lambda _rate: next(given))
    with qtbot.waitSignal(player.started, timeout=PATIENCE):
        player.play(bytes(1000), 8000)
    assert player.is_playing
    with qtbot.waitSignal(player.started, timeout=PATIENCE):
        player.play(bytes(1000), 8000)
    assert devices[0].closed.wait(PATIENCE / 1000) and player.is_playing
    player.stop()
    assert not player.is_playing
    player.close()
    assert devices[1].closed.is_set()


def test_no_device_is_told(qtbot: QtBot) -> None:
    def none(_rate: int) -> Any:
        raise OSError("none")

    player = SoundPlayer(open_device=none)
    with qtbot.waitSignal(player.failed, timeout=PATIENCE) as told:
        player.play(bytes(1000), 8000)
    (error,) = told.args
    assert isinstance(error, DeepDeskError) and error.code == "sound.no_device"
    assert not player.is_playing
    player.close()
