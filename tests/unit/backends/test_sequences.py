"""Sequence layers in training: dropout, masks and exact resume, in each engine."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from deepdesk.backends.installed import installed


@pytest.fixture(scope="module", params=["torch", "tensorflow"])
def found(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Any:
    framework: str = request.param
    if not installed(framework):
        pytest.skip(f"{framework} is not installed")
    here = Path(__file__).resolve()
    variables = {
        **os.environ,
        "PYTHONPATH": str(here.parents[3]),
        "OMP_NUM_THREADS": "1",
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "DEEPDESK_HOME": str(tmp_path_factory.mktemp("home")),
    }
    done = subprocess.run(
        [sys.executable, str(here.parent / "sequences_child.py"), framework],
        env=variables,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr[-4000:]
    return json.loads(done.stdout.splitlines()[-1])


def test_dropout_falls_on_features_for_all_steps_alike(found: Any) -> None:
    assert len(found["dropped"]) == 4
    for shown in found["dropped"].values():
        assert shown["values"] == [0.0, round(1 / 0.75, 4)]
        assert shown["mean"] == pytest.approx(1.0, abs=0.06)
        assert shown["same_at_all_steps"] and shown["samples_differ"] and shown["directions_differ"]


def test_a_run_in_two_parts_ends_as_in_one(found: Any) -> None:
    resumed = found["resumed"]
    assert resumed["equal"]
    assert resumed["moved"] == resumed["all"]


def test_weights_come_back_as_they_were_put_in(found: Any) -> None:
    assert found["written"]


def test_masked_steps_are_as_if_they_were_not_there(found: Any) -> None:
    assert found["skipped"] < 1e-6


def test_keras_own_layers_give_the_same(found: Any) -> None:
    if "own" in found:
        assert len(found["own"]) == 18
        assert {name: apart for name, apart in found["own"].items() if not apart < 1e-5} == {}
