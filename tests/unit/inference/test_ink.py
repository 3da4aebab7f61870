"""Drawings become what MNIST's makers made of theirs."""

from __future__ import annotations

import gzip
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw

from deepdesk.core.errors import DataError
from deepdesk.data.preprocessing import ImagePreprocessing
from deepdesk.inference.ink import box_size, drawn_input

MNIST = ImagePreprocessing(height=28, width=28, channels=1, polarity="light_on_dark")


def canvas(*lines: tuple[int, int, int, int], width: int = 19) -> np.ndarray:
    picture = Image.new("L", (224, 224))
    for line in lines:
        ImageDraw.Draw(picture).line(line, fill=255, width=width)
    return np.asarray(picture)


def extent(pixels: np.ndarray) -> tuple[int, int]:
    rows, columns = np.nonzero(pixels[:, :, 0] > 64)
    return int(np.ptp(rows)) + 1, int(np.ptp(columns)) + 1


@pytest.mark.parametrize(
    "lines", [[(20, 20, 20, 60)], [(150, 100, 150, 220)], [(100, 10, 120, 210), (10, 100, 60, 100)]]
)
def test_ink_fits_the_box_and_its_mass_is_in_the_middle(lines: list[tuple[int, int, int, int]]) -> None:
    pixels = drawn_input(canvas(*lines), MNIST)
    assert pixels.shape == (28, 28, 1)
    assert 19 <= max(extent(pixels)) <= 20
    mass = pixels[:, :, 0].astype(float)
    for axis in (0, 1):
        centre = (mass.sum(axis=1 - axis) * np.arange(28)).sum() / mass.sum()
        assert abs(centre - 14) <= 0.75


def test_the_aspect_ratio_is_kept() -> None:
    height, width = extent(drawn_input(canvas((100, 20, 100, 200)), MNIST))
    assert height / width == pytest.approx(181 / 19, rel=0.35)


def test_place_and_size_do_not_matter() -> None:
    small = drawn_input(canvas((10, 10, 40, 70), width=6), MNIST).astype(int)
    large = drawn_input(canvas((60, 20, 150, 200), width=18), MNIST).astype(int)
    assert np.abs(small - large).mean() < 10


def test_enlarged_digits_of_mnist_come_back(shared_data: Path) -> None:
    with gzip.open(shared_data / "mnist" / "t10k-images-idx3-ubyte.gz") as stream:
        images = np.frombuffer(stream.read(16 + 784 * 200), np.uint8, offset=16).reshape(-1, 28, 28)
    enlarged = (np.asarray(Image.fromarray(image).resize((224, 224), Image.Resampling.BICUBIC)) for image in images)
    made = np.stack([drawn_input(image, MNIST)[:, :, 0] for image in enlarged])
    assert np.abs(made.astype(int) - images).mean() < 8


def test_other_inputs() -> None:
    drawing = canvas((100, 20, 100, 200))
    dark = ImagePreprocessing(height=28, width=28, channels=1, polarity="dark_on_light")
    assert np.array_equal(drawn_input(drawing, dark), 255 - drawn_input(drawing, MNIST))
    colour = drawn_input(drawing, ImagePreprocessing(height=64, width=48, channels=3))
    assert colour.shape == (64, 48, 3)
    assert (colour[:, :, 0] == colour[:, :, 2]).all()
    assert [box_size(side) for side in (8, 28, 32, 56)] == [8, 20, 23, 40]


@pytest.mark.parametrize("dot", [(0, 0), (223, 223), (100, 5)])
def test_a_dot_at_the_edge(dot: tuple[int, int]) -> None:
    drawing = np.zeros((224, 224), np.uint8)
    drawing[dot] = 255
    assert drawn_input(drawing, MNIST).max() == 255


def test_an_empty_canvas_is_told() -> None:
    with pytest.raises(DataError, match="nothing_drawn"):
        drawn_input(np.zeros((224, 224), np.uint8), MNIST)
