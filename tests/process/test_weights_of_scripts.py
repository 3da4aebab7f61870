"""A script and its file of weights, both from elsewhere, give the answers of the original program in both engines."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from deepdesk.backends.installed import installed
from deepdesk.model.code.reading import read_code
from deepdesk.model.description import save_model
from deepdesk.process.children import Children
from deepdesk.process.weights import map_weights
from tests.process.weights_of_scripts import SCRIPTS, script

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = {"torch": "torch", "keras": "tensorflow"}
GRUS = ("gru", "gru_after_convolution")
FORMATS = {
    "torch": ("plain.pth", "checkpoint.pt", "plain.safetensors"),
    "keras": ("plain.weights.h5", "whole.h5", "whole.keras"),
}


def python(what: str, framework: str, folder: Path) -> None:
    quiet = {"OMP_NUM_THREADS": "1", "TF_CPP_MIN_LOG_LEVEL": "3", "TF_NUM_INTRAOP_THREADS": "1"}
    environment = {
        **os.environ,
        **quiet,
        "PYTHONPATH": str(ROOT),
        "KERAS_HOME": str(folder),
        "KERAS_BACKEND": "tensorflow",
    }
    command = [sys.executable, str(ROOT / "tests/process/weights_of_scripts.py"), what, framework, str(folder)]
    ran = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    assert ran.returncode == 0, ran.stderr[-3000:]


@pytest.mark.long
@pytest.mark.timeout(600)
@pytest.mark.parametrize("framework", ["torch", "keras"])
def test_script_and_weights_answer_as_the_original(framework: str, children: Children, tmp_path: Path) -> None:
    for package in PACKAGE.values():
        if not installed(package):
            pytest.skip(f"{package} is not installed")
    python("original", framework, tmp_path)
    left: dict[str, object] = {}
    for name in SCRIPTS[framework]:
        inputs = np.load(tmp_path / f"{name}.npz")["inputs"].astype(np.float32)
        if framework == "torch" and inputs.ndim == 4:
            inputs = inputs.transpose(0, 2, 3, 1)
        elif name == "gru_after_convolution":
            inputs = inputs.transpose(0, 2, 1)
        reading = read_code(script(framework, name), name=f"{name}.py", input_shape=inputs.shape[1:])
        assert reading.model is not None, name
        save_model(tmp_path / f"{name}.model.json", reading.model)
        np.save(tmp_path / f"{name}.inputs.npy", inputs)
        for form in FORMATS[framework]:
            out = tmp_path / f"{name}.{form}.ours"
            mapped = map_weights(children, tmp_path / f"{name}.{form}", reading.model, out=out)
            # A GRU of theirs has a second bias that ours lacks; that is said, and only its answers may differ.
            assert bool(mapped.inexact) is (name in GRUS), name
            mapping = mapped.mapping
            assert mapping is not None
            missing = [row.target for row in mapping.rows if row.source is None]
            if missing or mapping.unused:
                left[f"{name}.{form}"] = (missing, mapping.unused)
    assert not left
    wrong = {}
    for engine in ("torch", "tensorflow"):
        python("ours", engine, tmp_path)
        for name in SCRIPTS[framework]:
            answer = np.load(tmp_path / f"{name}.npz")["answer"]
            if framework == "torch" and answer.ndim == 4:
                answer = answer.transpose(0, 2, 3, 1)
            for form in FORMATS[framework]:
                found = np.load(tmp_path / f"{name}.{form}.ours.{engine}.npy")
                apart = float(np.abs(found - answer).max()) if found.shape == answer.shape else f"{found.shape}"
                if name not in GRUS and (isinstance(apart, str) or not apart <= 1e-4):
                    wrong[f"{engine} {name}.{form}"] = apart
    assert not wrong
