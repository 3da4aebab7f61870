"""The split: stratified, seeded, exact, and never against the parts that the data bring."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deepdesk.core.errors import DataError
from deepdesk.data.description import SplitSettings
from deepdesk.data.split import as_split, split_parts


def labels_of(*counts: int) -> np.ndarray:
    return np.repeat(np.arange(len(counts)), counts).astype(np.int64)


def test_the_default_is_eight_one_one_of_every_class() -> None:
    labels = labels_of(100, 50)
    parts = split_parts(labels, 2, None, None)
    assert np.bincount(parts).tolist() == [120, 15, 15]
    assert np.bincount(parts[labels == 1]).tolist() == [40, 5, 5]


def test_a_given_test_part_is_kept() -> None:
    labels = labels_of(100, 100)
    given_parts = np.zeros(200, dtype=np.uint8)
    given_parts[::5] = 2
    for asked in (None, SplitSettings(), SplitSettings(seed=0, train=0.72, validation=0.08, test=0.2)):
        parts = split_parts(labels, 2, asked, given_parts)
        assert np.array_equal(parts == 2, given_parts == 2)
        assert (parts == 1).sum() == 16


def test_a_given_validation_part_leaves_all_as_it_is() -> None:
    given_parts = np.array([0, 0, 1, 0, 0, 1], dtype=np.uint8)
    assert np.array_equal(split_parts(labels_of(3, 3), 2, None, given_parts), given_parts)


def test_the_seed_decides() -> None:
    labels = labels_of(100, 100)
    first, same, other = (split_parts(labels, 2, SplitSettings(seed=seed), None) for seed in (3, 3, 4))
    assert np.array_equal(first, same)
    assert not np.array_equal(first, other)


def test_tiny_classes_keep_a_training_sample() -> None:
    labels = labels_of(1, 2, 3, 40)
    parts = split_parts(labels, 4, None, None)
    assert all((parts[labels == number] == 0).any() for number in range(4))
    assert (parts == 1).any() and (parts == 2).any()


@settings(max_examples=60, deadline=None)
@given(
    counts=st.lists(st.integers(1, 60), min_size=2, max_size=8),
    validation=st.integers(0, 45),
    test=st.integers(0, 45),
    seed=st.integers(0, 9),
)
def test_every_split_is_whole_and_proportional(counts: list[int], validation: int, test: int, seed: int) -> None:
    labels = labels_of(*counts)
    asked = SplitSettings(train=1 - (validation + test) / 100, validation=validation / 100, test=test / 100, seed=seed)
    parts = split_parts(labels, len(counts), asked, None)
    split = as_split(parts)
    assert np.array_equal(split.part("all"), np.arange(len(labels)))
    for number, count in enumerate(counts):
        found = parts[labels == number]
        assert (found == 0).any()
        assert abs((found == 1).sum() - count * validation / 100) <= 2
    if not test:
        assert not len(split.test)
    if not validation:
        assert not len(split.validation)


@pytest.mark.parametrize("fractions", [(0.5, 0.5, 0.5), (0, 0.5, 0.5), (1.2, -0.1, -0.1), (0.8, 0.1, 0.0)])
def test_impossible_fractions_are_refused(fractions: tuple[float, float, float]) -> None:
    asked = SplitSettings(train=fractions[0], validation=fractions[1], test=fractions[2])
    with pytest.raises(DataError, match=r"data\.bad_split"):
        split_parts(labels_of(5, 5), 2, asked, None)


@pytest.mark.parametrize("name", ["train", "validation", "test"])
def test_a_fraction_that_is_no_number_is_refused(name: str) -> None:
    with pytest.raises(DataError, match="bad_split"):
        split_parts(labels_of(10, 10), 2, SplitSettings(**{name: float("nan")}), None)
