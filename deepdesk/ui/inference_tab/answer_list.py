"""The answers as a list model: rows in an order, changed in place."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt, QTimer

from deepdesk.core.catalogue import say
from deepdesk.state.answers import Answer, Order, counts, ordered
from deepdesk.state.prediction_store import PredictionStore
from deepdesk.ui.figures import percent

ANSWER_ROLE: Final = Qt.ItemDataRole.UserRole + 1
SORT_MS: Final = 250
Index = QModelIndex | QPersistentModelIndex


class AnswerList(QAbstractListModel):
    """Follows a :class:`PredictionStore`; the role :data:`ANSWER_ROLE` gives the :class:`Answer` of a row."""

    def __init__(self, store: PredictionStore, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[Answer] = list(store.answers)
        self._places: dict[int, int] = {answer.number: row for row, answer in enumerate(self._rows)}
        self._order: Order = "arrival"
        self._sorting = QTimer(self)
        self._sorting.setSingleShot(True)
        self._sorting.setInterval(SORT_MS)
        self._sorting.timeout.connect(self._sort)
        store.answers_added.connect(self._on_added)
        store.answers_changed.connect(self._on_changed)
        store.answers_cleared.connect(self._on_cleared)

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or index.row() >= len(self._rows):
            return None
        answer = self._rows[index.row()]
        if role == ANSWER_ROLE:
            return answer
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return spoken(answer)
        if role == Qt.ItemDataRole.ToolTipRole:
            return answer.wanted.path if answer.wanted is not None and answer.wanted.path else answer.name
        return None

    @property
    def answers(self) -> Sequence[Answer]:
        """The rows in the order shown."""
        return tuple(self._rows)

    def row_of(self, number: int) -> int | None:
        """Where the answer of that number stands."""
        return self._places.get(number)

    def set_order(self, order: Order) -> None:
        """Sorts now and keeps that order."""
        self._order = order
        self._sort()

    def summary(self) -> str:
        """How many of each class, unreadable and waiting, most frequent first."""
        labels, failed, waiting = counts(self._rows)
        parts = [say("inference.ui.class_count", name=name, count=count) for name, count in labels]
        parts += [say("inference.ui.unreadable_count", count=failed)] if failed else []
        parts += [say("inference.ui.waiting_count", count=waiting)] if waiting else []
        return " · ".join(parts)

    def _on_added(self, added: Sequence[Answer]) -> None:
        first = len(self._rows)
        self.beginInsertRows(QModelIndex(), first, first + len(added) - 1)
        self._rows.extend(added)
        self._places.update({answer.number: first + offset for offset, answer in enumerate(added)})
        self.endInsertRows()

    def _on_changed(self, changed: Sequence[Answer]) -> None:
        places = [(self._places[answer.number], answer) for answer in changed if answer.number in self._places]
        if not places:
            return
        for row, answer in places:
            self._rows[row] = answer
        first, last = min(row for row, _ in places), max(row for row, _ in places)
        self.dataChanged.emit(self.index(first), self.index(last))
        if self._order != "arrival" and not self._sorting.isActive():
            self._sorting.start()

    def _on_cleared(self) -> None:
        self.beginResetModel()
        self._rows, self._places = [], {}
        self.endResetModel()

    def _sort(self) -> None:
        self.layoutAboutToBeChanged.emit()
        before = self.persistentIndexList()
        numbers = [self._rows[index.row()].number for index in before]
        self._rows = ordered(self._rows, self._order)
        self._places = {answer.number: row for row, answer in enumerate(self._rows)}
        self.changePersistentIndexList(before, [self.index(self._places[number]) for number in numbers])
        self.layoutChanged.emit()


def spoken(answer: Answer, text: str = "") -> str:
    """The row in a sentence, for screen readers and searching; ``text``: the answer where it is no class."""
    predicted = answer.predicted
    if answer.state == "offered":
        return say("inference.ui.offered", address=answer.address)
    if predicted is None:
        return say("inference.ui.waiting_row", name=answer.name)
    if predicted.error is not None:
        reason = say(predicted.error.code, **predicted.error.params)
        return say("inference.ui.failed_row", name=answer.name, reason=reason)
    notes = " ".join(say(note.code, **note.params) for note in predicted.notes)
    if predicted.label is None:
        return say("inference.ui.answered_row_text", name=answer.title, text=text, notes=notes).strip()
    return say(
        "inference.ui.answered_row",
        name=answer.title,
        label=predicted.label,
        share=percent(answer.sureness, 0),
        notes=notes,
    ).strip()
