"""The queue before a loaded model."""

from __future__ import annotations

import threading

from deepdesk.process.requests import PredictInput
from deepdesk.workers.prediction_worker import DRAWN, PredictionQueue


def wanted(name: str) -> PredictInput:
    return PredictInput(name=name)


def names(taken: list[tuple[int, PredictInput]]) -> list[tuple[int, str]]:
    return [(number, one.name) for number, one in taken]


def test_only_the_latest_drawing_is_predicted_and_it_goes_first() -> None:
    queue = PredictionQueue()
    queue.put([(0, wanted("a")), (1, wanted("b")), (2, wanted("c"))])
    for name in ("first", "second", "third"):
        queue.put_drawing(wanted(name))
    assert names(queue.take(2)) == [(DRAWN, "third")]
    assert names(queue.take(2)) == [(0, "a"), (1, "b")]
    assert names(queue.take(2)) == [(2, "c")]


def test_waiting_inputs_can_be_dropped() -> None:
    queue = PredictionQueue()
    queue.put([(0, wanted("a"))])
    queue.drop_waiting()
    queue.put([(1, wanted("b"))])
    assert names(queue.take(9)) == [(1, "b")]


def test_closing_ends_the_waiting() -> None:
    queue = PredictionQueue()
    taken: list[list[tuple[int, PredictInput]]] = []
    thread = threading.Thread(target=lambda: taken.append(queue.take(1)))
    thread.start()
    queue.close()
    thread.join(10)
    assert taken == [[]]
    queue.put([(0, wanted("a"))])
    assert queue.take(1) == []
