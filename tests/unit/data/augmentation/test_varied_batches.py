"""Batches of training samples: what they depend on, and what they leave alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from deepdesk.data.dataset import Dataset
from deepdesk.data.settings import ImageAugmentation, SignalAugmentation

Making = Callable[..., Dataset]

EVERYTHING = ImageAugmentation(
    flip_horizontal=True,
    flip_vertical=True,
    rotate=30,
    crop=0.3,
    zoom=0.3,
    shift=0.2,
    brightness=0.3,
    contrast=0.3,
    colour=0.3,
    blur=1.5,
    noise=0.1,
    cutout=0.4,
    mixup=0.4,
)
ALL_OF_SIGNALS = SignalAugmentation(noise=0.1, shift=0.2, scale=0.3, time_mask=0.3, frequency_mask=0.5, mixup=0.3)


@pytest.fixture(params=["images", "masks", "sequences"])
def made(request: pytest.FixtureRequest) -> Dataset:
    """A data set of each kind, everything switched on."""
    make: Making = request.getfixturevalue(request.param)
    asked: Any = ALL_OF_SIGNALS if request.param == "sequences" else EVERYTHING
    if request.param == "masks":
        asked = ImageAugmentation(rotate=30, zoom=0.2, cutout=0.3, noise=0.1)
    return make(augmentation=asked, balance="weights")


def test_a_sample_is_the_same_to_the_byte_in_any_batch(made: Dataset) -> None:
    order = np.random.default_rng(0).permutation(made.split.train)
    inputs, targets = made.training_batch(order, seed=3, epoch=2)
    for size in (1, 3, 7):
        parts = [
            made.training_batch(order[start : start + size], seed=3, epoch=2) for start in range(0, len(order), size)
        ]
        assert np.concatenate([part[0] for part in parts]).tobytes() == inputs.tobytes()
        assert np.concatenate([part[1] for part in parts]).tobytes() == targets.tobytes()
    backwards = made.training_batch(order[::-1].copy(), seed=3, epoch=2)
    assert backwards[0][::-1].tobytes() == inputs.tobytes()


def test_epochs_and_seeds_differ(made: Dataset) -> None:
    first, _ = made.training_batch(made.split.train, seed=3, epoch=1)
    for seed, epoch in ((3, 2), (4, 1)):
        other, _ = made.training_batch(made.split.train, seed=seed, epoch=epoch)
        assert not np.array_equal(first, other)


def test_inputs_are_what_the_engines_take(made: Dataset) -> None:
    inputs, targets = made.training_batch(made.split.train, seed=0, epoch=1)
    assert inputs.dtype == np.float32 and targets.dtype == np.float32
    assert inputs.flags.c_contiguous and inputs.flags.writeable
    assert np.isfinite(inputs).all() and targets.shape[-1] == 3


@pytest.mark.parametrize("part", ["validation", "test"])
def test_other_parts_stay_as_they_are(images: Making, part: Any) -> None:
    plain, asked = images(), images(augmentation=EVERYTHING, balance="weights")
    chosen = asked.split.part(part)
    assert asked.batch(chosen).tobytes() == plain.batch(chosen).tobytes()
    assert asked.targets(chosen).tobytes() == plain.targets(chosen).tobytes()


def test_without_a_wish_nothing_changes(images: Making) -> None:
    data = images()
    for made in (data, images(augmentation=ImageAugmentation())):
        inputs, targets = made.training_batch(data.split.train, seed=1, epoch=1)
        assert inputs.tobytes() == data.batch(data.split.train).tobytes()
        assert targets.tobytes() == data.labels[data.split.train].tobytes()


def test_partners_come_from_the_training_part_alone(images: Making) -> None:
    data = images(augmentation=ImageAugmentation(mixup=0.5))
    data.images[16:] = 255  # type: ignore[attr-defined]
    data.images[:16] = 0  # type: ignore[attr-defined]
    inputs, _ = data.training_batch(data.split.train, seed=1, epoch=1)
    assert not inputs.any()


def test_padding_of_sequences_stays_padding(sequences: Making) -> None:
    data = sequences(augmentation=ALL_OF_SIGNALS, padded=True)
    asked = SignalAugmentation(noise=0.5, scale=0.3)
    data = sequences(augmentation=asked, padded=True)
    inputs, _ = data.training_batch(data.split.train, seed=1, epoch=1)
    for number in data.split.train:
        end = 10 + number % 5
        assert not inputs[number, end:].any()
        assert inputs[number, :end].any(axis=1).all()


def test_masks_move_with_their_images_and_ignore_what_comes_in(masks: Making) -> None:
    data = masks(augmentation=ImageAugmentation(flip_horizontal=True, flip_vertical=True))
    inputs, targets = data.training_batch(data.split.train, seed=1, epoch=1)
    shown = np.round(inputs[..., 0] * 255).astype(int) // 60 - 1
    assert np.array_equal(shown, targets)
    data = masks(augmentation=ImageAugmentation(shift=0.5))
    _, targets = data.training_batch(data.split.train, seed=1, epoch=1)
    assert targets.dtype == np.int64
    assert np.count_nonzero(targets < 0) > np.count_nonzero(data.targets(data.split.train) < 0)


def test_balance_of_masks_counts_pixels(masks: Making) -> None:
    data = masks(balance="weights", augmentation=ImageAugmentation())
    labels = data.targets(data.split.train)
    counts = np.array([np.count_nonzero(labels == number) for number in range(3)])
    assert np.allclose(data.class_weights, counts.sum() / (3 * counts))
    _, targets = data.training_batch(data.split.train, seed=1, epoch=1)
    assert np.array_equal(targets.any(axis=-1), labels >= 0)
