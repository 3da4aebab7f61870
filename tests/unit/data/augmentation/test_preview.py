"""Previews are what training is fed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import msgspec
import numpy as np
import pytest

from deepdesk.core.errors import DataError
from deepdesk.data.augmentation.preview import as_pixels, reopened, variations_of
from deepdesk.data.dataset import Dataset
from deepdesk.data.description import DatasetDescription
from deepdesk.data.images.normalization import normalized
from deepdesk.data.opening import prepare
from deepdesk.data.preprocessing import ImagePreprocessing
from deepdesk.data.settings import ImageAugmentation, SignalAugmentation

Making = Callable[..., Dataset]


def test_images_come_back_as_the_pixels_that_were_fed(images: Making) -> None:
    data = images(augmentation=ImageAugmentation(rotate=20, brightness=0.2))
    drawn = variations_of(data, 3, 5, seed=7)
    assert drawn.shape == (5, 20, 24, 3) and drawn.dtype == np.uint8
    fed, _ = data.training_batch(np.array([3]), seed=7, epoch=4)
    assert np.array_equal(drawn[3], np.rint(fed[0] * 255).astype(np.uint8))


def test_the_way_back_undoes_the_normalization() -> None:
    pixels = np.random.default_rng(1).integers(0, 256, (2, 5, 6, 3), dtype=np.uint8)
    preprocessing = ImagePreprocessing(
        height=5, width=6, channels=3, mean=(0.4, 0.5, 0.6), deviation=(0.2, 0.3, 0.1), order="bgr"
    )
    assert np.array_equal(as_pixels(normalized(pixels, preprocessing), preprocessing), pixels)


def test_signals_come_as_the_network_gets_them(sequences: Making) -> None:
    data = sequences(augmentation=SignalAugmentation(noise=0.1))
    drawn = variations_of(data, 0, 3, seed=0)
    fed, _ = data.training_batch(np.array([0]), seed=0, epoch=2)
    assert np.array_equal(drawn[1], fed[0])


@pytest.mark.parametrize("number", [-1, 24])
def test_there_is_such_a_sample_or_it_is_said(images: Making, number: int) -> None:
    with pytest.raises(DataError) as caught:
        variations_of(images(), number, 1, seed=0)
    assert caught.value.code == "data.augmentation.no_sample"


def test_open_data_are_opened_again_without_their_source(tmp_path: Path) -> None:
    description = DatasetDescription(source="sample:digits")
    opened = prepare(description, cache=tmp_path, progress=lambda *_: None, stop_asked=lambda: False)
    asked = msgspec.structs.replace(opened.description, augmentation=ImageAugmentation(shift=0.2))
    data = reopened(asked, opened.content, opened.view)
    assert len(variations_of(data, 0, 2, seed=0)) == 2
    wrong = msgspec.structs.replace(asked, augmentation=ImageAugmentation(rotate=999))
    with pytest.raises(DataError):
        reopened(wrong, opened.content, opened.view)
