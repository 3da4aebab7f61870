"""The answer for a recording: its waveform and spectrogram, to be played as the network hears it."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from deepdesk.core.catalogue import say
from deepdesk.process.replies import ModelLoaded
from deepdesk.state.answers import Answer
from deepdesk.state.prediction_store import PredictionStore
from deepdesk.ui import theme
from deepdesk.ui.clips.clip_card import ClipCard
from deepdesk.ui.inference_tab.kinds import ResultsPage
from deepdesk.ui.widgets import ElidedLabel, make_label


class ClipAnswer(QWidget):
    """The chosen recording, large, with its answer."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = ElidedLabel("", "title")
        self._title.setObjectName("predict_clip_name")
        self.clip = ClipCard("predict_clip")
        self._note = make_label("", "small", wrap=True)
        self._note.setObjectName("predict_clip_note")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, theme.SPACE_2, 0, 0)
        layout.setSpacing(theme.SPACE_1)
        for widget in (self._title, self.clip, self._note):
            layout.addWidget(widget, 1 if widget is self.clip else 0)

    def show_answer(self, answer: Answer | None, loaded: ModelLoaded | None) -> None:
        """Shows an answer of the model; ``None``: there is none (yet)."""
        predicted = answer.predicted if answer is not None else None
        sound = predicted.sound if predicted is not None else None
        if sound != self.clip.sound or sound is None:
            self.clip.show_sound(sound)
        self._title.setText("" if answer is None else _told(answer))
        too_long = predicted is not None and predicted.error is None and sound is None
        heard = "audio_ui.not_kept" if too_long else "audio_ui.heard_part"
        self._note.setText(say(heard) if predicted is not None else "")


def _told(answer: Answer) -> str:
    best = answer.predicted.probabilities[:1] if answer.predicted is not None else ()
    if not best:
        return answer.title
    return say("audio_ui.answer", name=answer.title, label=best[0][0], share=best[0][1])


def make_detail() -> ClipAnswer:
    """The chosen recording."""
    return ClipAnswer()


def make_input(_store: PredictionStore) -> QWidget | None:
    """Recordings are dropped or chosen as files."""
    return None


def make_results() -> ResultsPage | None:
    """Classes have their confusion matrix."""
    return None


def row_text(_answer: Answer) -> str:
    """The classes say everything."""
    return ""
