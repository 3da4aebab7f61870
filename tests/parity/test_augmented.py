"""Varied, mixed and balanced samples: both engines are fed the same bytes and follow the same losses."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any

import numpy as np
import pytest

from deepdesk.backends.installed import installed
from tests.parity.conftest import FRAMEWORKS, ROOT

LOGITS = np.array([[1.0, -2.0, 0.5], [0.0, 3.0, -1.0]])


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What each framework says of its run."""
    found = {}
    folder = tmp_path_factory.mktemp("augmented")
    for framework in FRAMEWORKS:
        if not installed(framework):
            pytest.skip(f"{framework} is not installed")
        variables = {**os.environ, "OMP_NUM_THREADS": "1", "TF_CPP_MIN_LOG_LEVEL": "3", "DEEPDESK_HOME": str(folder)}
        done = subprocess.run(
            [sys.executable, "-m", "tests.parity.augmented_child", framework, str(folder)],
            env={**variables, "KERAS_BACKEND": "tensorflow", "KERAS_HOME": str(folder / "keras")},
            cwd=ROOT,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr[-4000:]
        found[framework] = json.loads(done.stdout)
    return found


def test_both_engines_are_fed_the_same_bytes(told: dict[str, Any]) -> None:
    first, second = (told[framework]["digests"] for framework in FRAMEWORKS)
    assert len(first) > 20 and len(set(first)) == len(first)
    assert first == second


def test_their_losses_agree(told: dict[str, Any]) -> None:
    first, second = (np.array(told[framework]["losses"]) for framework in FRAMEWORKS)
    assert np.allclose(first[:20], second[:20], rtol=2e-6)
    assert {told[framework]["status"] for framework in FRAMEWORKS} == {"finished"}


def test_accuracy_is_that_of_the_heaviest_class(told: dict[str, Any]) -> None:
    first, second = (told[framework]["accuracy"] for framework in FRAMEWORKS)
    assert 0.05 < first < 1 and abs(first - second) < 0.01


def test_the_loss_is_the_weighted_mean(told: dict[str, Any]) -> None:
    logs = LOGITS - np.log(np.exp(LOGITS).sum(axis=1, keepdims=True))
    expected = -(0.75 * logs[0, 0] + 0.5 * logs[0, 1] + 2.0 * logs[1, 2]) / 3.25
    for framework in FRAMEWORKS:
        loss, right = told[framework]["by_hand"]
        assert loss == pytest.approx(expected, rel=1e-6)
        # The third row is ignored: its highest score is right nowhere.
        assert right == 1
