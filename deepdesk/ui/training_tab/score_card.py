"""The score of a run on the test part, and the button that asks for it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from deepdesk.core.catalogue import say
from deepdesk.inference.evaluation import Evaluation, SegmentationEvaluation
from deepdesk.state.run_values import ShownRun
from deepdesk.ui import theme
from deepdesk.ui.figures import percent
from deepdesk.ui.training_tab.confusion import ConfusionMatrix
from deepdesk.ui.training_tab.score_words import ScoreWords, score_words
from deepdesk.ui.widgets import Bar, BarRows, Card, Choice, make_button, make_label


class ScoreCard(Card):
    """``score_requested`` when the run is to be scored."""

    score_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(say("train.score"), parent)
        self.setObjectName("score_card")
        self._button = make_button(Choice("score", say("command.score")), self, "train")
        self._button.clicked.connect(lambda _checked=False: self.score_requested.emit())
        self.add_to_header(self._button)
        self._figure = make_label("", "figure")
        self._figure.setObjectName("test_accuracy")
        self._text = make_label("", "dim", wrap=True)
        self._text.setObjectName("test_text")
        self._twin = make_label("", "small", wrap=True)
        self._twin.setObjectName("test_twin")
        self._heading = make_label(say("train.score.recall"), "section")
        self._bars = BarRows()
        self.matrix = ConfusionMatrix()
        left = QVBoxLayout()
        left.setSpacing(theme.SPACE_1)
        for widget in (self._figure, self._text, self._twin, self._heading, self._bars):
            left.addWidget(widget)
        left.addStretch(1)
        row = QHBoxLayout()
        row.setSpacing(theme.SPACE_4)
        row.addLayout(left, 2)
        row.addWidget(self.matrix, 3, Qt.AlignmentFlag.AlignTop)
        self.body.addLayout(row)

    def tell(self, run: ShownRun | None) -> None:
        """Shows the score of a run, or that there is none yet; hidden where nothing can be scored."""
        can_score = run is not None and run.model is not None and not run.is_running
        self.setVisible(can_score)
        if run is None or not can_score:
            return
        self._button.setEnabled(not run.scoring)
        self._button.setVisible(run.score is None)
        if run.score is None:
            self._text.setText(say("train.score.running" if run.scoring else "train.score.empty"))
        else:
            self._show(score_words(run.score))
        self._twin.setVisible(run.score is not None and run.twin is not None)
        if run.twin is not None and isinstance(run.twin.score, Evaluation):
            other = run.twin.score
            code = "data_health.twin_naive" if run.twin.is_naive else "data_health.twin_honest"
            self._twin.setText(say(code, score=percent(other.accuracy), part=other.part, samples=other.samples))
        for widget in (self._figure, self._heading, self._bars):
            widget.setVisible(run.score is not None)
        has_matrix = isinstance(run.score, Evaluation | SegmentationEvaluation)
        self.matrix.setVisible(has_matrix)
        if isinstance(run.score, Evaluation | SegmentationEvaluation):
            self.matrix.tell(run.score.classes, run.score.confusion)

    def _show(self, words: ScoreWords) -> None:
        self._figure.setText(words.figure)
        self._text.setText(words.text)
        self._heading.setText(words.heading)
        self._bars.setAccessibleName(words.heading)
        self._bars.set_rows([Bar(name, length, figure) for name, length, figure in words.bars])
