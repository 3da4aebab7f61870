"""What may be asked of which kind of data."""

from __future__ import annotations

import math
from typing import Any

import msgspec
import pytest

from deepdesk.core.catalogue import say
from deepdesk.core.errors import DataError
from deepdesk.data.augmentation.checks import (
    IMAGE_LIMITS,
    SIGNAL_LIMITS,
    check_augmentation,
    settled_augmentation,
    variations,
)
from deepdesk.data.augmentation.usual import usual_augmentation
from deepdesk.data.dataset import DataReport
from deepdesk.data.description import KINDS, DatasetDescription
from deepdesk.data.preprocessing import ImagePreprocessing, SequencePreprocessing
from deepdesk.data.settings import ImageAugmentation, SignalAugmentation


def described(kind: Any, **asked: Any) -> DatasetDescription:
    return DatasetDescription(source="made", kind=kind, **asked)


@pytest.mark.parametrize("name", IMAGE_LIMITS)
@pytest.mark.parametrize("amount", [-0.1, 1.001, math.inf, math.nan])
def test_amounts_have_a_range(name: str, amount: float) -> None:
    check_augmentation(
        described("images", augmentation=msgspec.convert({"of": "images", name: IMAGE_LIMITS[name]}, ImageAugmentation))
    )
    found = amount if amount < 0 else amount * IMAGE_LIMITS[name]
    with pytest.raises(DataError) as caught:
        check_augmentation(
            described("images", augmentation=msgspec.structs.replace(ImageAugmentation(), **{name: found}))
        )
    assert caught.value.code == "data.augmentation.out_of_range"
    assert name in say(caught.value.code, **caught.value.params)


@pytest.mark.parametrize(
    ("kind", "asked"),
    [
        ("segmentation", ImageAugmentation(mixup=0.2)),
        ("sequences", ImageAugmentation(rotate=5)),
        ("images", SignalAugmentation(time_mask=0.1)),
        ("forecasting", SignalAugmentation(shift=0.1)),
        ("text", SignalAugmentation(noise=0.1)),
    ],
)
def test_what_makes_no_sense_is_refused(kind: str, asked: Any) -> None:
    with pytest.raises(DataError) as caught:
        check_augmentation(described(kind, augmentation=asked))
    assert caught.value.code == "data.augmentation.not_for_kind"


def test_noise_is_noise_whatever_it_was_said_of() -> None:
    asked = described("audio", augmentation=ImageAugmentation(noise=0.2, mixup=0.3))
    assert settled_augmentation(asked) == SignalAugmentation(noise=0.2, mixup=0.3)
    assert settled_augmentation(described("text")) is None


def test_a_forecast_has_no_classes_to_balance() -> None:
    with pytest.raises(DataError) as caught:
        check_augmentation(described("forecasting", balance="weights"))
    assert caught.value.code == "data.augmentation.no_classes"
    check_augmentation(described("text", balance="weights"))


def test_every_variation_has_its_words() -> None:
    for kind in KINDS:
        for name in variations(kind):
            assert say(f"augmentation.field.{name}") and say(f"augmentation.help.{name}")
    assert set(variations("audio")) == set(SIGNAL_LIMITS)


def test_digits_are_never_mirrored() -> None:
    def usual(kind: str, preprocessing: Any) -> Any:
        report = DataReport(kind=kind, name="made", samples=1, classes={}, shape=preprocessing.shape)
        return usual_augmentation(report, preprocessing)

    photos = usual("images", ImagePreprocessing(height=96, width=96, channels=3))
    assert photos.flip_horizontal and not photos.flip_vertical and photos.rotate == 15
    for fields in ({"channels": 1}, {"channels": 3, "polarity": "dark_on_light"}):
        signs = usual("images", ImagePreprocessing(height=28, width=28, **fields))
        assert not signs.flip_horizontal and signs.shift
    assert isinstance(usual("sequences", SequencePreprocessing(steps=3, features=("a",))), SignalAugmentation)
    assert usual("forecasting", SequencePreprocessing(steps=3, features=("a",))) is None
