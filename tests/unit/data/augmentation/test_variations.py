"""Each variation by itself."""

from __future__ import annotations

from typing import Any

import msgspec
import numpy as np
import pytest

from deepdesk.data.augmentation.balance import balanced, one_hot
from deepdesk.data.augmentation.checks import IMAGE_LIMITS, SIGNAL_LIMITS
from deepdesk.data.augmentation.geometry import Motion, moved_image, moved_mask
from deepdesk.data.augmentation.images import varied_image
from deepdesk.data.augmentation.mixing import drawn_partners, mixed
from deepdesk.data.augmentation.signals import as_bands, as_steps, varied_signal
from deepdesk.data.preprocessing import ImagePreprocessing
from deepdesk.data.settings import ImageAugmentation, SignalAugmentation

PREPROCESSING = ImagePreprocessing(height=32, width=40, channels=3)
PHOTO = np.random.default_rng(2).integers(0, 256, (32, 40, 3), dtype=np.uint8)


def look(settings: ImageAugmentation, epoch: int = 1, **fields: Any) -> Any:
    preprocessing = msgspec.structs.replace(PREPROCESSING, **fields)
    return varied_image(PHOTO, settings, preprocessing, seed=0, epoch=epoch, sample=0)


@pytest.mark.parametrize("name", IMAGE_LIMITS)
def test_the_largest_amounts_keep_shape_and_range(name: str) -> None:
    for epoch in range(1, 6):
        pixels = look(msgspec.structs.replace(ImageAugmentation(), **{name: IMAGE_LIMITS[name]}), epoch).pixels
        assert pixels.shape == PHOTO.shape and pixels.dtype == np.float32
        assert pixels.min() >= 0 and pixels.max() <= 255


@pytest.mark.parametrize("name", [name for name in IMAGE_LIMITS if name != "mixup"])
def test_each_of_them_changes_images(name: str) -> None:
    settings = msgspec.structs.replace(ImageAugmentation(), **{name: IMAGE_LIMITS[name] / 3})
    assert any(not np.array_equal(look(settings, epoch).pixels, PHOTO) for epoch in range(1, 4))


def test_one_slider_leaves_the_other_draws_alone() -> None:
    alone = look(ImageAugmentation(rotate=20, cutout=0.5))
    more = look(ImageAugmentation(rotate=20, cutout=0.5, brightness=0.5, blur=1, zoom=0.0, colour=0.2))
    assert alone.motion == more.motion and alone.hole == more.hole


@pytest.mark.parametrize("size", [(1, 1, 3), (1, 9, 1), (3, 2, 3)])
def test_tiny_images_bear_everything(size: tuple[int, int, int]) -> None:
    settings = ImageAugmentation(rotate=180, zoom=0.9, shift=0.9, crop=0.9, cutout=0.9, noise=1, blur=10, contrast=1)
    preprocessing = ImagePreprocessing(height=size[0], width=size[1], channels=size[2])
    image = varied_image(np.full(size, 7, np.uint8), settings, preprocessing, seed=0, epoch=1, sample=0)
    assert image.pixels.shape == size


def test_flips_are_exact() -> None:
    assert np.array_equal(moved_image(PHOTO, Motion(mirrored=True), None), PHOTO[:, ::-1])
    assert np.array_equal(moved_image(PHOTO, Motion(upside_down=True), None), PHOTO[::-1])


def test_what_comes_in_is_the_mirror_image_or_the_ground() -> None:
    ten_left = Motion(affine=(1, 0, -10, 0, 1, 0))
    mirrored = moved_image(PHOTO, ten_left, None)
    assert np.array_equal(mirrored[:, 10:], PHOTO[:, :30])
    assert np.array_equal(mirrored[:, :10], PHOTO[:, 9::-1])
    white = moved_image(PHOTO, ten_left, 255)
    assert (white[:, :10] == 255).all() and np.array_equal(white[:, 11:], PHOTO[:, 1:30])
    labels = np.tile(np.arange(40), (32, 1))
    moved = moved_mask(labels, ten_left, -1)
    assert (moved[:, :10] == -1).all() and np.array_equal(moved[:, 10:], labels[:, :30])


def test_a_mask_turns_with_its_image() -> None:
    labels = (PHOTO[..., 0] > 127).astype(np.int64)
    shown = np.repeat((labels * 255).astype(np.uint8)[..., None], 3, axis=2)
    quarter = Motion(affine=(0, 1, 4, -1, 0, 36))
    turned, mask = moved_image(shown, quarter, None)[..., 0], moved_mask(labels, quarter, -1)
    inside = mask >= 0
    assert inside.mean() > 0.7
    assert np.array_equal(turned[inside] > 127, mask[inside] == 1)


def test_ink_on_a_ground_gets_its_ground() -> None:
    paper = look(ImageAugmentation(cutout=0.9), 2, polarity="dark_on_light")
    assert paper.hole is not None and (paper.pixels[paper.hole.rows, paper.hole.columns] == 255).all()


@pytest.mark.parametrize("name", SIGNAL_LIMITS)
def test_signals_keep_their_shape(name: str) -> None:
    signal = np.random.default_rng(1).normal(size=(30, 5)).astype(np.float32)
    settings = msgspec.structs.replace(SignalAugmentation(), **{name: SIGNAL_LIMITS[name]})
    found = [varied_signal(signal, settings, seed=0, epoch=epoch, sample=4) for epoch in range(1, 4)]
    assert all(one.shape == signal.shape and one.dtype == np.float32 for one in found)
    assert name == "mixup" or any(not np.array_equal(one, signal) for one in found)


def test_a_shift_moves_in_time_and_holds_the_edge() -> None:
    signal = np.arange(100, dtype=np.float32)[:, None]
    moves = set()
    for epoch in range(1, 9):
        shifted = varied_signal(signal, SignalAugmentation(shift=0.5), seed=1, epoch=epoch, sample=1)[:, 0]
        by = int(shifted[50]) - 50
        assert np.array_equal(shifted, np.clip(np.arange(100) + by, 0, 99)) and abs(by) <= 50
        moves.add(by)
    assert min(moves) < 0 < max(moves)


def test_spectrograms_are_varied_along_time_and_bands() -> None:
    picture = np.arange(6, dtype=np.float32).reshape(2, 3, 1)
    assert as_steps(picture).shape == (3, 2)
    assert np.array_equal(as_bands(as_steps(picture), like=picture), picture)


def test_partners_and_shares_are_those_of_the_sample() -> None:
    training = np.arange(100, 200)
    one = drawn_partners(np.array([7, 8, 9]), training, 0.4, seed=1, epoch=1)
    other = drawn_partners(np.array([9]), training, 0.4, seed=1, epoch=1)
    assert (one.samples[2], one.shares[2]) == (other.samples[0], other.shares[0])
    assert set(one.samples.tolist()) <= set(training.tolist())
    assert ((one.shares >= 0) & (one.shares <= 1)).all()


def test_mixing_is_a_weighted_mean() -> None:
    own, others = np.ones((2, 3), np.float32), np.zeros((2, 3), np.float32)
    assert np.allclose(mixed(own, others, np.array([0.25, 1.0], np.float32)), [[0.25] * 3, [1.0] * 3])


def test_balanced_weights() -> None:
    assert np.allclose(balanced(np.array([6, 2, 0])), [8 / 12, 8 / 4, 0.0])
    assert balanced(np.array([0, 0])).tolist() == [0.0, 0.0]
    weights = np.array([0.5, 2.0], np.float32)
    assert one_hot(np.array([1, -1, 0]), 2, weights).tolist() == [[0, 2], [0, 0], [0.5, 0]]
