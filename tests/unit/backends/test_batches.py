"""The order of samples is a function of seed and epoch."""

from __future__ import annotations

import numpy as np

from deepdesk.backends.batches import epoch_batches, epoch_order
from deepdesk.training.configuration import TrainingConfiguration

INDICES = np.arange(100, 123)


def batches(epoch: int, first: int = 0, seed: int = 0) -> list[list[int]]:
    configuration = TrainingConfiguration(batch_size=5, seed=seed)
    return [batch.tolist() for batch in epoch_batches(INDICES, configuration, epoch, first)]


def test_every_sample_comes_once_and_the_last_batch_is_smaller() -> None:
    found = batches(1)
    assert [len(batch) for batch in found] == [5, 5, 5, 5, 3]
    assert sorted(number for batch in found for number in batch) == INDICES.tolist()


def test_epochs_and_seeds_differ_and_repeat() -> None:
    assert batches(1) == batches(1)
    assert batches(1) != batches(2)
    assert batches(1) != batches(1, seed=1)
    assert np.array_equal(epoch_order(INDICES, 0, 1), epoch_order(INDICES, 0, 1))


def test_an_epoch_goes_on_in_the_middle() -> None:
    assert batches(3, first=2) == batches(3)[2:]
