"""How answers of each kind of model look in Predict: one module for each kind, which fulfils :class:`AnswerUi`.

Images have none: their rows in the list say everything.
"""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, Protocol, cast

from deepdesk.inference.evaluation import AnyEvaluation
from deepdesk.process.replies import ModelLoaded
from deepdesk.state.answers import Answer
from deepdesk.state.prediction_store import PredictionStore

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

_MODULES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "audio": "deepdesk.ui.inference_tab.kinds.audio",
        "segmentation": "deepdesk.ui.inference_tab.kinds.segmentation",
        "sequences": "deepdesk.ui.inference_tab.kinds.sequences",
        "forecasting": "deepdesk.ui.inference_tab.kinds.forecasting",
        "text": "deepdesk.ui.inference_tab.kinds.text",
    }
)


class AnswerDetail(Protocol):
    """The chosen answer, large, beside the list. A QWidget."""

    def show_answer(self, answer: Answer | None, loaded: ModelLoaded | None) -> None:
        """Shows an answer of the model; ``None``: there is none (yet)."""


class ResultsPage(Protocol):
    """The score of a model in Evaluate, where it is no confusion matrix. A QWidget."""

    def show_results(self, found: AnyEvaluation, title: str) -> None:
        """Shows the figures; ``title`` names the data."""


class AnswerUi(Protocol):
    """What a module of this package offers; each of them may give ``None`` where the kind needs none."""

    def make_detail(self) -> AnswerDetail | None:
        """A new large view of one answer."""

    def make_input(self, store: PredictionStore) -> QWidget | None:
        """A new panel above the answers by which something can be given: a text field, a recorder."""

    def make_results(self) -> ResultsPage | None:
        """A new page for Evaluate."""

    def row_text(self, answer: Answer) -> str:
        """What the row of an answer says in the place of class names and bars; empty for classes."""


def answer_ui(kind: str) -> AnswerUi | None:
    """The module of a kind, ``None`` where the list says everything."""
    return cast("AnswerUi", importlib.import_module(_MODULES[kind])) if kind in _MODULES else None


def as_widget(part: Any) -> QWidget:
    """A detail or page as the widget that it is."""
    return cast("QWidget", part)
