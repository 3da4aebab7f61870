"""Ink on paper or chalk on a board."""

from __future__ import annotations

import gzip
from pathlib import Path

import numpy as np
import pytest
from sklearn.datasets import load_digits

from deepdesk.inference.polarity import border_polarity, is_reversed


def digits() -> np.ndarray:
    return (load_digits().images / 16 * 255).round().astype(np.uint8)


def test_no_digit_is_taken_for_its_opposite() -> None:
    found = [border_polarity(image) for image in digits()]
    assert "dark_on_light" not in found
    assert found.count("light_on_dark") > 0.98 * len(found)


def test_reversed_digits_are_noticed() -> None:
    turned = [is_reversed(255 - image, "light_on_dark") for image in digits()]
    assert sum(turned) > 0.98 * len(turned)


def test_mnist(shared_data: Path) -> None:
    with gzip.open(shared_data / "mnist" / "t10k-images-idx3-ubyte.gz") as stream:
        images = np.frombuffer(stream.read(16 + 784 * 2000), np.uint8, offset=16).reshape(-1, 28, 28)
    assert not any(is_reversed(image, "light_on_dark") for image in images)
    assert all(is_reversed(255 - image, "light_on_dark") for image in images)


@pytest.mark.parametrize(
    "image",
    [
        np.full((20, 20), 255),
        np.tile(np.linspace(0, 255, 40), (40, 1)),
        np.random.default_rng(0).integers(0, 256, (40, 40)),
        np.zeros((1, 1)),
        np.full((30, 30), 200) + np.eye(30) * 20,
    ],
)
def test_what_is_not_clear_is_left_alone(image: np.ndarray) -> None:
    assert border_polarity(image) is None


def test_without_a_uniform_training_nothing_is_turned() -> None:
    assert not is_reversed(255 - digits()[0], None)
