"""Figures of merit, against scikit-learn and by hand."""

from __future__ import annotations

import math
import warnings

import numpy as np
import pytest
from sklearn.metrics import classification_report, confusion_matrix

from deepdesk.inference import metrics

NAMES = ("a", "b", "c", "d")


@pytest.fixture
def labels() -> tuple[np.ndarray, np.ndarray]:
    draws = np.random.default_rng(3)
    return draws.integers(0, 3, 200), draws.integers(0, 4, 200)


def test_figures_agree_with_scikit_learn(labels: tuple[np.ndarray, np.ndarray]) -> None:
    truth, predicted = labels
    counts = metrics.confusion_counts(truth, predicted, 4)
    assert np.array_equal(counts, confusion_matrix(truth, predicted, labels=range(4)))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        wanted = classification_report(truth, predicted, labels=range(4), target_names=NAMES, output_dict=True)
    for name, figures in metrics.figures_per_class(counts, NAMES).items():
        assert figures["precision"] == pytest.approx(wanted[name]["precision"])
        assert figures["recall"] == pytest.approx(wanted[name]["recall"])
        assert figures["f1"] == pytest.approx(wanted[name]["f1-score"])
        assert figures["samples"] == wanted[name]["support"]


def test_softmax_of_large_scores() -> None:
    assert metrics.softmax(np.array([[1e30, 0.0], [-1e30, 0.0]], np.float32)).tolist() == [[1, 0], [0, 1]]
    assert np.isnan(metrics.softmax(np.array([[math.nan, 0.0]]))).all()
    assert np.isnan(metrics.softmax(np.array([[math.inf, 0.0]]))).any()


def test_summary() -> None:
    found = metrics.summarise("test", NAMES, np.diag([1, 2, 3, 0]), 3.0)
    assert (found.samples, found.accuracy, found.loss) == (6, 1.0, 0.5)
    assert found.confusion[2] == (0, 0, 3, 0)
    assert found.per_class["d"] == {"precision": 0.0, "recall": 0.0, "f1": 0.0, "samples": 0}


def test_a_loss_that_is_no_number_is_none() -> None:
    assert metrics.summarise("all", NAMES, np.diag([1, 0, 0, 0]), math.nan).loss is None
    assert metrics.summarise("all", NAMES, np.zeros((4, 4), np.int64), 0.0).loss is None
