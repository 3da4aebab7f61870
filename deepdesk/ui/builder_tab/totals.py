"""The whole network in figures: how much of what, where most of it goes, and a button that copies the summary."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QVBoxLayout, QWidget

from deepdesk.core.catalogue import say
from deepdesk.model import words
from deepdesk.model.summary import summary_text
from deepdesk.state.model_edits import ModelState
from deepdesk.ui import figures, theme
from deepdesk.ui.builder_tab.cost_bars import MEASURES, Measure, batch_of, bytes_text, costs, memory_of
from deepdesk.ui.widgets.bars import SplitBar
from deepdesk.ui.widgets.buttons import Choice, make_button
from deepdesk.ui.widgets.labels import make_label

_NAMED = 2


class Totals(QWidget):
    """One row for each measure: its total, a bar cut by layers, and the names of the heaviest."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.summary = make_label(role="mono", wrap=True)
        self.summary.setObjectName("inspector_whole")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addWidget(self.summary)
        self.copy = make_button(Choice("copy_summary", say("builder.totals.copy"), "link"))
        self.copy.setToolTip(say("builder.totals.copy.help"))
        self.copy.clicked.connect(self._copy)
        self._state: ModelState | None = None
        self._rows = {}
        for measure in MEASURES:
            total, bar, heaviest = make_label(role="mono"), SplitBar(bar_height=8), make_label(role="small", wrap=True)
            layout.addSpacing(theme.SPACE_1)
            for widget in (total, bar, heaviest):
                layout.addWidget(widget)
            bar.setAccessibleName(say(f"builder.measure.{measure}"))
            self._rows[measure] = (total, bar, heaviest)
        layout.addWidget(self.copy, 0, Qt.AlignmentFlag.AlignLeft)

    def _copy(self) -> None:
        """Puts the table of the layers on the clipboard, as text."""
        if self._state is not None:
            QGuiApplication.clipboard().setText(summary_text(self._state.report, self._state.model))

    def show_state(self, state: ModelState) -> None:
        """Shows a network."""
        report, self._state = state.report, state
        self.copy.setEnabled(bool(report.layers))
        lines = [say("builder.cost.layers", count=len(report.layers))]
        if fixed := report.parameters - report.trained_parameters:
            lines.append(say("builder.cost.fixed", count=f"{fixed:,}"))
        if report.layers and not report.builds:
            lines.append(say("builder.cost.incomplete"))
        self.summary.setText("\n".join(lines))
        for measure, (total, bar, heaviest) in self._rows.items():
            parts = sorted(zip(costs(state, measure), report.layers, strict=True), key=lambda part: -part[0])
            parts = [part for part in parts if part[0]]
            whole = sum(cost for cost, _ in parts)
            total.setText(_total(state, measure))
            bar.set_parts([(layer.id, cost) for cost, layer in parts])
            named = [
                say("builder.totals.part", layer=layer.id, share=figures.percent(cost / whole, 0))
                for cost, layer in parts[:_NAMED]
            ]
            heaviest.setText(say("builder.totals.heaviest", layers=", ".join(named)) if named else "")
            for widget in (bar, heaviest):
                widget.setVisible(bool(named))


def _total(state: ModelState, measure: Measure) -> str:
    report = state.report
    if measure == "parameters":
        return say("builder.cost.parameters", count=f"{report.parameters:,}")
    if measure == "multiply_adds":
        return say("builder.cost.multiply_adds", count=words.magnitude(report.multiply_adds))
    return say("builder.totals.memory", size=bytes_text(memory_of(state).total), batch=batch_of(state))
