"""Published networks answer as those who published them: Keras Applications' own, and torchvision's structure."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from deepdesk.backends.installed import installed

LARGEST = 1e-4
ROOT = Path(__file__).resolve().parents[2]


def told(script: str, folder: Path, extent: str) -> Any:
    variables = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "OMP_NUM_THREADS": "1",
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "DEEPDESK_HOME": str(folder / "home"),
    }
    command = [sys.executable, "-m", f"tests.parity.{script}", str(folder), extent]
    done = subprocess.run(command, env=variables, capture_output=True, text=True, cwd=ROOT)
    assert done.returncode == 0, done.stderr[-4000:]
    return json.loads(done.stdout.splitlines()[-1])


def check_all(folder: Path, extent: str) -> None:
    for framework in ("torch", "tensorflow"):
        if not installed(framework):
            pytest.skip(f"{framework} is not installed")
    (folder / "files").mkdir()
    keras, torch = (told(script, folder / "files", extent) for script in ("published_keras", "published_torch"))
    assert max(keras.pop("preprocessing").values()) <= 1e-5
    for name, found in keras.items():
        for layout in ("keras 2", "keras 3"):
            expected = {"network": "vgg16" if "vgg" in name else "mobilenet-v2", "top": "no top" not in name}
            assert expected.items() <= found[layout].items()
            assert found[layout]["distance"] <= LARGEST, (name, layout)
    assert keras["mobilenet"]["parameters"] == torch["mobilenet"]["parameters"] == 3_538_984
    assert len(torch["keras"]) == len(keras)
    assert max(torch["keras"].values()) <= LARGEST
    for found in (item for name, item in torch.items() if name != "keras"):
        assert (found["published"], found["top"]) == ("torchvision", True)
        assert found["distance"] <= LARGEST
    if extent == "whole":
        assert keras["vgg"]["parameters"] == torch["vgg"]["parameters"] == 138_357_544


def test_mobilenet_and_the_convolutions_of_vgg(tmp_path: Path) -> None:
    check_all(tmp_path, "small")


@pytest.mark.long
def test_all_at_their_full_size(tmp_path: Path) -> None:
    check_all(tmp_path, "whole")
