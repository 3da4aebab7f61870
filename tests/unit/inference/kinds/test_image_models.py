"""Images are judged as they were prepared for the training."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import msgspec
import numpy as np

from deepdesk.data.dataset import DataReport, ImageDataset, Split
from deepdesk.data.description import DatasetDescription
from deepdesk.data.preprocessing import ImagePreprocessing
from deepdesk.inference.kinds import images

PREPROCESSING = ImagePreprocessing(height=4, width=4, channels=1, polarity="light_on_dark")


class Brightness:
    """Says 1 for what is bright."""

    def evaluate(self, inputs: Any, labels: Any) -> tuple[float, int, Any]:
        predicted = (inputs.mean(axis=(1, 2, 3)) > 0.5).astype(np.int64)
        return float(len(labels)), int((predicted == labels).sum()), predicted


def data() -> ImageDataset:
    labels = np.arange(10, dtype=np.int64) % 2
    pixels = np.repeat((labels * 200).astype(np.uint8), 16).reshape(10, 4, 4, 1)
    numbers = np.arange(10)
    return ImageDataset(
        description=DatasetDescription(source="x"),
        report=DataReport(kind="images", name="x", samples=10, classes={"a": 5, "b": 5}, shape=(4, 4, 1)),
        preprocessing=PREPROCESSING,
        classes=("a", "b"),
        labels=labels,
        split=Split(train=numbers[:4], validation=numbers[4:6], test=numbers[6:]),
        fingerprint="f",
        images=pixels,
    )


def judged(dataset: ImageDataset) -> Any:
    file: Any = SimpleNamespace(preprocessing=PREPROCESSING, meta=SimpleNamespace(classes=("a", "b")))
    judge: Any = Brightness()
    return images.evaluate(judge, dataset, "all", file, lambda *_: None, trained_on=False)


def test_images_as_in_training_are_judged_as_they_are() -> None:
    found = judged(data())
    assert (found.accuracy, found.notes) == (1.0, ())


def test_reversed_images_are_turned_round() -> None:
    same = data()
    reversed_ = msgspec.structs.replace(PREPROCESSING, polarity="dark_on_light")
    found = judged(replace(same, images=255 - same.images, preprocessing=reversed_))
    assert found.accuracy == 1.0
    assert [note.code for note in found.notes] == ["inference.polarity_of_data_corrected"]


def test_data_are_prepared_as_the_model_was_trained() -> None:
    asked = images.described(DatasetDescription(source="x", height=9), PREPROCESSING)
    assert (asked.height, asked.width, asked.channels, asked.kind) == (4, 4, 1, "images")
