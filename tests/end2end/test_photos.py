"""Photos of cats and dogs, learnt from the start with augmentation, from the command line."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from deepdesk.backends.installed import installed

pytestmark = [pytest.mark.long, pytest.mark.timeout(1800)]

LEAST = 0.75
USUAL = ("flip_horizontal=true", "rotate=15", "zoom=0.15", "shift=0.1", "brightness=0.2", "contrast=0.2")


def last_line(*arguments: str) -> dict[str, float]:
    done = subprocess.run(
        [sys.executable, "-m", "deepdesk", *arguments, "--json"], capture_output=True, text=True, encoding="utf-8"
    )
    assert done.returncode == 0, done.stderr[-4000:]
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


@pytest.mark.parametrize("framework", ["torch", "tensorflow"])
def test_a_small_cnn_tells_cats_from_dogs(tmp_path: Path, shared_data: Path, framework: str) -> None:
    photos = shared_data / "cats-vs-dogs-160px"
    if not photos.is_dir() or not installed(framework):
        pytest.skip(f"needs {photos} and {framework}")
    sets = [part for text in ("size=80", *(f"augmentation.{one}" for one in USUAL)) for part in ("--set", text)]
    out = tmp_path / "run"
    how = ("--model", "photo-cnn", "--framework", framework, "--epochs", "30", "--batch-size", "32", "--out", str(out))
    last_line("train", "--data", str(photos), *sets, *how)
    score = last_line("evaluate", str(out / "model.ddm"), "--data", str(photos))
    assert score["samples"] == 400
    assert score["accuracy"] >= LEAST
