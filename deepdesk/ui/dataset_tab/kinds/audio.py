"""Recordings in the Data tab: a grid of clips that play, the chosen clip large, and how the network hears them."""

from __future__ import annotations

from typing import Any, Final

import msgspec
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDoubleSpinBox, QVBoxLayout, QWidget

from deepdesk.core.catalogue import say
from deepdesk.data.details import AudioDetails
from deepdesk.data.preprocessing import AudioPreprocessing
from deepdesk.data.settings import AudioSettings
from deepdesk.process.replies import ClipPreviewed, ImagePreviewed
from deepdesk.state.dataset_store import OpenedData
from deepdesk.ui import theme
from deepdesk.ui.clips.clip_card import ClipCard
from deepdesk.ui.dataset_tab.clip_grid import ClipGrid
from deepdesk.ui.dataset_tab.fields import choice_field, number_field, section_label, value_label
from deepdesk.ui.dataset_tab.grid import shown_name
from deepdesk.ui.dataset_tab.pattern_field import PatternField
from deepdesk.ui.dataset_tab.summary import class_number
from deepdesk.ui.widgets import ElidedLabel, Form, make_label

_PICTURE: Final = 176
_FEATURES: Final = ("log_mel", "mfcc")
_LAYOUTS: Final = ("image", "sequence")


def _decimal_field(name: str, least: float, most: float, unit: str, step: float) -> QDoubleSpinBox:
    field = QDoubleSpinBox()
    field.setObjectName(name)
    field.setDecimals(2 if step < 0.5 else 1)
    field.setRange(least, most)
    field.setSingleStep(step)
    field.setKeyboardTracking(False)
    field.setSuffix(f" {unit}")
    return field


class AudioPanel(QWidget):
    """The chosen recording to look at and listen to, the pattern of the names, and the settings of the features."""

    settings_changed = Signal(dict)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._opened: OpenedData | None = None
        self._number = -1
        self._settings = AudioSettings()
        self._filling = False
        self._make_widgets()
        self._lay_out()
        self._connect()

    def show_data(self, opened: OpenedData) -> None:
        """Shows the settings of a data set, with what was found filled in."""
        self._opened = opened
        self._settings = opened.description.audio
        self._filling = True
        found = opened.reply.preprocessing
        if isinstance(found, AudioPreprocessing):
            self._rate.setValue(found.rate)
            self._seconds.setValue(found.seconds)
            self._features.setCurrentIndex(_FEATURES.index(found.features))
            self._layout.setCurrentIndex(_LAYOUTS.index(found.layout))
            self._bands.setValue(found.bands)
            self._window.setValue(found.window_ms)
            self._hop.setValue(found.hop_ms)
            self._shape.setText(say(f"audio_ui.shape.{found.layout}", frames=found.frames, bands=found.bands))
        details = opened.reply.report.details
        pattern = details.pattern if isinstance(details, AudioDetails) else ""
        unlike = [item.path for item in opened.reply.report.bad if item.code == "data.audio.name_unlike"]
        self._pattern.show_names([*opened.names, *unlike], pattern)
        self._filling = False

    def show_sample(self, number: int) -> None:
        """Speaks of a sample; :meth:`show_preview` brings its sound."""
        opened = self._opened
        if opened is None or number >= opened.samples:
            return
        if number != self._number:
            self.clip.show_sound(None)
        self._number = number
        self._title.setText(shown_name(opened, number))
        self._label.setText(opened.label_of(number) or "–")
        self._part.setText(say(f"dataset_tab.part.{opened.part_of(number)}"))

    def show_preview(self, number: int, reply: ImagePreviewed | ClipPreviewed) -> None:
        """The sound of a sample, when it is still the one that is shown."""
        if number == self._number and isinstance(reply, ClipPreviewed) and reply.sound != self.clip.sound:
            self.clip.show_sound(reply.sound)

    def play(self) -> None:
        """Plays the chosen recording, or stops it."""
        self.clip.play_soon()

    def _make_widgets(self) -> None:
        self._title = ElidedLabel("", "title")
        self._title.setObjectName("data_sample_name")
        self.clip = ClipCard("data_clip")
        self.clip.picture.setFixedHeight(_PICTURE)
        self._label, self._part = value_label("label"), value_label("part")
        self._pattern = PatternField()
        self._rate = number_field("data_rate", 1_000, 192_000, say("audio_ui.unit.hertz"))
        self._seconds = _decimal_field("data_seconds", 0.02, 1_800, say("audio_ui.unit.seconds"), 0.1)
        self._features = choice_field("data_features", [say(f"audio_ui.features.{name}") for name in _FEATURES])
        self._layout = choice_field("data_layout", [say(f"audio_ui.layout.{name}") for name in _LAYOUTS])
        self._bands = number_field("data_bands", 1, 512)
        self._window = _decimal_field("data_window_ms", 1, 1_000, say("audio_ui.unit.milliseconds"), 1)
        self._hop = _decimal_field("data_hop_ms", 0.5, 1_000, say("audio_ui.unit.milliseconds"), 1)
        self._shape = make_label("", "small", wrap=True)
        self._shape.setObjectName("data_audio_shape")
        self._about = make_label(say("audio_ui.no_transcription"), "small", wrap=True)
        self._about.setObjectName("data_audio_about")

    def _lay_out(self) -> None:
        sample, heard = Form(), Form()
        sample.add_row(say("dataset_tab.label"), self._label)
        sample.add_row(say("dataset_tab.part"), self._part)
        for name, field in (
            ("rate", self._rate),
            ("seconds", self._seconds),
            ("features", self._features),
            ("layout", self._layout),
            ("bands", self._bands),
            ("window", self._window),
            ("hop", self._hop),
        ):
            heard.add_row(say(f"audio_ui.field.{name}"), field, help=say(f"audio_ui.help.{name}"))
        heard.add_wide(self._shape)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.SPACE_2)
        for widget in (
            *(self._title, self.clip, sample, section_label("names"), self._pattern),
            *(section_label("heard"), heard, self._about),
        ):
            layout.addWidget(widget)

    def _connect(self) -> None:
        self._pattern.pattern_given.connect(lambda pattern: self._edit(pattern=pattern or None))
        self._rate.valueChanged.connect(lambda value: self._edit(rate=value))
        self._seconds.valueChanged.connect(lambda value: self._edit(seconds=round(value, 3)))
        self._features.currentIndexChanged.connect(lambda row: self._edit(features=_FEATURES[row], bands=None))
        self._layout.currentIndexChanged.connect(lambda row: self._edit(layout=_LAYOUTS[row]))
        self._bands.valueChanged.connect(lambda value: self._edit(bands=value))
        self._window.valueChanged.connect(lambda value: self._edit(window_ms=value))
        self._hop.valueChanged.connect(lambda value: self._edit(hop_ms=value))

    def _edit(self, **fields: Any) -> None:
        if not self._filling and self._opened is not None:
            self._settings = msgspec.structs.replace(self._settings, **fields)
            self.settings_changed.emit({"audio": self._settings})


def make_view() -> ClipGrid:
    """The grid of clips."""
    return ClipGrid()


def make_panel() -> AudioPanel:
    """The chosen clip and the settings."""
    return AudioPanel()


def figures(opened: OpenedData) -> tuple[str, str]:
    """Recordings, how many classes, their lengths and rates."""
    report = opened.reply.report
    classes = class_number(len(report.classes))
    details = report.details
    if not isinstance(details, AudioDetails):
        return say("audio_ui.recordings"), classes
    seconds = details.seconds
    rate = next(iter(details.rates), "0")
    text = say("audio_ui.summary", low=round(seconds.smallest, 2), high=round(seconds.largest, 2), rate=int(rate))
    return say("audio_ui.recordings"), f"{classes} · {text}"
