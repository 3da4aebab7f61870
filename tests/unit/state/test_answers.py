"""Rows of Predict: order, counts, table."""

from __future__ import annotations

from deepdesk.inference.predictions import Answer as Predictions
from deepdesk.inference.predictions import Note
from deepdesk.process.replies import Predicted
from deepdesk.process.requests import PredictInput
from deepdesk.state.answers import Answer, counts, error_note, ordered, table_row


def answered(number: int, label: str, share: float) -> Answer:
    predicted = Predicted(
        name="", answer=Predictions(label=label, probabilities=((label, share), ("other", 1 - share))), milliseconds=2.0
    )
    wanted = PredictInput(name="", path=f"/pictures/{number}.png")
    return Answer(number=number, name=f"{number}.png", wanted=wanted, state="answered", predicted=predicted)


FAILED = Answer(
    number=4, name="x.txt", state="failed", predicted=Predicted(name="", error=Note(code="inference.found.text"))
)
WAITING = Answer(number=3, name="w.png")
ROWS = (answered(0, "dog", 0.9), answered(1, "cat", 0.6), answered(2, "dog", 0.7), WAITING, FAILED)


def test_orders() -> None:
    def numbers(order: str) -> list[int]:
        return [answer.number for answer in ordered(reversed(ROWS), order)]  # type: ignore[arg-type]

    assert numbers("arrival") == [0, 1, 2, 3, 4]
    assert numbers("least_sure") == [1, 2, 0, 3, 4]
    assert numbers("most_sure") == [0, 2, 1, 3, 4]
    assert numbers("class") == [1, 0, 2, 3, 4]


def test_counts() -> None:
    assert counts(ROWS) == ([("dog", 2), ("cat", 1)], 1, 1)


def test_an_address_that_is_only_offered_does_not_wait() -> None:
    offered = Answer(number=5, name="a.png", address="http://localhost/a.png", state="offered")
    fetching = Answer(number=6, name="b.png", address="http://localhost/b.png", state="fetching")
    assert counts([offered, fetching]) == ([], 0, 1)


def test_lines_of_the_table() -> None:
    assert table_row(ROWS[0]).input == "/pictures/0.png"
    assert table_row(ROWS[0]).label == "dog"
    assert table_row(FAILED).error == "This is a text file, not an image."
    assert table_row(WAITING).error


def test_errors_become_codes() -> None:
    assert error_note(PermissionError(13, "no", "x")).code == "core.no_permission"
    assert error_note(ValueError("odd")).params == {"kind": "ValueError", "text": "odd"}
