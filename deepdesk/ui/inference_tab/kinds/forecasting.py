"""Answers of models that forecast: history and forecast with its interval, and the score beside the base lines."""

from __future__ import annotations

from typing import Final

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QHeaderView, QTableWidget, QTableWidgetItem, QVBoxLayout, QWidget

from deepdesk.core.catalogue import say
from deepdesk.inference.evaluation import AnyEvaluation, ForecastEvaluation
from deepdesk.inference.predictions import Answer as Forecast
from deepdesk.process.replies import ModelLoaded
from deepdesk.state.answers import Answer
from deepdesk.state.prediction_store import PredictionStore
from deepdesk.ui import theme
from deepdesk.ui.inference_tab.forecast_errors import RULES, ErrorsByStep, ToneKeys
from deepdesk.ui.plots.series_plot import Line, SeriesPlot, Tone, seconds_of
from deepdesk.ui.widgets import Card, ElidedLabel, make_label

_STEP_COLUMNS: Final = ("time", "value", "lower", "upper")
_DASHED: Final[tuple[tuple[str, Tone], ...]] = (("last_value", "neutral"), ("seasonal_naive", "good"))
_KEYS: Final[tuple[tuple[str, Tone], ...]] = (
    ("forecast_ui.legend.history", "text"),
    ("forecast_ui.legend.forecast", "accent"),
    ("forecast_ui.baseline.last_value", "neutral"),
    ("forecast_ui.baseline.seasonal_naive", "good"),
)
_RULES: Final = tuple(name for name, _ in RULES)


class ForecastDetail(QWidget):
    """The chosen series: a plot and a table of the steps ahead."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = ElidedLabel("", "strong")
        self._title.setObjectName("predict_forecast_title")
        self.plot = SeriesPlot()
        self.plot.setObjectName("predict_forecast")
        self.plot.setAccessibleName(say("forecast_ui.detail"))
        self.table = _table("predict_forecast_steps", [say(f"forecast_ui.column.{name}") for name in _STEP_COLUMNS])
        self.table.setMinimumWidth(300)
        row = QHBoxLayout()
        row.setSpacing(theme.SPACE_2)
        row.addWidget(self.plot, 3)
        row.addWidget(self.table, 2)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.SPACE_1)
        layout.addWidget(self._title)
        layout.addLayout(row, 1)
        layout.addWidget(ToneKeys(_KEYS))

    def show_answer(self, answer: Answer | None, loaded: ModelLoaded | None) -> None:
        """Shows the forecast of an answer; hidden where there is none."""
        predicted = answer.predicted if answer is not None else None
        steps = predicted.answer.forecast if predicted is not None else ()
        self.setVisible(bool(steps))
        if answer is None or predicted is None or not steps:
            return
        first, last = _moment(steps[0].time), _moment(steps[-1].time)
        self._title.setText(say("forecast_ui.answer", name=answer.title, count=len(steps), first=first, last=last))
        self._draw(predicted.answer, getattr(loaded and loaded.preprocessing, "target", ""))
        rows = [[_moment(step.time), *map(_number, (step.value, step.lower, step.upper))] for step in steps]
        _fill(self.table, rows)

    def _draw(self, found: Forecast, target: str) -> None:
        history, steps = found.history, found.forecast
        everything = [*history, *steps]
        seconds = seconds_of([step.time for step in everything])
        x = np.arange(len(everything), dtype=np.float64) if seconds is None else seconds
        values = np.array([step.value for step in everything])
        count = len(history)
        joined = max(0, count - 1)
        self.plot.set_axis(target, timed=seconds is not None)
        rules = [
            Line(x[count:], np.array(found.baselines[name]), tone, dashed=True)
            for name, tone in _DASHED
            if len(found.baselines.get(name, ())) == len(steps)
        ]
        lines = [Line(x[:count], values[:count], "text"), *rules, Line(x[joined:], values[joined:], "accent")]
        self.plot.show_series([line for line in lines if len(line.x)])
        bounds = [(step.lower, step.upper) for step in steps]
        if all(lower is not None and upper is not None for lower, upper in bounds):
            edges = np.array(bounds, dtype=np.float64)
            self.plot.show_band(x[count:], edges[:, 0], edges[:, 1])
        shown = max(0, count - 4 * len(steps) - 20)
        self.plot.show_range(float(x[shown]), float(x[-1]))


class ForecastResults(QWidget):
    """Errors beside the base lines, over all and at each step ahead, and the folds of the rolling origin."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.figures = {name: make_label("", "figure") for name in ("mae", "rmse", "skill", "covered")}
        for name, label in self.figures.items():
            label.setObjectName(f"evaluate_{name}")
        self.text = make_label("", "dim", wrap=True)
        rules = [say(f"forecast_ui.short.{name}") for name in _RULES]
        network = say("forecast_ui.column.network")
        self.steps = _table("evaluate_forecast_steps", [say("forecast_ui.column.step"), network, *rules])
        headings = [say("forecast_ui.column.begins"), say("forecast_ui.column.windows"), network, *rules]
        self.origins = _table("evaluate_forecast_origins", headings)
        self.errors = ErrorsByStep()
        self._lay_out()

    def show_results(self, found: AnyEvaluation, title: str) -> None:
        """See :class:`deepdesk.ui.inference_tab.kinds.ResultsPage`."""
        if not isinstance(found, ForecastEvaluation):
            return
        self.figures["mae"].setText(_number(found.mae))
        self.figures["rmse"].setText(_number(found.rmse))
        self.figures["skill"].setText(f"{100 * found.skill:+.1f} %")
        covered = "–"
        if found.coverage is not None and found.asked_coverage is not None:
            covered = say("forecast_ui.covered_of", found=found.coverage, asked=found.asked_coverage)
        self.figures["covered"].setText(covered)
        self.text.setText(
            say(
                "forecast_ui.scored_on",
                part=say(f"inference.part.{found.part}"),
                samples=found.samples,
                name=title,
                target=found.target,
                skill=found.skill,
                best=say(f"forecast_ui.baseline.{found.best_baseline}"),
            )
        )
        for table in (self.steps, self.origins):
            tips = (say("forecast_ui.seasonal", season=found.season), say("forecast_ui.linear"))
            for column, tip in enumerate(tips, start=table.columnCount() - len(tips)):
                table.model().setHeaderData(column, Qt.Orientation.Horizontal, tip, Qt.ItemDataRole.ToolTipRole)
        self.errors.show_errors(found)
        first = [found.mae, *(found.baselines[name] for name in _RULES)]
        rows = [[say("forecast_ui.all_steps"), *map(_number, first)]]
        for step, error in enumerate(found.by_step):
            rules = (found.baseline_by_step[name][step] for name in _RULES)
            rows.append([str(step + 1), *map(_number, (error, *rules))])
        _fill(self.steps, rows)
        _fill(
            self.origins,
            [
                [
                    _moment(fold.begins),
                    f"{fold.samples:,}",
                    _number(fold.mae),
                    *(_number(fold.baselines.get(name)) for name in _RULES),
                ]
                for fold in found.origins
            ],
        )

    def _lay_out(self) -> None:
        cards, lower = QHBoxLayout(), QHBoxLayout()
        for row in (cards, lower):
            row.setSpacing(theme.SPACE_2)
        for name, label in self.figures.items():
            card = Card(say(f"forecast_ui.{name}"), title_role="section")
            card.body.addWidget(label)
            cards.addWidget(card, 1)
        steps, origins = Card(say("forecast_ui.by_step")), Card(say("forecast_ui.origins"))
        steps.body.addWidget(self.errors)
        steps.body.addWidget(self.steps, 1)
        origins.body.addWidget(self.origins, 1)
        origins.body.addWidget(make_label(say("forecast_ui.origins_why"), "small", wrap=True))
        lower.addWidget(steps, 1)
        lower.addWidget(origins, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.SPACE_2)
        layout.addLayout(cards)
        layout.addWidget(self.text)
        layout.addLayout(lower, 1)


def _moment(text: str) -> str:
    return text.replace("T", " ")


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:,.4g}"


def _table(name: str, headings: list[str]) -> QTableWidget:
    table = QTableWidget(0, len(headings))
    table.setObjectName(name)
    table.setAccessibleName(say("forecast_ui.by_step"))
    table.setHorizontalHeaderLabels(headings)
    table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
    table.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.ResizeToContents)
    table.verticalHeader().hide()
    table.verticalHeader().setDefaultSectionSize(26)
    table.setShowGrid(False)
    table.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
    table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
    table.setSelectionMode(QTableWidget.SelectionMode.NoSelection)
    return table


def _fill(table: QTableWidget, rows: list[list[str]]) -> None:
    table.setRowCount(len(rows))
    for row, cells in enumerate(rows):
        for column, cell in enumerate(cells):
            item = QTableWidgetItem(cell)
            side = Qt.AlignmentFlag.AlignLeft if column == 0 else Qt.AlignmentFlag.AlignRight
            item.setTextAlignment(side | Qt.AlignmentFlag.AlignVCenter)
            table.setItem(row, column, item)


def make_detail() -> ForecastDetail:
    """The forecast, large."""
    return ForecastDetail()


def make_input(_store: PredictionStore) -> QWidget | None:
    """Series come as files."""
    return None


def make_results() -> ForecastResults:
    """The score of a forecast."""
    return ForecastResults()


def row_text(answer: Answer) -> str:
    """How many steps ahead, and their range."""
    steps = answer.predicted.answer.forecast if answer.predicted is not None else ()
    if not steps:
        return ""
    values = [step.value for step in steps]
    return say("forecast_ui.row", count=len(steps), smallest=min(values), largest=max(values))
