"""GunPoint and BasicMotions from the command line, in either framework, and the gestures that come along."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
DATA = Path(os.environ.get("DEEPDESK_TEST_DATA", ROOT.parent / "shared" / "data")) / "sequence-ucr"
VARIED = (
    *("--set", "augmentation.noise=0.05"),
    *("--set", "augmentation.scale=0.1"),
    *("--set", "augmentation.shift=0.05"),
)
TIMEOUT_S = 900.0


def deepdesk(*arguments: str) -> dict[str, Any]:
    """The last line of a command as JSON."""
    command = [sys.executable, "-m", "deepdesk", *arguments, "--json"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=TIMEOUT_S, check=False)
    assert done.returncode == 0, done.stdout[-1000:] + done.stderr[-1000:]
    last: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return last


def trained(tmp_path: Path, data: str, framework: str, *arguments: str) -> tuple[str, dict[str, Any]]:
    """The model file of a run, and its figures on the test part."""
    out = str(tmp_path / framework)
    common = ("--data", data, "--framework", framework, "--batch-size", "16", "--threads", "1", "--out", out)
    model = str(deepdesk("train", *common, *arguments)["model"])
    return model, deepdesk("evaluate", model, "--data", data)


@pytest.mark.long
@pytest.mark.parametrize("framework", ["torch", "tensorflow"])
@pytest.mark.parametrize(("name", "count", "epochs"), [("GunPoint", 150, 200), ("BasicMotions", 40, 100)])
def test_the_archive_is_told_apart(tmp_path: Path, name: str, count: int, epochs: int, framework: str) -> None:
    source = DATA / name
    if not source.is_dir():
        pytest.skip("the data are not here")
    model, figures = trained(tmp_path, str(source), framework, "--model", "cnn-1d", "--epochs", str(epochs), *VARIED)
    assert figures["samples"] == count
    assert figures["accuracy"] >= 0.95
    answer = deepdesk("predict", model, str(source / f"{name}_TEST.ts"))
    assert answer["label"] in figures["classes"]


@pytest.mark.long
@pytest.mark.parametrize("framework", ["torch", "tensorflow"])
def test_the_gestures_of_people_that_were_never_met(tmp_path: Path, framework: str) -> None:
    data = "sample:gestures"
    by_person = ("--set", "split.group_by=person", "--epochs", "30")
    _, figures = trained(tmp_path, data, framework, "--model", "cnn-1d", *by_person)
    assert figures["accuracy"] >= 0.9
