"""Recordings in the window: the grid, the chosen clip, the pattern matched live, playing without a sound device."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from deepdesk.core.catalogue import say
from deepdesk.data.audio.decoding import Clip
from deepdesk.data.audio.sound import Sound, sound_of
from deepdesk.data.preprocessing import AudioPreprocessing
from deepdesk.process.children import Children
from deepdesk.process.replies import Predicted
from deepdesk.state.answers import Answer
from deepdesk.state.dataset_store import DatasetStore
from deepdesk.state.settings_store import SettingsStore
from deepdesk.ui.clips.clip_card import ClipCard
from deepdesk.ui.dataset_tab.clip_grid import ClipGrid
from deepdesk.ui.dataset_tab.kinds.audio import AudioPanel
from deepdesk.ui.dataset_tab.pattern_field import PatternField
from deepdesk.ui.dataset_tab.tab import DatasetTab
from deepdesk.ui.inference_tab.kinds.audio import ClipAnswer
from deepdesk.workers.pools import Pools
from deepdesk.workers.sound_player import SoundPlayer

PATIENCE = 30_000


class Loudspeaker:
    """A sound device that asks for all frames at once, as a quick one would."""

    def __init__(self, rate: int) -> None:
        self.rate = rate
        self.played = b""
        self.closed = threading.Event()

    def start(self, frames: Any) -> None:
        while block := next(iter(self._asked(frames)), b""):
            self.played += block

    def _asked(self, frames: Any) -> Iterator[bytes]:
        try:
            yield frames.send(100)
        except StopIteration:
            return

    def close(self) -> None:
        self.closed.set()


def no_device(_rate: int) -> Any:
    raise OSError("none")


def sound(seconds: float = 0.2, rate: int = 8000) -> Sound:
    samples = (0.5 * np.sin(2 * np.pi * 440 * np.arange(round(seconds * rate)) / rate)).astype(np.float32)
    return sound_of(Clip(samples, rate, seconds, 0.5, 0.0, b""))


@pytest.fixture
def tab(qtbot: QtBot, deepdesk_home: Path) -> Iterator[DatasetTab]:
    children, pools, settings = Children(), Pools(), SettingsStore(deepdesk_home / "settings")
    store = DatasetStore(pools, children, settings)
    found = DatasetTab(store, settings)
    qtbot.addWidget(found)
    found.resize(1200, 650)
    found.show()
    with qtbot.waitSignal(store.changed, timeout=PATIENCE):
        store.open("sample:tones")
    for card in found.findChildren(ClipCard):
        card.player._open = no_device  # nobody wants to hear the tests
    yield found
    for card in found.findChildren(ClipCard):
        card.player.close()
    store.close()
    children.close()
    assert pools.close()


def test_the_chosen_recording_is_drawn_and_told(tab: DatasetTab, qtbot: QtBot) -> None:
    grid, panel = tab.findChild(ClipGrid, "data_clips"), tab.findChild(AudioPanel)
    assert grid is not None and panel is not None and len(grid.order) == 120
    qtbot.waitUntil(lambda: panel.clip.sound is not None, timeout=PATIENCE)
    assert panel.clip.sound is not None and panel.clip.sound.recorded == 8000
    assert tab.findChild(QPushButton, "data_clip_play").isEnabled()
    assert tab.findChild(QLabel, "data_clip_figures").text().endswith("8,000 Hz")
    assert "transcription" in tab.findChild(QLabel, "data_audio_about").text()
    assert not grid.grab().isNull() and not panel.grab().isNull()


def test_the_pattern_is_matched_while_it_is_written(tab: DatasetTab) -> None:
    field = tab.findChild(PatternField)
    edit, told = tab.findChild(QLineEdit, "data_pattern"), tab.findChild(QLabel, "data_pattern_matches")
    assert field is not None and edit.text() == "{label}_{speaker}_{n}"
    assert told.text().startswith("120 of 120 names fit. label: falling, rising, steady, trembling; speaker: bell")
    edit.setText("{label}-{n}")
    assert told.text().startswith("0 of 120 names fit.") and "falling_bell_0.flac" in told.text()
    edit.setText("{label")
    assert "is no pattern" in told.text()
    edit.setText("")
    assert told.text() == say("audio_ui.folders_are_classes")


def test_another_layout_is_another_view(tab: DatasetTab, qtbot: QtBot) -> None:
    store = tab._store
    with qtbot.waitSignal(store.changed, timeout=PATIENCE):
        tab.findChild(QComboBox, "data_layout").setCurrentIndex(1)
    found = store.opened.reply.preprocessing
    assert isinstance(found, AudioPreprocessing) and found.layout == "sequence"
    assert tab.findChild(QLabel, "data_audio_shape").text() == "A sequence of 51 frames of 64 bands."


def test_space_and_the_sign_ask_to_play(tab: DatasetTab, qtbot: QtBot) -> None:
    grid, panel = tab.findChild(ClipGrid, "data_clips"), tab.findChild(AudioPanel)
    with qtbot.waitSignal(tab.browser.play_requested):
        qtbot.keyClick(grid, Qt.Key.Key_Space)
    panel.clip.stop()
    cell = grid.visualRect(grid.model().index(0, 1))
    with qtbot.waitSignal(tab.browser.play_requested):
        qtbot.mouseClick(grid.viewport(), Qt.MouseButton.LeftButton, pos=cell.bottomRight() - QPoint(20, 40))
    assert panel._number == int(grid.order[1])
    panel.clip.stop()


@pytest.fixture
def card(qtbot: QtBot) -> Iterator[ClipCard]:
    devices: list[Loudspeaker] = []

    def opened(rate: int) -> Loudspeaker:
        devices.append(Loudspeaker(rate))
        return devices[-1]

    found = ClipCard("clip", player=SoundPlayer(open_device=opened))
    found.devices = devices  # type: ignore[attr-defined]
    qtbot.addWidget(found)
    found.show()
    yield found
    found.player.close()


def test_a_recording_plays_to_its_end(card: ClipCard, qtbot: QtBot) -> None:
    shown = sound()
    card.show_sound(shown)
    with qtbot.waitSignals([card.player.started, card.player.ended], timeout=PATIENCE):
        card.button.click()
        assert card.button.text() == say("audio_ui.stop")
    (device,) = card.devices  # type: ignore[attr-defined]
    assert device.played == shown.samples and device.rate == 8000 and device.closed.is_set()
    assert card.button.text() == say("audio_ui.play") and card.picture.cursor_seconds is None


def test_it_plays_from_where_the_picture_is_clicked(card: ClipCard, qtbot: QtBot) -> None:
    shown = sound()
    card.show_sound(shown)
    card.resize(400, 300)
    with qtbot.waitSignal(card.player.ended, timeout=PATIENCE):
        qtbot.mouseClick(card.picture, Qt.MouseButton.LeftButton, pos=QPoint(card.picture.width() // 2, 20))
    (device,) = card.devices  # type: ignore[attr-defined]
    assert len(device.played) == pytest.approx(len(shown.samples) / 2, abs=40)


def test_without_a_sound_device_it_says_so_in_place(qtbot: QtBot) -> None:
    card = ClipCard("clip", player=SoundPlayer(open_device=no_device))
    qtbot.addWidget(card)
    card.show()
    card.show_sound(sound())
    with qtbot.waitSignal(card.player.failed, timeout=PATIENCE):
        card.button.click()
    assert card.message.text() == say("sound.no_device") and card.button.isEnabled()
    card.player.close()


def test_playing_may_be_asked_before_the_sound_is_there(card: ClipCard, qtbot: QtBot) -> None:
    card.play_soon()
    with qtbot.waitSignal(card.player.ended, timeout=PATIENCE):
        card.show_sound(sound())


def test_the_answer_for_a_recording_is_shown_with_it(qtbot: QtBot) -> None:
    view = ClipAnswer()
    qtbot.addWidget(view)
    view.resize(700, 360)
    view.show()
    answer = Answer(number=0, name="x.wav", state="answered", predicted=Predicted(name="x.wav", sound=sound()))
    view.show_answer(answer, None)
    assert view.clip.sound is not None and not view.grab().isNull()
    view.show_answer(None, None)
    assert view.clip.sound is None and not view.clip.button.isEnabled()
    view.clip.player.close()
