"""Wrong labels are found among samples that a model judges well, and honest ones are left in peace."""

from __future__ import annotations

import numpy as np

from deepdesk.data.edits import LeaveOut, Relabel
from deepdesk.inference.suspects import finding_of, suspects


def judged(truth: np.ndarray, classes: int, seed: int = 0) -> np.ndarray:
    """Probabilities of a model that is nearly always right."""
    random = np.random.default_rng(seed)
    scores = random.normal(0, 1, (len(truth), classes))
    scores[np.arange(len(truth)), truth] += 6
    powers = np.exp(scores)
    return powers / powers.sum(axis=1, keepdims=True)


def test_most_of_the_wrong_labels_come_first() -> None:
    random = np.random.default_rng(1)
    truth = random.integers(0, 5, 1000)
    labels = truth.copy()
    wrong = random.choice(1000, 50, replace=False)
    labels[wrong] = (labels[wrong] + 1) % 5
    found = suspects(judged(truth, 5), labels, np.arange(1000) + 7)
    first = {one.sample - 7 for one in found[:50]}
    assert len(first & set(wrong.tolist())) >= 45
    assert all(one.likely == truth[one.sample - 7] for one in found[:30])
    assert all(one.likely_probability > one.label_probability for one in found)


def test_true_labels_of_a_sure_model_are_not_doubted() -> None:
    truth = np.repeat([0, 1, 2], 20)
    assert suspects(np.eye(3)[truth] * 0.97 + 0.01, truth, np.arange(60)) == ()


def test_a_class_that_nobody_has_is_never_likely() -> None:
    labels = np.zeros(4, dtype=np.int64)
    shares = np.array([[0.2, 0.8]] * 4)
    assert suspects(shares, labels, np.arange(4)) == ()


def test_no_samples_have_no_suspects() -> None:
    empty = np.zeros(0, dtype=np.int64)
    assert suspects(np.zeros((0, 2)), empty, empty) == ()
    assert finding_of((), 0, (), (), held_out=True).code == "data.health.no_suspects"


def test_the_finding_relabels_by_class() -> None:
    labels = np.array([0, 0, 0, 1, 1, 1])
    shares = np.array([[0.9, 0.1], [0.9, 0.1], [0.05, 0.95], [0.1, 0.9], [0.2, 0.8], [0.99, 0.01]])
    names = tuple("abcdef")
    finding = finding_of(suspects(shares, labels, np.arange(6)), 6, names, ("cat", "dog"), held_out=True)
    assert finding.samples == (("f", "c"),)
    assert finding.actions[0].steps == (LeaveOut(samples=("f", "c")),)
    assert finding.actions[1].steps == (Relabel(samples=("f",), label="cat"), Relabel(samples=("c",), label="dog"))
