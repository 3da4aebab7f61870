"""Scoring: classes by name, parts, polarity."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
import numpy as np
import pytest

from deepdesk.core.errors import DataError
from deepdesk.data.dataset import DataReport, Dataset, ImageDataset, Split
from deepdesk.data.description import DatasetDescription
from deepdesk.data.preprocessing import ImagePreprocessing
from deepdesk.inference import scoring

PREPROCESSING = ImagePreprocessing(height=4, width=4, channels=1, polarity="light_on_dark")


@pytest.fixture
def dataset() -> Dataset:
    """Twelve images whose brightness tells their class: a 30, b 90, c 210."""
    labels = np.array([0, 1, 2] * 4)
    images = np.repeat(np.array([30, 90, 210], np.uint8)[labels], 16).reshape(12, 4, 4, 1)
    return ImageDataset(
        description=DatasetDescription(source="x"),
        report=DataReport(kind="images", name="x", samples=12, classes={"a": 4, "b": 4, "c": 4}, shape=(4, 4, 1)),
        preprocessing=PREPROCESSING,
        classes=("a", "b", "c"),
        images=images,
        labels=labels,
        split=Split(train=np.arange(6), validation=np.arange(6, 9), test=np.arange(9, 12)),
        fingerprint="f",
    )


def network(classes: str) -> Callable[..., Any]:
    """Answers by brightness, in the numbering of ``classes``."""

    def evaluate(inputs: np.ndarray, labels: np.ndarray) -> tuple[float, int, np.ndarray]:
        names = ["a" if value < 0.2 else "b" if value < 0.6 else "c" for value in inputs[:, 0, 0, 0]]
        predicted = np.array([classes.index(name) for name in names])
        return float(len(labels)), int((predicted == labels).sum()), predicted

    return evaluate


def run(dataset: Dataset, part: Any, classes: str = "abc") -> Any:
    steps: list[tuple[int, int]] = []
    found = scoring.score(
        network(classes), dataset, part, tuple(classes), lambda done, total: steps.append((done, total))
    )
    assert steps[-1] == (found.samples, found.samples)
    return found


@pytest.mark.parametrize("classes", ["abc", "cab", "zbcxa"])
def test_classes_are_matched_by_name(dataset: Dataset, classes: str) -> None:
    found = run(dataset, "all", classes)
    assert (found.accuracy, found.samples, found.classes) == (1.0, 12, tuple(classes))
    assert found.per_class["b"]["samples"] == 4


def test_a_class_that_the_model_does_not_know_is_told(dataset: Dataset) -> None:
    with pytest.raises(DataError) as caught:
        scoring.score(network("ab"), dataset, "all", ("a", "b"), lambda *_: None)
    assert caught.value.code == "inference.unknown_classes"
    assert caught.value.params["unknown"] == "c"


def test_only_classes_of_the_part_matter(dataset: Dataset) -> None:
    changed = dataset.__class__(**{**vars(dataset), "classes": ("a", "b", "c", "nobody")})
    assert run(changed, "all").accuracy == 1.0


def test_parts(dataset: Dataset) -> None:
    assert (run(dataset, "validation").samples, run(dataset, "train").samples) == (3, 6)
    assert run(dataset, None).part == "all"
    report = msgspec.structs.replace(dataset.report, parts={"test": 3})
    assert run(dataset.__class__(**{**vars(dataset), "report": report}), None).part == "test"


def test_of_the_data_of_the_training_what_was_held_out_is_scored(dataset: Dataset) -> None:
    assert scoring.chosen_part(dataset, None, trained_on=True) == "test"
    assert scoring.chosen_part(dataset, "all", trained_on=True) == "all"
    none = np.arange(0)
    no_test = Split(train=np.arange(9), validation=np.arange(9, 12), test=none)
    changed = dataset.__class__(**{**vars(dataset), "split": no_test})
    assert scoring.chosen_part(changed, None, trained_on=True) == "validation"
    nothing = Split(train=np.arange(12), validation=none, test=none)
    changed = dataset.__class__(**{**vars(dataset), "split": nothing})
    assert scoring.chosen_part(changed, None, trained_on=True) == "all"


def test_an_empty_part_is_told(dataset: Dataset) -> None:
    split = Split(train=np.arange(12), validation=np.arange(0), test=np.arange(0))
    with pytest.raises(DataError, match="empty_part"):
        run(dataset.__class__(**{**vars(dataset), "split": split}), "test")
