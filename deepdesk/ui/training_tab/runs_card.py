"""The list of runs; a click looks at one again."""

from __future__ import annotations

import msgspec
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem, QWidget

from deepdesk.core.catalogue import say
from deepdesk.state.run_values import ShownRun
from deepdesk.training.configuration import FRAMEWORK_NAMES
from deepdesk.training.run_folder import RunSummary
from deepdesk.ui.figures import loss, percent
from deepdesk.ui.widgets import Card, make_label

_COLUMNS = ("name", "framework", "validation", "status")


class RunsCard(Card):
    """``run_chosen`` carries the id of a run."""

    run_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(say("train.runs"), parent)
        self.setObjectName("runs_card")
        self.setMinimumHeight(200)
        self._shown = ""
        self._table = QTableWidget(0, len(_COLUMNS))
        self._table.setObjectName("runs_table")
        self._table.setAccessibleName(say("train.runs"))
        self._table.setHorizontalHeaderLabels([say(f"train.runs.{column}") for column in _COLUMNS])
        self._table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self._table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self._table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self._table.setShowGrid(False)
        self._table.setTabKeyNavigation(False)
        self._table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._table.verticalHeader().hide()
        self._table.verticalHeader().setDefaultSectionSize(28)
        header = self._table.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft)
        header.setHighlightSections(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self._empty = make_label(say("train.runs.empty"), "dim", wrap=True)
        self.body.addWidget(self._empty)
        self.body.addWidget(self._table, 1)
        self._table.itemSelectionChanged.connect(self._on_selection)
        self.tell((), None)

    def tell(self, runs: tuple[RunSummary, ...], running: ShownRun | None) -> None:
        """Shows the runs, the newest first."""
        self._empty.setVisible(not runs)
        self._table.setVisible(bool(runs))
        self._table.blockSignals(True)
        self._table.setRowCount(len(runs))
        for row, listed in enumerate(runs):
            run = _live(listed, running)
            texts = (run.name, FRAMEWORK_NAMES[run.framework], validation_text(run), say(f"train.status.{run.status}"))
            for column, text in enumerate(texts):
                item = self._table.item(row, column)
                if item is None:
                    item = QTableWidgetItem()
                    self._table.setItem(row, column, item)
                item.setText(text)
                item.setData(Qt.ItemDataRole.UserRole, run.id)
                item.setToolTip(say("train.runs.tip", name=run.name, time=run.created[:16].replace("T", " ")))
        self._table.blockSignals(False)
        self.mark(self._shown)

    def mark(self, run_id: str) -> None:
        """Marks the run that is looked at."""
        self._shown = run_id
        self._table.blockSignals(True)
        self._table.clearSelection()
        for row in range(self._table.rowCount()):
            item = self._table.item(row, 0)
            if item is not None and item.data(Qt.ItemDataRole.UserRole) == run_id:
                self._table.selectRow(row)
        self._table.blockSignals(False)

    def _on_selection(self) -> None:
        items = self._table.selectedItems()
        if items:
            self.run_chosen.emit(str(items[0].data(Qt.ItemDataRole.UserRole)))


def _live(run: RunSummary, running: ShownRun | None) -> RunSummary:
    """What is on disk lags behind the run that goes on."""
    if running is None or running.id != run.id:
        return run
    history = running.history
    last = history.epochs[-1] if history.epochs else None
    known = {} if last is None else {"val_accuracy": last.val_accuracy, "val_loss": last.val_loss}
    samples = history.started.samples if history.started is not None else {}
    return msgspec.structs.replace(run, status="running", samples=samples, **known)


def validation_text(run: RunSummary) -> str:
    """Validation accuracy, or loss where there is none, with the number of samples it was measured on."""
    samples = run.samples.get("validation", 0)
    if run.val_accuracy is None and run.val_loss is not None:
        return say("train.loss_on", loss=loss(run.val_loss), samples=samples)
    if run.val_accuracy is None:
        return say("unit.none")
    return say("train.accuracy_on", accuracy=percent(run.val_accuracy), samples=samples)
