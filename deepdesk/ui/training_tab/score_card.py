"""The score of a run on the test part, and the button that asks for it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from deepdesk.core.catalogue import say
from deepdesk.inference.evaluation import Evaluation
from deepdesk.state.run_values import ShownRun
from deepdesk.ui import theme
from deepdesk.ui.figures import loss, percent
from deepdesk.ui.training_tab.confusion import ConfusionMatrix
from deepdesk.ui.widgets import Bar, BarRows, Card, Choice, make_button, make_label

_CLASSES_LISTED = 12


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
        self._recall = BarRows()
        self._recall.setAccessibleName(say("train.score.recall"))
        self.matrix = ConfusionMatrix()
        left = QVBoxLayout()
        left.setSpacing(theme.SPACE_1)
        for widget in (self._figure, self._text, self._twin, self._heading, self._recall):
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
        if isinstance(run.score, Evaluation):
            self._show(run.score)
        else:
            self._text.setText(say("train.score.running" if run.scoring else "train.score.empty"))
        self._twin.setVisible(run.score is not None and run.twin is not None)
        if run.twin is not None and isinstance(run.twin.score, Evaluation):
            other = run.twin.score
            code = "data_health.twin_naive" if run.twin.is_naive else "data_health.twin_honest"
            self._twin.setText(say(code, score=percent(other.accuracy), part=other.part, samples=other.samples))
        for widget in (self._figure, self._heading, self._recall, self.matrix):
            widget.setVisible(run.score is not None)

    def _show(self, score: Evaluation) -> None:
        self._figure.setText(percent(score.accuracy))
        self._text.setText(say("train.score.text", part=score.part, samples=score.samples, loss=loss(score.loss)))
        worst_first = sorted(score.classes, key=lambda name: score.per_class.get(name, {}).get("recall", 0.0))
        rows = []
        for name in worst_first[:_CLASSES_LISTED]:
            recall = score.per_class.get(name, {}).get("recall", 0.0)
            rows.append(Bar(name, recall, percent(recall)))
        self._recall.set_rows(rows)
        self.matrix.tell(score.classes, score.confusion)
