"""Real MNIST from the command line: what the networks reach, and that the window's commands see the same data."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from deepdesk.training.configuration import FRAMEWORKS, Framework

pytestmark = [pytest.mark.long, pytest.mark.timeout(1800)]
TO_REACH = {"article-cnn-repaired": 0.985, "lstm-2": 0.96}


def deepdesk(*arguments: str) -> list[dict[str, Any]]:
    """Runs the command line in a process of its own; every line of stdout is JSON."""
    command = [sys.executable, "-m", "deepdesk", *arguments, "--json"]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr
    return [json.loads(line) for line in ended.stdout.splitlines()]


def test_mnist_is_counted(shared_data: Path) -> None:
    (found,) = deepdesk("data", str(shared_data / "mnist"))
    assert found["samples"] == 70_000 and found["shape"] == [28, 28, 1]
    assert list(found["classes"].values()) == [6903, 7877, 6990, 7141, 6824, 6313, 6876, 7293, 6825, 6958]


@pytest.mark.parametrize("framework", FRAMEWORKS)
@pytest.mark.parametrize("network", TO_REACH)
def test_two_epochs_reach(shared_data: Path, tmp_path: Path, framework: Framework, network: str) -> None:
    run = tmp_path / "测试 é"
    mnist = str(shared_data / "mnist")
    lines = deepdesk(
        "train", "--data", mnist, "--model", network, "--framework", framework, "--epochs", "2", "--out", str(run)
    )
    assert lines[-1]["status"] == "finished"
    (score,) = deepdesk("evaluate", str(run / "model.ddm"), "--data", mnist)
    assert score["samples"] == 10_000 and score["part"] == "test"
    assert score["accuracy"] >= TO_REACH[network]
    with gzip.open(shared_data / "mnist" / "t10k-images-idx3-ubyte.gz") as stream:
        pixels = np.frombuffer(stream.read(16 + 784)[16:], np.uint8).reshape(28, 28)
    picture = tmp_path / "七.png"
    Image.fromarray(255 - pixels).resize((280, 280)).save(picture)
    (answer,) = deepdesk("predict", str(run / "model.ddm"), str(picture))
    assert answer["input"] == str(picture) and answer["label"] == "7"
