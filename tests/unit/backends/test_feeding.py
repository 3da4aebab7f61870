"""Batches made ready beforehand: the same ones, in the same order, with errors in their place."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import closing
from typing import Any, cast

import numpy as np
import pytest

from deepdesk.backends.base import TrainingData
from deepdesk.backends.batches import places_of, widened
from deepdesk.backends.feeding import Fed, fed
from deepdesk.core.errors import DataError


class Numbers:
    """Gives the numbers themselves; from ``broken`` on it raises."""

    def __init__(self, broken: int = 1_000) -> None:
        self.broken = broken
        self.asked: list[int] = []

    def training_batch(self, indices: Any, *, seed: int, epoch: int) -> Any:
        """Inputs and labels."""
        self.asked.append(int(indices[0]))
        if indices[0] >= self.broken:
            raise DataError("data.cancelled")
        return indices.astype(np.float32)[:, None], indices.astype(np.int64) % 2


def batches(count: int) -> Iterator[Any]:
    return (np.arange(start, start + 4) for start in range(0, 4 * count, 4))


def feeding(data: Numbers, count: int, framework: str) -> Any:
    return fed(cast("TrainingData", data), batches(count), seed=0, epoch=1, units=2, framework=framework)


def threads() -> int:
    return sum(thread.name.startswith("feeding") for thread in threading.enumerate())


@pytest.mark.parametrize("framework", ["torch", "tensorflow"])
@pytest.mark.parametrize("count", [0, 1, 2, 9])
def test_batches_come_in_their_order(framework: str, count: int) -> None:
    found: list[Fed] = list(feeding(Numbers(), count, framework))
    assert [int(one.inputs[0, 0]) for one in found] == list(range(0, 4 * count, 4))
    assert all(one.samples == 4 for one in found)
    assert threads() == 0


@pytest.mark.parametrize("framework", ["torch", "tensorflow"])
def test_an_error_comes_up_at_its_batch(framework: str) -> None:
    data, seen = Numbers(broken=12), 0
    with pytest.raises(DataError):
        for _ in feeding(data, 9, framework):
            seen += 1
    assert seen == 3 and threads() == 0


@pytest.mark.parametrize("framework", ["torch", "tensorflow"])
def test_leaving_early_leaves_nothing_behind(framework: str) -> None:
    data = Numbers()
    with closing(feeding(data, 100, framework)) as running:
        next(running)
    assert len(data.asked) <= 3 and threads() == 0


def test_weights_are_widened_to_the_scores_and_places_counted() -> None:
    weights = np.array([[0.5, 0.0], [0.0, 0.0]], np.float32)
    assert widened(weights, 4).tolist() == [[0.5, 0, 0, 0], [0, 0, 0, 0]]
    assert widened(weights, 2) is weights and widened(weights, None) is weights
    assert places_of(weights) == 1
    assert places_of(np.array([[0, -1], [2, 1]])) == 3
