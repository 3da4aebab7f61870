"""The one path from an image to the network's input."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from deepdesk.data.images.preprocessing import to_input
from deepdesk.data.preprocessing import ImagePreprocessing


@pytest.mark.parametrize("resize", ["stretch", "fit", "fill"])
@pytest.mark.parametrize("channels", [1, 3])
@pytest.mark.parametrize("size", [(1, 1), (7, 13), (300, 2), (28, 28), (640, 480)])
def test_the_shape_is_that_of_the_network(resize: str, channels: int, size: tuple[int, int]) -> None:
    preprocessing = ImagePreprocessing(height=28, width=20, channels=channels, resize=resize)  # type: ignore[arg-type]
    found = to_input(Image.new("RGB", size, "white"), preprocessing)
    assert found.shape == (28, 20, channels)
    assert found.dtype == np.uint8
    assert found.max() == 255


def test_an_image_of_the_right_size_is_not_changed() -> None:
    pixels = np.random.default_rng(1).integers(0, 256, (9, 7), dtype=np.uint8)
    preprocessing = ImagePreprocessing(height=9, width=7, channels=1)
    assert np.array_equal(to_input(Image.fromarray(pixels), preprocessing)[..., 0], pixels)


def test_shrinking_is_antialiased() -> None:
    stripes = np.tile(np.array([0, 255], dtype=np.uint8), (64, 32))
    found = to_input(Image.fromarray(stripes), ImagePreprocessing(height=8, width=8, channels=1))
    assert 120 <= found.min() <= found.max() <= 135


@pytest.mark.parametrize(("polarity", "ground"), [(None, 0), ("light_on_dark", 0), ("dark_on_light", 255)])
def test_fit_pads_with_the_ground(polarity: str | None, ground: int) -> None:
    preprocessing = ImagePreprocessing(height=8, width=8, channels=1, resize="fit", polarity=polarity)  # type: ignore[arg-type]
    found = to_input(Image.new("L", (16, 8), 128), preprocessing)[..., 0]
    assert set(found[[0, 1, 6, 7]].ravel().tolist()) == {ground}
    assert set(found[2:6].ravel().tolist()) == {128}


def test_fill_crops_the_middle() -> None:
    pixels = np.zeros((8, 24), dtype=np.uint8)
    pixels[:, 8:16] = 200
    found = to_input(Image.fromarray(pixels), ImagePreprocessing(height=8, width=8, channels=1, resize="fill"))
    assert set(found.ravel().tolist()) == {200}
