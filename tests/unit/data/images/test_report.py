"""What is found out by looking: size, grey, polarity, duplicates."""

from __future__ import annotations

import numpy as np
import pytest

from deepdesk.data.images.report import duplicate_groups, is_grey, network_size, polarity_of, size_table


@pytest.mark.parametrize(
    ("sizes", "expected"),
    [
        ({(28, 28): 70_000}, (28, 28)),
        ({(256, 200): 3}, (256, 200)),
        ({(1, 1): 3}, (1, 1)),
        ({(480, 640): 9}, (96, 96)),
        ({(50, 60): 5, (70, 52): 4}, (48, 48)),
        ({(3, 300): 1, (4, 4): 1}, (8, 8)),
    ],
)
def test_the_network_size(sizes: dict[tuple[int, int], int], expected: tuple[int, int]) -> None:
    assert network_size(sizes) == expected


def test_sizes_are_listed_by_frequency() -> None:
    assert size_table({(1, 2): 3, (5, 5): 9}) == ((5, 5, 9), (1, 2, 3))


def ink(ground: int, stroke: int, count: int = 20) -> np.ndarray:
    images = np.full((count, 8, 8, 1), ground, dtype=np.uint8)
    images[:, 2:6, 3:5] = stroke
    return images


def test_polarity_is_told_where_images_agree() -> None:
    assert polarity_of(ink(0, 255)) == "light_on_dark"
    assert polarity_of(ink(255, 0)) == "dark_on_light"
    assert polarity_of(np.concatenate([ink(255, 0), ink(0, 255)])) is None
    assert polarity_of(ink(0, 0)) is None
    assert polarity_of(np.repeat(ink(0, 255), 3, axis=3)) is None
    assert polarity_of(np.empty((0, 8, 8, 1), dtype=np.uint8)) is None


def test_grey_in_three_channels_is_grey() -> None:
    grey = np.repeat(np.arange(12, dtype=np.uint8).reshape(3, 4, 1), 3, axis=2)
    assert is_grey(grey)
    grey[0, 0] = (200, 0, 0)
    assert not is_grey(grey)


def test_duplicates_are_grouped() -> None:
    found = duplicate_groups([(b"1", "b"), (b"2", "c"), (b"1", "a"), (b"3", "d")])
    assert found == (("a", "b"),)
