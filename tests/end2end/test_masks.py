"""Images with masks from the command line: train, judge, answer; real ones where they are at hand."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from deepdesk.backends.installed import installed
from deepdesk.core.places import resources
from deepdesk.inference.model_file import read_meta

SECONDS = 900.0
FRAMEWORKS = ("torch", "tensorflow")


def deepdesk(*arguments: str) -> str:
    """What the command writes; it must end well."""
    variables = {**os.environ, "OMP_NUM_THREADS": "1"}
    command = [sys.executable, "-m", "deepdesk", *arguments]
    done = subprocess.run(
        command, capture_output=True, text=True, encoding="utf-8", env=variables, timeout=SECONDS, check=False
    )
    assert (done.returncode, done.stderr) == (0, ""), done.stderr
    return done.stdout


def trained(data: str, out: Path, framework: str, epochs: int, batch: int, *settings: str) -> dict[str, Any]:
    """The figures of the test part, as the model file keeps them, after they were scored anew."""
    if not installed(framework):
        pytest.skip(f"{framework} is not installed")
    chosen = [part for setting in settings for part in ("--set", setting)]
    options = ["--framework", framework, "--epochs", str(epochs), "--batch-size", str(batch), "--out", str(out)]
    deepdesk("train", "--data", data, "--model", "u-net", *chosen, *options)
    model = out / "model.ddm"
    kept = read_meta(model).metrics["test"]
    told = json.loads(deepdesk("evaluate", str(model), "--data", data, *chosen, "--part", "test", "--json"))
    assert told["mean_iou"] == pytest.approx(kept["mean_iou"], abs=1e-6)
    assert told["dice"] == pytest.approx(kept["dice"], abs=1e-6)
    return told


@pytest.mark.long
@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_shapes(tmp_path: Path, framework: str) -> None:
    found = trained("sample:shapes", tmp_path / "run", framework, 20, 4)
    assert found["mean_iou"] > 0.65
    picture = resources() / "samples" / "shapes" / "images" / "00.jpg"
    copied = tmp_path / "形状 é.jpg"
    shutil.copyfile(picture, copied)
    (line,) = deepdesk("predict", str(tmp_path / "run" / "model.ddm"), str(copied), "--json").splitlines()
    shares = json.loads(line)["shares"]
    assert sum(shares.values()) == pytest.approx(1.0)
    assert set(shares) == {"ground", "disc", "square", "triangle"}


@pytest.mark.long
@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_membranes(tmp_path: Path, shared_data: Path, framework: str) -> None:
    found = trained(str(shared_data / "segmentation-membrane"), tmp_path / "run", framework, 30, 4)
    assert found["samples"] == 2
    assert found["mean_iou"] > 0.6
    assert found["dice"] > 0.75


@pytest.mark.long
@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_camvid(tmp_path: Path, shared_data: Path, framework: str) -> None:
    settings = ("segmentation.ignored=[11]", "size=96x128", "augmentation.flip_horizontal=true")
    found = trained(str(shared_data / "segmentation-camvid"), tmp_path / "run", framework, 30, 4, *settings)
    assert found["samples"] == 6
    assert found["mean_iou"] > 0.2
    assert found["accuracy"] > 0.6
    assert len(found["classes"]) == 11


def test_a_wrong_folder_gets_one_sentence(tmp_path: Path) -> None:
    for name in ("images", "masks"):
        (tmp_path / name).mkdir()
        noise = np.random.default_rng(1).integers(0, 255, (32, 32, 3), dtype=np.uint8)
        Image.fromarray(noise).save(tmp_path / name / "a.png")
    command = [sys.executable, "-m", "deepdesk", "data", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 2
    assert "as photos do" in done.stderr
    assert "Traceback" not in done.stderr
