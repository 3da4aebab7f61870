"""The view Evaluate: the model scored on a part of the open data."""

from __future__ import annotations

from typing import Final, cast

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QHeaderView,
    QStackedWidget,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from deepdesk.core.catalogue import say
from deepdesk.data.dataset import Part
from deepdesk.inference.evaluation import AnyEvaluation, Evaluation
from deepdesk.state.evaluation_store import EvaluationState
from deepdesk.state.prediction_store import PredictionStore
from deepdesk.ui import theme
from deepdesk.ui.figures import percent
from deepdesk.ui.inference_tab.kinds import ResultsPage, answer_ui, as_widget
from deepdesk.ui.widgets import Banner, Card, Chips, Choice, EmptyState, ProgressCard, make_button, make_label
from deepdesk.ui.widgets.matrix import Matrix

PARTS: Final[tuple[Part, ...]] = ("test", "validation", "train", "all")
COLUMNS: Final = ("class", "samples", "precision", "recall", "f1")


class EvaluateView(QWidget):
    """Wishes: ``place_requested`` leads to ``train`` or ``data``, ``model_requested`` to a model file."""

    place_requested = Signal(str)
    model_requested = Signal()

    def __init__(self, store: PredictionStore, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self._scores = store.scores
        self._pages: dict[str, ResultsPage] = {}
        self._make_controls()
        self._make_results()
        self._lay_out()
        self._connect()
        self._refresh()

    def _make_controls(self) -> None:
        self.data_label = make_label("", "dim", wrap=True)
        self.part = Chips([(part, say(f"inference.part.{part}")) for part in PARTS])
        self.score_button = make_button(Choice("score", say("inference.ui.score"), "primary"), self, "evaluate")
        self.progress = ProgressCard(cancel=say("inference.ui.cancel"))
        self.banner = Banner("error")
        self.banner.setObjectName("evaluate_banner")

    def _make_results(self) -> None:
        self.accuracy = make_label("", "figure")
        self.accuracy.setObjectName("evaluate_accuracy")
        self.accuracy_text = make_label("", "dim", wrap=True)
        self.loss = make_label("", "figure")
        self.loss_text = make_label(say("inference.ui.loss_text"), "dim", wrap=True)
        self.matrix = Matrix(say("inference.ui.true"), say("inference.ui.predicted"), _tip)
        self.matrix.setObjectName("evaluate_confusion")
        self.table = QTableWidget(0, len(COLUMNS))
        self.table.setObjectName("evaluate_classes")
        self.table.setAccessibleName(say("inference.ui.per_class"))
        self.table.setHorizontalHeaderLabels([say(f"inference.column.{name}") for name in COLUMNS])
        self.table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.table.verticalHeader().hide()
        self.table.verticalHeader().setDefaultSectionSize(26)
        self.table.setShowGrid(False)
        self.table.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.table.setSelectionMode(QTableWidget.SelectionMode.NoSelection)
        self.no_model = EmptyState(
            say("inference.ui.no_model"),
            say("inference.ui.no_model.text"),
            [
                Choice("train", say("inference.ui.go_to_train"), "primary"),
                Choice("open_model", say("inference.ui.open_model")),
            ],
        )
        self.no_data = EmptyState(
            say("inference.ui.no_data"),
            say("inference.ui.no_data.text"),
            [Choice("data", say("inference.ui.go_to_data"), "primary")],
        )
        self.not_scored = EmptyState(say("inference.ui.not_scored"), say("inference.ui.not_scored.text"))

    def _lay_out(self) -> None:
        self._controls = QWidget()
        row = QHBoxLayout(self._controls)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.part, 1)
        row.addWidget(self.score_button, 0, Qt.AlignmentFlag.AlignTop)
        self.stack = QStackedWidget()
        for page in (self.no_model, self.no_data, self.not_scored, self._results_page()):
            self.stack.addWidget(page)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.SPACE_2)
        for part in (self.data_label, self._controls, self.progress, self.banner):
            layout.addWidget(part)
        layout.addWidget(self.stack, 1)

    def _results_page(self) -> QWidget:
        figures = QHBoxLayout()
        figures.setSpacing(theme.SPACE_2)
        for title, figure, text in (
            (say("inference.ui.accuracy_title"), self.accuracy, self.accuracy_text),
            (say("inference.ui.loss_title"), self.loss, self.loss_text),
        ):
            card = Card(title, title_role="section")
            card.body.addWidget(figure)
            card.body.addWidget(text)
            figures.addWidget(card, 1)
        confusion = Card(say("inference.ui.confusion"))
        confusion.body.addWidget(self.matrix, 1)
        classes = Card(say("inference.ui.per_class"))
        classes.body.addWidget(self.table, 1)
        lower = QHBoxLayout()
        lower.setSpacing(theme.SPACE_2)
        lower.addWidget(confusion, 1)
        lower.addWidget(classes, 1)
        self.results = QWidget()
        layout = QVBoxLayout(self.results)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.SPACE_2)
        layout.addLayout(figures)
        layout.addLayout(lower, 1)
        return self.results

    def _connect(self) -> None:
        self._store.model_changed.connect(lambda _model: self._refresh())
        self._scores.changed.connect(lambda _state: self._refresh())
        self.score_button.clicked.connect(lambda _checked=False: self.score())
        self.progress.cancel_requested.connect(self._scores.cancel)
        self.part.chosen.connect(lambda _part: self._refresh())
        self.no_data.triggered.connect(self.place_requested)
        self.no_model.triggered.connect(self._on_empty_triggered)

    def score(self) -> None:
        """Starts scoring the model in use on the chosen part."""
        path = self._store.model.path
        if path is not None:
            self._scores.evaluate(path, cast("Part", self.part.current))

    def _on_empty_triggered(self, choice: str) -> None:
        if choice == "train":
            self.place_requested.emit(choice)
        else:
            self.model_requested.emit()

    def _refresh(self) -> None:
        state, model = self._scores.state, self._store.model
        self._show_parts(state)
        ready = model.path is not None and state.description is not None
        self.data_label.setText(say("inference.ui.open_data", name=state.title) if state.description else "")
        self.data_label.setVisible(ready)
        self._controls.setVisible(ready)
        reason = self._reason(state, model_ready=model.loaded is not None)
        self.score_button.setEnabled(not reason)
        self.score_button.setToolTip(reason)
        self._show_progress(state)
        self.banner.setVisible(state.error is not None)
        if state.error is not None:
            self.banner.tell("error", say("inference.ui.not_scored_title"), say(state.error.code, **state.error.params))
        found = state.evaluation if state.model == model.path else None
        results: QWidget = self.results
        if isinstance(found, Evaluation):
            self._show_results(found, state.title)
        elif found is not None:
            results = self._other_results(found, state.title)
        page = self.no_model if model.path is None else self.no_data if state.description is None else self.not_scored
        self.stack.setCurrentWidget(results if found is not None else page)

    def _other_results(self, found: AnyEvaluation, title: str) -> QWidget:
        """The page for figures that are no confusion matrix."""
        task = str(type(found).__struct_config__.tag)
        ui = answer_ui(task)
        if task not in self._pages and ui is not None and (page := ui.make_results()) is not None:
            self._pages[task] = page
            self.stack.addWidget(as_widget(page))
        if task not in self._pages:
            return self.results
        self._pages[task].show_results(found, title)
        return as_widget(self._pages[task])

    def _reason(self, state: EvaluationState, *, model_ready: bool) -> str:
        """Why scoring cannot start, empty when it can."""
        if state.running:
            return say("inference.ui.scoring_now")
        if not model_ready:
            return say("inference.ui.model_not_ready")
        part = self.part.current
        if state.parts and part != "all" and not state.parts.get(part):
            return say("inference.empty_part", part=say(f"inference.part.{part}"))
        return ""

    def _show_parts(self, state: EvaluationState) -> None:
        sizes = {**state.parts, "all": sum(state.parts.values())}
        items = [
            (part, say("inference.ui.part_count", part=say(f"inference.part.{part}"), count=sizes.get(part, 0)))
            for part in PARTS
        ]
        self.part.set_items(items)

    def _show_progress(self, state: EvaluationState) -> None:
        self.progress.setVisible(state.running)
        step = state.progress
        fraction = step.done / step.total if step is not None and step.total else None
        title = say(step.code, **step.params) if step is not None else say("inference.ui.starting")
        right = f"{step.done:,} / {step.total:,}" if step is not None and step.total else ""
        part = say(f"inference.part.{self.part.current}")
        detail = say("inference.ui.scoring_detail", part=part, name=state.title)
        self.progress.tell(title, right=right, fraction=fraction, detail=detail)

    def _show_results(self, found: Evaluation, title: str) -> None:
        part = say(f"inference.part.{found.part}")
        self.accuracy.setText(percent(found.accuracy, 2))
        notes = [say(note.code, **note.params) for note in found.notes]
        text = say("inference.ui.scored_on", part=part, samples=found.samples, name=title)
        self.accuracy_text.setText(" ".join([text, *notes]))
        self.loss.setText("–" if found.loss is None else f"{found.loss:.4f}")
        self.matrix.set_counts(found.classes, found.confusion)
        self.table.setRowCount(len(found.classes))
        for row, name in enumerate(found.classes):
            values = found.per_class[name]
            cells = [name, f"{int(values['samples']):,}", *(f"{values[column]:.3f}" for column in COLUMNS[2:])]
            for column, cell in enumerate(cells):
                item = QTableWidgetItem(cell)
                side = Qt.AlignmentFlag.AlignLeft if column == 0 else Qt.AlignmentFlag.AlignRight
                item.setTextAlignment(side | Qt.AlignmentFlag.AlignVCenter)
                self.table.setItem(row, column, item)


def _tip(true: str, predicted: str, count: int, share: float) -> str:
    return say("inference.ui.cell", true=true, predicted=predicted, count=count, share=percent(share))
