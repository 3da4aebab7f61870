"""Answers of models that sort sequences: the curve that was read, large, beside the list."""

from __future__ import annotations

import numpy as np
from PySide6.QtWidgets import QVBoxLayout, QWidget

from deepdesk.core.catalogue import say
from deepdesk.process.replies import ModelLoaded
from deepdesk.state.answers import Answer
from deepdesk.state.prediction_store import PredictionStore
from deepdesk.ui import theme
from deepdesk.ui.curves.curve_view import CurveView
from deepdesk.ui.widgets import ElidedLabel


class CurveDetail(QWidget):
    """The chosen sequence as it was read, with its answer above."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = ElidedLabel("", "strong")
        self._title.setObjectName("predict_curve_title")
        self._curve = CurveView(150, grows=True)
        self._curve.setObjectName("predict_curve")
        self._curve.setAccessibleName(say("sequences.ui.curve_read"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.SPACE_1)
        layout.addWidget(self._title, 0)
        layout.addWidget(self._curve, 1)

    def show_answer(self, answer: Answer | None, loaded: ModelLoaded | None) -> None:
        """Shows the curve of an answer; hidden where there is none."""
        predicted = answer.predicted if answer is not None else None
        curves = predicted.answer.curves if predicted is not None else ()
        self.setVisible(bool(curves))
        if answer is None or predicted is None or not curves:
            return
        values = np.array(curves, dtype=np.float32).T
        title = answer.title
        if predicted.probabilities:
            label, share = predicted.probabilities[0]
            title = say("sequences.ui.answer", name=title, label=label, percent=f"{100 * share:.1f}")
        self._title.setText(title)
        self._curve.setAccessibleDescription(title)
        self._curve.show_curves(values, predicted.answer.curve_names, (0, len(values)), len(values))


def make_detail() -> CurveDetail:
    """A new large view of one answer."""
    return CurveDetail()


def make_input(_store: PredictionStore) -> QWidget | None:
    """Sequences come as files."""
    return None


def make_results() -> None:
    """The confusion matrix says everything."""
    return


def row_text(_answer: Answer) -> str:
    """Class names and bars say everything."""
    return ""
