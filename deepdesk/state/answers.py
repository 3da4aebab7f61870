"""Rows of Predict as frozen values, their order, their counts and their table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Literal

import msgspec

from deepdesk.core.catalogue import say
from deepdesk.core.errors import code_of
from deepdesk.inference.answers_csv import AnswerRow, write_csv
from deepdesk.inference.predictions import Note
from deepdesk.process.replies import ModelLoaded, Predicted
from deepdesk.process.requests import PredictInput

AnswerState = Literal["waiting", "answered", "failed", "offered", "fetching"]
Order = Literal["arrival", "least_sure", "most_sure", "class"]


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """A row of Predict: an input and what became of it.

    Attributes:
        number: order of arrival, from 0; never used twice.
        name: for people: a file's name, or where it came from.
        wanted: what to predict, ``None`` while there is only an address.
        address: the http(s) address that a browser's drag brought.
        state: ``offered``: an address that may be downloaded; ``fetching``: that goes on.
        predicted: the answer, or the error in it.
        item_of: number of the row that stands for the first item of the same input; ``None`` for that row itself.
    """

    number: int
    name: str
    wanted: PredictInput | None = None
    address: str | None = None
    state: AnswerState = "waiting"
    predicted: Predicted | None = None
    item_of: int | None = None

    @property
    def title(self) -> str:
        """The name, with what tells several items of one input apart."""
        item = self.predicted.item if self.predicted is not None else ""
        return f"{self.name} · {item}" if item else self.name

    @property
    def sureness(self) -> float:
        """Probability of the best class, 0 to 1; -1 without an answer."""
        shares = self.predicted.probabilities if self.predicted is not None else ()
        return shares[0][1] if shares else -1.0


class ModelState(msgspec.Struct, frozen=True, kw_only=True):
    """The model in use: ``loaded`` once it is ready, ``error`` when it cannot be used."""

    path: str | None = None
    loaded: ModelLoaded | None = None
    error: Note | None = None


def ordered(answers: Iterable[Answer], order: Order) -> list[Answer]:
    """The rows in an order; what has no answer comes last, in order of arrival, except in that order itself."""
    if order == "arrival":
        return sorted(answers, key=lambda answer: answer.number)

    def place(answer: Answer) -> tuple[bool, str, float, int]:
        best = answer.predicted.label if order == "class" and answer.predicted is not None else None
        sureness = answer.sureness if order == "least_sure" else -answer.sureness
        return (answer.sureness < 0, best or "", sureness, answer.number)

    return sorted(answers, key=place)


def counts(answers: Iterable[Answer]) -> tuple[list[tuple[str, int]], int, int]:
    """Rows for each class, most frequent first; how many could not be read; how many wait (an address that is
    only offered for download does not)."""
    labels: Counter[str] = Counter()
    failed = waiting = 0
    for answer in answers:
        if answer.state == "failed":
            failed += 1
        elif answer.predicted is not None and answer.predicted.label is not None:
            labels[answer.predicted.label] += 1
        elif answer.predicted is None and answer.state != "offered":
            waiting += 1
    return labels.most_common(), failed, waiting


def error_note(error: BaseException) -> Note:
    """The code and figures of an exception, as the values of this state carry them."""
    code, params = code_of(error)
    return Note(code=code, params=params)


def table_row(answer: Answer) -> AnswerRow:
    """The row as a line of the table."""
    wanted, predicted = answer.wanted, answer.predicted
    name = wanted.path if wanted is not None and wanted.path is not None else answer.name
    if predicted is None:
        return AnswerRow(input=name, error=say("inference.not_answered"))
    if predicted.error is not None:
        return AnswerRow(input=name, error=say(predicted.error.code, **predicted.error.params))
    return AnswerRow(
        input=name,
        item=predicted.item,
        label=predicted.label,
        probabilities=predicted.probabilities,
        forecast=predicted.answer.forecast,
        shares=predicted.answer.shares,
        notes=" ".join(say(note.code, **note.params) for note in predicted.notes),
        milliseconds=predicted.milliseconds,
    )


def more_of(first: Answer, number: int, predicted: Predicted) -> Answer:
    """The row of a further item of an input that holds several, of which ``first`` is the first."""
    state: AnswerState = "failed" if predicted.error is not None else "answered"
    return Answer(
        number=number, name=first.name, wanted=first.wanted, state=state, predicted=predicted, item_of=first.number
    )


def without_items(answers: Mapping[int, Answer]) -> dict[int, Answer]:
    """The rows without those of further items."""
    return {number: answer for number, answer in answers.items() if answer.item_of is None}


def table_writer(answers: Sequence[Answer], loaded: ModelLoaded | None) -> Callable[[Path], None]:
    """What writes these rows as a table; it may run on any thread (raises OSError)."""
    rows = [table_row(answer) for answer in answers]
    classes: Sequence[str] = loaded.classes if loaded is not None else ()
    task = loaded.task if loaded is not None else "classification"
    return lambda path: write_csv(path, rows, classes, task=task)
