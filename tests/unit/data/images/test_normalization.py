"""What a network is fed, against the published preprocessing of trained networks."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from deepdesk.core.errors import DataError
from deepdesk.data.description import DatasetDescription, Normalization
from deepdesk.data.images.normalization import normalized
from deepdesk.data.opening import open_dataset
from deepdesk.data.preprocessing import ImagePreprocessing

PIXEL = np.array([[[[255, 128, 0]]]], dtype=np.uint8)


def of(**fields: object) -> np.ndarray:
    preprocessing = ImagePreprocessing(height=1, width=1, channels=3, **fields)  # type: ignore[arg-type]
    return normalized(PIXEL, preprocessing)[0, 0, 0]


def test_without_more_said_values_are_from_0_to_1() -> None:
    assert np.array_equal(of(), np.array([255, 128, 0], np.float32) * np.float32(1 / 255))


def test_blue_green_red_minus_mean_as_keras_vgg() -> None:
    # keras.applications.vgg16.preprocess_input: RGB to BGR, each channel centred on ImageNet, no scaling.
    found = of(scale=1.0, mean=(103.939, 116.779, 123.68), order="bgr")
    assert found == pytest.approx([0 - 103.939, 128 - 116.779, 255 - 123.68], abs=1e-4)


def test_from_minus_one_to_one_as_keras_mobilenet() -> None:
    found = of(scale=1 / 127.5, mean=(1.0, 1.0, 1.0))
    assert found == pytest.approx([1.0, 128 / 127.5 - 1, -1.0], abs=1e-6)


def test_mean_and_deviation_as_torchvision() -> None:
    # The published limits of a white, a mid-grey and a black channel.
    found = of(mean=(0.485, 0.456, 0.406), deviation=(0.229, 0.224, 0.225))
    assert found == pytest.approx([2.2489083, 0.2051821, -1.8044444], abs=1e-5)


def test_the_input_is_left_as_it_is() -> None:
    before = PIXEL.copy()
    of(scale=1.0, mean=(1.0, 2.0, 3.0), order="bgr")
    assert np.array_equal(PIXEL, before)


def opened(path: Path, cache: Path, **fields: object):  # type: ignore[no-untyped-def]
    description = DatasetDescription(source=str(path), **fields)  # type: ignore[arg-type]
    return open_dataset(description, cache=cache, progress=lambda *_: None, stop_asked=lambda: False)


def test_data_are_prepared_once_whatever_the_normalization(tmp_path: Path) -> None:
    images = np.random.default_rng(0).integers(0, 256, (12, 8, 8), dtype=np.uint8)
    np.savez(tmp_path / "d.npz", x_train=images, y_train=np.arange(12) % 2)
    plain = opened(tmp_path / "d.npz", tmp_path / "cache", channels=3)
    wanted = Normalization(scale=1.0, mean=(1.0, 2.0, 3.0), deviation=(1.0, 1.0, 2.0), order="bgr")
    other = opened(tmp_path / "d.npz", tmp_path / "cache", channels=3, normalization=wanted)
    assert (other.preprocessing.mean, other.preprocessing.order) == ((1.0, 2.0, 3.0), "bgr")
    assert other.fingerprint == plain.fingerprint
    assert len(list((tmp_path / "cache" / "datasets").iterdir())) == 1
    batch = other.batch(np.array([3]))
    grey = plain.batch(np.array([3]))[..., 0] * 255
    assert batch[..., 2] == pytest.approx((grey - 3) / 2, abs=1e-3)


def test_mean_and_deviation_are_those_of_the_training_part(tmp_path: Path) -> None:
    images = np.random.default_rng(0).integers(0, 200, (40, 8, 8, 3), dtype=np.uint8)
    images[..., 2] = 7  # a channel that never changes
    images[30:] += 50
    np.savez(
        tmp_path / "d.npz", x_train=images[:30], y_train=np.arange(30) % 2, x_test=images[30:], y_test=np.arange(10) % 2
    )
    found = opened(tmp_path / "d.npz", tmp_path / "cache", normalization="standard")
    training = images[found.split.train] / 255
    assert found.preprocessing.mean == pytest.approx(training.mean(axis=(0, 1, 2)))
    assert found.preprocessing.deviation[:2] == pytest.approx(training.std(axis=(0, 1, 2))[:2])
    assert found.preprocessing.deviation[2] == 1
    batch = found.batch(found.split.train)
    assert batch.mean(axis=(0, 1, 2)) == pytest.approx([0, 0, 0], abs=1e-5)
    assert batch.std(axis=(0, 1, 2)) == pytest.approx([1, 1, 0], abs=1e-5)


def test_a_model_that_is_judged_brings_its_own_mean(tmp_path: Path) -> None:
    images = np.random.default_rng(0).integers(0, 200, (40, 8, 8), dtype=np.uint8)
    np.savez(tmp_path / "d.npz", x_train=images, y_train=np.arange(40) % 2)
    own = ImagePreprocessing(height=8, width=8, channels=1, mean=(0.25,), deviation=(2.0,))
    description = DatasetDescription(source=str(tmp_path / "d.npz"), normalization="standard")
    found = open_dataset(
        description,
        cache=tmp_path / "cache",
        progress=lambda *_: None,
        stop_asked=lambda: False,
        preprocessing=own,
    )
    assert (found.preprocessing.mean, found.preprocessing.deviation) == ((0.25,), (2.0,))


def test_three_means_for_one_channel_are_refused(tmp_path: Path) -> None:
    images = np.zeros((4, 8, 8), np.uint8)
    np.savez(tmp_path / "d.npz", x_train=images, y_train=np.arange(4) % 2)
    with pytest.raises(DataError) as caught:
        opened(tmp_path / "d.npz", tmp_path / "cache", normalization=Normalization(mean=(1.0, 2.0, 3.0)))
    assert caught.value.code == "data.bad_normalization"
