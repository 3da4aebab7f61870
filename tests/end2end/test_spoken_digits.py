"""Real spoken digits from the command line: split by recording and by speaker, image and sequence, both frameworks."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from deepdesk.training.configuration import FRAMEWORKS, Framework

pytestmark = [pytest.mark.long, pytest.mark.timeout(1800)]


def deepdesk(*arguments: str) -> list[dict[str, Any]]:
    """Runs the command line in a process of its own; every line of stdout is JSON."""
    command = [sys.executable, "-m", "deepdesk", *arguments, "--json"]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr
    return [json.loads(line) for line in ended.stdout.splitlines()]


def trained(digits: Path, run: Path, framework: Framework, network: str, *settings: str) -> float:
    """Test accuracy after 12 epochs."""
    choices = [part for setting in settings for part in ("--set", setting)]
    network_and_place = ("--model", network, "--framework", framework, "--epochs", "12", "--out", str(run))
    lines = deepdesk("train", "--data", str(digits), *network_and_place, *choices)
    assert lines[-1]["status"] == "finished"
    (score,) = deepdesk("evaluate", str(run / "model.ddm"), "--data", str(digits), *choices)
    assert score["part"] == "test"
    return float(score["accuracy"])


@pytest.fixture
def digits(shared_data: Path) -> Path:
    """The recordings, where they lie."""
    found = shared_data / "free-spoken-digits"
    if not found.exists():
        pytest.skip("the spoken digits are not there")
    return found


def test_the_pattern_and_the_counts(digits: Path) -> None:
    (found,) = deepdesk("data", str(digits))
    assert found["samples"] == 1800 and set(found["classes"].values()) == {180} and not found["bad_count"]
    assert found["details"]["pattern"] == "{label}_{speaker}_{n}"
    assert found["shape"] == [64, 71, 1]
    assert "data.audio.shared_field" in [finding["code"] for finding in found["findings"]]


@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_a_cnn_on_log_mel(digits: Path, tmp_path: Path, framework: Framework) -> None:
    run = tmp_path / "数字 é"
    assert trained(digits, run, framework, "lenet-5") >= 0.95
    recording = next(digits.rglob("7_theo_0.wav"))
    (answer,) = deepdesk("predict", str(run / "model.ddm"), str(recording))
    assert answer["label"] == "7"


@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_an_lstm_on_frames(digits: Path, tmp_path: Path, framework: Framework) -> None:
    assert trained(digits, tmp_path / "run", framework, "bi-lstm", "audio.layout=sequence") >= 0.93


@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_a_speaker_that_was_never_heard(digits: Path, tmp_path: Path, framework: Framework) -> None:
    """Far below the score by recording, which is why the split by speaker is offered."""
    assert 0.6 <= trained(digits, tmp_path / "run", framework, "lenet-5", "split.group_by=speaker") < 0.95
