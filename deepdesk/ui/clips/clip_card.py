"""One recording, large: its picture, a button that plays and stops it, and what it is in figures."""

from __future__ import annotations

import time
from typing import Final

import numpy as np
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from deepdesk.core.catalogue import describe, say
from deepdesk.data.audio.pictures import sound_pixels
from deepdesk.data.audio.sound import Sound
from deepdesk.ui import theme
from deepdesk.ui.clips.clip_picture import ClipPicture
from deepdesk.ui.clips.images import rgb_image
from deepdesk.ui.widgets import Choice, ElidedLabel, make_button, make_label
from deepdesk.workers.sound_player import SoundPlayer

_FRAME_MS: Final = 33


class ClipCard(QWidget):
    """Plays with its button, with :meth:`toggle`, or from where the picture is clicked."""

    def __init__(self, name: str, parent: QWidget | None = None, *, player: SoundPlayer | None = None) -> None:
        super().__init__(parent)
        self._sound: Sound | None = None
        self._wanted = False
        self._from = 0.0
        self._began = 0.0
        self.player = player or SoundPlayer(self)
        self.picture = ClipPicture()
        self.picture.setObjectName(f"{name}_picture")
        self.button = make_button(Choice("play", say("audio_ui.play")), self, name)
        self.button.setEnabled(False)
        self.button.setToolTip(say("audio_ui.play_help"))
        self.figures = ElidedLabel("", "dim", Qt.TextElideMode.ElideRight)
        self.figures.setObjectName(f"{name}_figures")
        self.message = make_label("", "small", wrap=True)
        self.message.setObjectName(f"{name}_message")
        self.message.hide()
        self._timer = QTimer(self)
        self._timer.setInterval(_FRAME_MS)
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(theme.SPACE_2)
        row.addWidget(self.button)
        row.addWidget(self.figures, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.SPACE_1)
        layout.addWidget(self.picture, 1)
        layout.addLayout(row)
        layout.addWidget(self.message)

    def _connect(self) -> None:
        self.button.clicked.connect(lambda _checked=False: self.toggle())
        self.picture.sought.connect(self.play)
        self._timer.timeout.connect(self._move_cursor)
        self.player.started.connect(self._on_started)
        self.player.ended.connect(self._on_ended)
        self.player.failed.connect(self._on_failed)
        # The thread of the sound must not outlive the widget that it speaks to.
        self.destroyed.connect(self.player.stop)

    @property
    def sound(self) -> Sound | None:
        """What is shown."""
        return self._sound

    def show_sound(self, sound: Sound | None) -> None:
        """Shows a recording, or nothing; what played stops."""
        self.stop()
        self._sound = sound
        self.message.hide()
        self.button.setEnabled(sound is not None)
        if sound is None:
            self.picture.show_clip([], rgb_image(np.zeros((0, 0, 3), np.uint8)), 0.0)
            self.figures.setText("")
            return
        outline = np.frombuffer(sound.outline, np.int8).reshape(-1, 2) / 127
        pairs = [(float(low), float(high)) for low, high in outline]
        self.picture.show_clip(pairs, rgb_image(sound_pixels(sound)), sound.heard)
        self.figures.setText(say("audio_ui.figures", seconds=round(sound.seconds, 2), rate=sound.recorded))
        if sound.seconds > sound.heard + 0.05:
            self._tell(say("audio_ui.shown_part", heard=round(sound.heard, 2), seconds=round(sound.seconds, 2)))
        if self._wanted:
            self._wanted = False
            self.play()

    def play_soon(self) -> None:
        """Plays the recording that is about to be shown, or stops the one that plays."""
        if self._sound is None:
            self._wanted = True
        else:
            self.toggle()

    def toggle(self) -> None:
        """Plays from the beginning, or stops."""
        if self.player.is_playing:
            self.stop()
        else:
            self.play()

    def play(self, start: float = 0.0) -> None:
        """Plays from ``start``, in seconds."""
        if self._sound is None:
            return
        self._from = start
        first = 2 * round(start * self._sound.rate)
        self.message.hide()
        self.button.setText(say("audio_ui.stop"))
        self.picture.show_cursor(start)
        self.player.play(self._sound.samples[first:], self._sound.rate)

    def stop(self) -> None:
        """Stops what plays."""
        self.player.stop()
        self._at_rest()

    def hideEvent(self, event: QHideEvent) -> None:
        self.stop()
        super().hideEvent(event)

    def _on_started(self) -> None:
        self._began = time.monotonic()
        self._timer.start()

    def _on_ended(self) -> None:
        if not self.player.is_playing:
            self._at_rest()

    def _on_failed(self, error: BaseException) -> None:
        self._at_rest()
        self._tell(describe(error))

    def _at_rest(self) -> None:
        self._timer.stop()
        self.button.setText(say("audio_ui.play"))
        self.picture.show_cursor(None)

    def _move_cursor(self) -> None:
        self.picture.show_cursor(self._from + time.monotonic() - self._began)

    def _tell(self, text: str) -> None:
        self.message.setText(text)
        self.message.show()
