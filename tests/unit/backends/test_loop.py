"""The training loop: events, endings, figures. The network is a real one, in a child."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from deepdesk.backends.installed import installed
from deepdesk.core.catalogue import codes

CASES: dict[str, dict[str, Any]] = {
    "whole": {},
    "small last batch": {"train": {"batch_size": 32, "epochs": 1}},
    "no validation": {"data": {"train": 40, "validation": 0}},
    "stopped": {"stop_at": 2},
    "stopped in validation": {"stop_at": 4},
    "stopped at once": {"stop_at": 1},
    "not finite": {"train": {"learning_rate": 1e38, "epochs": 20}},
    "long": {"train": {"epochs": 30}},
    "wrong size": {"data": {"side": 5}},
    "few units": {"units": 1},
    "nothing": {"data": {"train": 0}},
    "mean_squared_error": {"values": "values", "loss": "mean_squared_error", "train": {"learning_rate": 0.1}},
    "mean_absolute_error": {"values": "values", "loss": "mean_absolute_error", "train": {"learning_rate": 0.1}},
    "labels of steps": {"values": "labels of steps", "train": {"learning_rate": 0.5, "epochs": 5}},
    "classes for values": {"loss": "mean_squared_error"},
    "values for classes": {"values": "values"},
}


@pytest.fixture(scope="module")
def told() -> dict[str, Any]:
    """What came of each case."""
    if not installed("torch"):
        pytest.skip("torch is not installed")
    here = Path(__file__).resolve()
    variables = {**os.environ, "PYTHONPATH": str(here.parents[3]), "OMP_NUM_THREADS": "1"}
    done = subprocess.run(
        [sys.executable, str(here.parent / "loop_child.py"), json.dumps(CASES)],
        env=variables,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr[-4000:]
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def kinds(case: dict[str, Any]) -> list[str]:
    found = [event["event"] for event in case["events"]]
    return [kind for number, kind in enumerate(found) if kind != "batches" or found[number - 1] != "batches"]


def losses(case: dict[str, Any]) -> list[float | None]:
    return [loss for event in case["events"] if event["event"] == "batches" for loss in event["losses"]]


def test_a_run_tells_its_start_its_batches_and_its_epochs(told: dict[str, Any]) -> None:
    whole = told["whole"]
    assert kinds(whole) == ["started", "batches", "epoch", "batches", "epoch"]
    assert (whole["status"], whole["code"], whole["epochs"]) == ("finished", "training.finished", 2)
    started = whole["events"][0]
    assert started["steps_per_epoch"] == 3
    assert started["samples"] == {"train": 40, "validation": 6, "test": 4}
    assert started["parameters"] == 34
    assert started["threads"] == 1 and started["device"] == "cpu"
    assert len(losses(whole)) == 6
    assert whole["beats"] >= 4


def test_steps_are_counted_without_a_gap(told: dict[str, Any]) -> None:
    expected = 0
    for event in told["long"]["events"]:
        if event["event"] == "batches":
            assert event["first_step"] == expected
            expected += len(event["losses"])
    assert expected == 90
    assert told["long"]["samples_per_second"] > 0


def test_an_epoch_ends_with_a_checkpoint(told: dict[str, Any]) -> None:
    positions = told["whole"]["positions"]
    assert [(p["epoch"], p["batch"], p["step"]) for p in positions] == [(1, 0, 3), (2, 0, 6)]


def test_the_epochs_loss_weighs_batches_by_their_samples(told: dict[str, Any]) -> None:
    case = told["small last batch"]
    first, last = losses(case)
    assert first is not None and last is not None
    epoch = case["events"][-1]
    assert epoch["loss"] == pytest.approx((32 * first + 8 * last) / 40)
    assert 0 <= epoch["accuracy"] <= 1


def test_validation_is_as_evaluated(told: dict[str, Any]) -> None:
    case = told["whole"]
    loss, right, _ = case["evaluated"]
    assert case["events"][-1]["val_loss"] == pytest.approx(loss / 6)
    assert case["events"][-1]["val_accuracy"] == pytest.approx(right / 6)


def test_without_a_validation_part_there_are_no_figures_of_it(told: dict[str, Any]) -> None:
    epoch = told["no validation"]["events"][-1]
    assert epoch["val_loss"] is None and epoch["val_accuracy"] is None


@pytest.mark.parametrize(
    ("name", "epoch", "batch", "step"),
    [("stopped", 0, 1, 1), ("stopped in validation", 0, 3, 3), ("stopped at once", 0, 0, 0)],
)
def test_a_stop_ends_after_the_batch_and_keeps_a_checkpoint(
    told: dict[str, Any], name: str, epoch: int, batch: int, step: int
) -> None:
    case = told[name]
    assert (case["status"], case["code"]) == ("stopped", "training.stopped")
    assert [(p["epoch"], p["batch"], p["step"]) for p in case["positions"]] == [(epoch, batch, step)]
    assert case["as_at_the_start"] == (step == 0)
    assert not any(event["event"] == "epoch" for event in case["events"])


def test_a_loss_that_is_no_number_ends_the_run_with_good_weights(told: dict[str, Any]) -> None:
    case = told["not finite"]
    assert (case["status"], case["code"]) == ("failed", "training.loss_not_finite")
    assert case["finite"]
    assert losses(case)[-1] is None or None in losses(case)
    assert case["params"]["suggested"] == pytest.approx(1e37)
    assert {"training.loss_not_finite", "training.loss_not_finite.advice"} <= codes()


def test_what_does_not_fit_is_said_before_the_first_step(told: dict[str, Any]) -> None:
    assert told["wrong size"] == {
        "error": "backends.input_shape",
        "params": {"expected": "4×4×1", "found": "5×5×1"},
    }
    assert told["few units"] == {"error": "backends.too_few_scores", "params": {"units": 1, "classes": 2}}
    assert told["nothing"]["error"] == "backends.no_samples"


@pytest.mark.parametrize("loss", ["mean_squared_error", "mean_absolute_error"])
def test_values_are_learnt_without_an_accuracy(told: dict[str, Any], loss: str) -> None:
    case = told[loss]
    assert kinds(case)[-1] == "epoch"
    first, last = (event for event in case["events"] if event["event"] == "epoch")
    assert first["accuracy"] is first["val_accuracy"] is last["accuracy"] is None
    assert last["loss"] < first["loss"] and last["val_loss"] < first["val_loss"]
    assert last["val_loss"] == pytest.approx(case["evaluated"][0] / 6)
    assert case["evaluated"][1:] == [0, []]


def test_the_accuracy_counts_every_place_that_has_a_label(told: dict[str, Any]) -> None:
    case = told["labels of steps"]
    loss, right, predicted = case["evaluated"]
    assert (len(predicted), len(predicted[0])) == (6, 2)
    epoch = case["events"][-1]
    assert epoch["val_accuracy"] == pytest.approx(right / 12)
    assert epoch["val_loss"] == pytest.approx(loss / 6)
    assert 0.5 < epoch["accuracy"] <= 1


def test_data_that_the_loss_cannot_judge_are_refused(told: dict[str, Any]) -> None:
    assert told["classes for values"]["error"] == "backends.needs_values"
    assert told["values for classes"]["error"] == "backends.needs_labels"
