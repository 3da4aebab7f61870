"""Groups of samples stay on one side; the parts are still near their fractions, stratified, and drawn by the seed."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from deepdesk.data.description import SplitSettings
from deepdesk.data.split import split_parts


@st.composite
def grouped_samples(draw: st.DrawFn) -> tuple[np.ndarray, int, np.ndarray]:
    classes = draw(st.integers(1, 5))
    sizes = draw(st.lists(st.integers(1, 30), min_size=1, max_size=40))
    groups = np.repeat(np.arange(len(sizes)) * 7 - 11, sizes)
    labels = np.random.default_rng(draw(st.integers(0, 99))).integers(0, classes, len(groups))
    order = np.random.default_rng(1).permutation(len(groups))
    return labels[order], classes, groups[order]


@settings(max_examples=150, deadline=None)
@given(found=grouped_samples(), seed=st.integers(0, 5))
def test_no_group_lies_on_two_sides_and_every_class_is_trained(
    found: tuple[np.ndarray, int, np.ndarray], seed: int
) -> None:
    labels, classes, groups = found
    parts = split_parts(labels, classes, SplitSettings(seed=seed), None, groups)
    for number in np.unique(groups):
        assert len(np.unique(parts[groups == number])) == 1
    assert set(labels) == set(labels[parts == 0])
    assert np.array_equal(parts, split_parts(labels, classes, SplitSettings(seed=seed), None, groups))


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 99), largest=st.integers(1, 8), classes=st.integers(2, 6))
def test_the_parts_are_near_their_fractions_in_every_class(seed: int, largest: int, classes: int) -> None:
    random = np.random.default_rng(seed)
    groups = np.repeat(np.arange(2000), random.integers(1, largest + 1, 2000))
    labels = random.integers(0, classes, len(groups))
    parts = split_parts(labels, classes, SplitSettings(seed=seed), None, groups)
    for part, fraction in enumerate((0.8, 0.1, 0.1)):
        assert abs((parts == part).mean() - fraction) <= 0.01
        for number in range(classes):
            assert abs((parts[labels == number] == part).mean() - fraction) <= 0.04


def test_every_part_gets_a_group_where_there_are_enough() -> None:
    groups = np.repeat(np.arange(5), 20)
    labels = np.tile([0, 1], 50)
    parts = split_parts(labels, 2, None, None, groups)
    assert np.bincount(parts).tolist() == [60, 20, 20]


def test_one_group_for_all_is_all_training() -> None:
    labels = np.tile([0, 1], 10)
    assert not split_parts(labels, 2, None, None, np.zeros(20, dtype=np.int64)).any()


def test_a_class_that_is_one_group_stays_in_training() -> None:
    labels = np.repeat([0, 1], 50)
    groups = np.where(labels == 1, -1, np.arange(100))
    parts = split_parts(labels, 2, None, None, groups)
    assert not parts[labels == 1].any()
    assert np.bincount(parts[labels == 0]).tolist() == [30, 10, 10]


def test_the_seed_decides_which_groups() -> None:
    groups = np.repeat(np.arange(50), 4)
    labels = np.tile([0, 1], 100)
    first, other = (split_parts(labels, 2, SplitSettings(seed=seed), None, groups) for seed in (1, 2))
    assert not np.array_equal(first, other)


def test_given_parts_stay_even_where_a_group_spans_them() -> None:
    brought = np.zeros(40, dtype=np.uint8)
    brought[30:] = 2
    groups = np.arange(40)
    groups[0] = groups[39]
    labels = np.tile([0, 1], 20)
    parts = split_parts(labels, 2, None, brought, groups)
    assert np.array_equal(parts == 2, brought == 2)
    assert parts[0] == 0
    assert (parts == 1).sum() == 3
