"""Models of texts in Predict: a field that is answered while one types, and the chosen text in tokens."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from deepdesk.core.catalogue import say
from deepdesk.data.preprocessing import TextPreprocessing
from deepdesk.process.replies import ModelLoaded, Predicted
from deepdesk.state.answers import Answer, ModelState
from deepdesk.state.prediction_store import PredictionStore
from deepdesk.ui import theme
from deepdesk.ui.inference_tab.kinds import ResultsPage
from deepdesk.ui.widgets import (
    Bar,
    BarRows,
    Card,
    Choice,
    ElidedLabel,
    TokenChips,
    TokenState,
    make_button,
    make_label,
)

DEBOUNCE_MS: Final = 150
_CLASSES: Final = 4
_LETTERS: Final = 100_000


def states(tokens: Sequence[tuple[str, bool]], loaded: ModelLoaded | None) -> list[tuple[str, TokenState]]:
    """The tokens of an answer as chips."""
    settings = loaded.preprocessing if loaded is not None else None
    length = settings.length if isinstance(settings, TextPreprocessing) else len(tokens)
    return [
        (text, "cut" if place >= length else "known" if known else "unknown")
        for place, (text, known) in enumerate(tokens)
    ]


def bars(predicted: Predicted) -> list[Bar]:
    """The best classes."""
    return [Bar(name, share, f"{share * 100:.1f} %") for name, share in predicted.probabilities[:_CLASSES]]


class LiveText(QWidget):
    """A text field whose answer follows while one types; the latest text wins."""

    def __init__(self, store: PredictionStore, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self._make_widgets()
        self._lay_out()
        self._connect()
        self._look()

    def _make_widgets(self) -> None:
        self.field = QPlainTextEdit()
        self.field.setObjectName("predict_text")
        self.field.setAccessibleName(say("inference.text.type"))
        self.field.setPlaceholderText(say("inference.text.type"))
        self.field.setToolTip(say("inference.text.type_help"))
        self.field.setFont(theme.font(theme.TITLE))
        self.field.setTabChangesFocus(True)
        self.field.setFixedHeight(84)
        self.keep_button = make_button(Choice("keep_text", say("inference.text.keep")), self, "predict")
        self.bars = BarRows()
        self.bars.setObjectName("predict_text_answer")
        self.bars.setAccessibleName(say("inference.ui.answers"))
        self.note = ElidedLabel("", "small", Qt.TextElideMode.ElideRight)
        self.chips = TokenChips()
        self.chips.setObjectName("predict_text_tokens")
        self.chips.setAccessibleName(say("inference.text.tokens"))
        self.chips.setFixedHeight(50)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(DEBOUNCE_MS)

    def _lay_out(self) -> None:
        answer = QVBoxLayout()
        answer.setSpacing(theme.SPACE_1)
        answer.addWidget(self.bars)
        answer.addStretch(1)
        answer.addWidget(self.keep_button, 0, Qt.AlignmentFlag.AlignRight)
        row = QHBoxLayout()
        row.setSpacing(theme.SPACE_3)
        row.addWidget(self.field, 3)
        row.addLayout(answer, 2)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.SPACE_1)
        layout.addLayout(row)
        layout.addWidget(self.note)
        layout.addWidget(self.chips)

    def _connect(self) -> None:
        self.field.textChanged.connect(self._on_typed)
        self._timer.timeout.connect(self._ask)
        self.keep_button.clicked.connect(lambda _checked=False: self._keep())
        self._shortcut = QShortcut(QKeySequence(Qt.Modifier.CTRL | Qt.Key.Key_Return), self.field)
        self._shortcut.setContext(Qt.ShortcutContext.WidgetShortcut)
        self._shortcut.activated.connect(self._keep)
        self._store.drawing_answered.connect(self._on_answered)
        self._store.model_changed.connect(self._on_model_changed)

    @property
    def _text(self) -> str:
        return self.field.toPlainText()[:_LETTERS]

    def _on_typed(self) -> None:
        self._timer.start()
        self._look()

    def _look(self) -> None:
        has_text = bool(self._text.strip())
        self.keep_button.setEnabled(has_text)
        self.keep_button.setToolTip("" if has_text else say("inference.text.keep_why"))
        if not has_text:
            self.bars.set_rows(())
            self.chips.show_tokens(())
            self.note.setText(say("inference.text.waiting"))

    def _ask(self) -> None:
        if self._store.kind != "text":
            return
        text = self._text
        # The way of the canvas: while one text waits only the latest is kept.
        self._store.predict_canvas(text.encode("utf-8", "replace") if text.strip() else None)

    def _keep(self) -> None:
        if self._text.strip():
            self._store.add_text(self._text)

    def _on_model_changed(self, state: ModelState) -> None:
        if not self._text.strip():
            return
        if state.loaded is None:
            # What was typed here must not be taken for a drawing by the next model.
            self._store.predict_canvas(None)
        else:
            self._ask()

    def _on_answered(self, predicted: Predicted) -> None:
        if self._store.kind != "text" or not self._text.strip():
            return
        if predicted.error is not None:
            self.bars.set_rows(())
            self.chips.show_tokens(())
            self.note.setText(say(predicted.error.code, **predicted.error.params))
            return
        self.bars.set_rows(bars(predicted))
        self.chips.show_tokens(states(predicted.answer.tokens, self._store.model.loaded))
        self.note.setText(" ".join(say(note.code, **note.params) for note in predicted.notes))


class TextDetail(Card):
    """The chosen text: its name, what is to be said of it, and its tokens."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._title = ElidedLabel("", "strong", Qt.TextElideMode.ElideRight)
        self._notes = make_label("", "small", wrap=True)
        self.chips = TokenChips()
        self.chips.setObjectName("predict_detail_tokens")
        self.chips.setAccessibleName(say("inference.text.tokens"))
        self.setMinimumHeight(96)
        for widget in (self._title, self._notes):
            self.body.addWidget(widget)
        self.body.addWidget(self.chips, 1)

    def show_answer(self, answer: Answer | None, loaded: ModelLoaded | None) -> None:
        """See :class:`deepdesk.ui.inference_tab.kinds.AnswerDetail`."""
        predicted = answer.predicted if answer is not None else None
        self._title.setText(answer.title if answer is not None else "")
        notes = predicted.notes if predicted is not None else ()
        self._notes.setText(" ".join(say(note.code, **note.params) for note in notes))
        self._notes.setVisible(bool(notes))
        self.chips.show_tokens(states(predicted.answer.tokens, loaded) if predicted is not None else ())


def make_detail() -> TextDetail:
    """The chosen text in tokens."""
    return TextDetail()


def make_input(store: PredictionStore) -> LiveText:
    """The field that is answered while one types."""
    return LiveText(store)


def make_results() -> ResultsPage | None:
    """Texts have classes: the confusion matrix says it."""
    return None


def row_text(_answer: Answer) -> str:
    """Class names and bars say it."""
    return ""
