"""Mean IoU and Dice against figures worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest

from deepdesk.inference.mask_metrics import figures_per_class, pixel_confusion, summarise_masks

CLASSES = ("ground", "square", "rim")


def test_by_hand() -> None:
    truth = np.array([[0, 0, 1], [0, 1, 1], [-1, -1, 2]])
    predicted = np.array([[0, 1, 1], [0, 1, 0], [2, 0, 1]])
    confusion = pixel_confusion(truth, predicted, 3)
    assert confusion.tolist() == [[2, 1, 0], [1, 2, 0], [0, 1, 0]]
    figures = figures_per_class(confusion, CLASSES)
    assert figures["ground"] == {"iou": 2 / 4, "dice": 4 / 6, "precision": 2 / 3, "recall": 2 / 3, "pixels": 3}
    assert figures["square"] == {"iou": 2 / 5, "dice": 4 / 7, "precision": 2 / 4, "recall": 2 / 3, "pixels": 3}
    assert figures["rim"] == {"iou": 0.0, "dice": 0.0, "precision": 0.0, "recall": 0.0, "pixels": 1}
    found = summarise_masks("test", 1, CLASSES, confusion, 0.5)
    assert found.accuracy == 4 / 7
    assert found.mean_iou == pytest.approx((0.5 + 0.4 + 0.0) / 3)
    assert found.dice == pytest.approx((2 / 3 + 4 / 7 + 0.0) / 3)


def test_all_right_is_one_and_all_wrong_is_nothing() -> None:
    truth = np.array([0, 0, 1, 1])
    right = summarise_masks("test", 1, CLASSES[:2], pixel_confusion(truth, truth, 2), 0.0)
    assert (right.mean_iou, right.dice, right.accuracy) == (1.0, 1.0, 1.0)
    wrong = summarise_masks("test", 1, CLASSES[:2], pixel_confusion(truth, 1 - truth, 2), 0.0)
    assert (wrong.mean_iou, wrong.dice, wrong.accuracy) == (0.0, 0.0, 0.0)


def test_a_class_without_a_true_pixel_does_not_count_in_the_means() -> None:
    truth = np.array([0, 0, 1, 1])
    predicted = np.array([0, 2, 1, 1])
    found = summarise_masks("test", 1, CLASSES, pixel_confusion(truth, predicted, 3), None)
    assert found.mean_iou == pytest.approx((1 / 2 + 1.0) / 2)
    assert found.per_class["rim"]["pixels"] == 0
    assert found.loss is None


def test_nothing_but_ignored_pixels() -> None:
    confusion = pixel_confusion(np.full((4, 4), -1), np.zeros((4, 4), np.int64), 2)
    found = summarise_masks("test", 1, CLASSES[:2], confusion, None)
    assert (found.mean_iou, found.dice, found.accuracy) == (0.0, 0.0, 0.0)
