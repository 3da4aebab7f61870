"""Random networks: shapes and counts are as predicted, and both engines answer alike."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest

from deepdesk.backends.installed import installed
from deepdesk.backends.plan import plan, reached
from deepdesk.model.description import ModelDescription
from deepdesk.model.kinds import KINDS
from deepdesk.model.shapes import infer
from tests.parity.networks import LAYERS, drawn

HERE = Path(__file__).resolve().parent
FRAMEWORKS = ("torch", "tensorflow")
TOLERANCE = 1e-4


def computed(models: list[ModelDescription], folder: Path) -> dict[str, dict[str, Any]]:
    """What each engine found, by ``<number>|<what>``."""
    for framework in FRAMEWORKS:
        if not installed(framework):
            pytest.skip(f"{framework} is not installed")
    described = folder / "networks.json"
    described.write_bytes(msgspec.json.encode(models))
    variables = {
        **os.environ,
        "PYTHONPATH": str(HERE.parent.parent),
        "OMP_NUM_THREADS": "1",
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "DEEPDESK_HOME": str(folder / "home"),
    }
    children = []
    for framework in FRAMEWORKS:
        out = folder / f"{framework}.npz"
        command = [sys.executable, str(HERE / "random_child.py"), framework, str(described), str(out)]
        with (folder / f"{framework}.log").open("w") as log:
            children.append(subprocess.Popen(command, env=variables, stdin=subprocess.DEVNULL, stderr=log))
    try:
        for framework, child in zip(FRAMEWORKS, children, strict=True):
            assert child.wait(1500) == 0, (folder / f"{framework}.log").read_text(errors="replace")[-4000:]
    finally:
        for child in children:
            child.kill()
            child.wait()
    return {framework: dict(np.load(folder / f"{framework}.npz")) for framework in FRAMEWORKS}


def faults_of(number: int, model: ModelDescription, found: dict[str, dict[str, Any]]) -> list[str]:
    """What is not as predicted, or not alike."""
    faults = []
    report, used = infer(model), reached(plan(model))
    leading = sum(layer.parameters for layer in report.layers if layer.id in used)
    scores = {}
    for framework in FRAMEWORKS:
        own = {what: found[framework].get(f"{number}|{what}") for what in ("error", "scores", "count", "held")}
        if own["error"] is not None:
            faults.append(f"{framework}: {own['error']}")
            continue
        scores[framework] = own["scores"]
        assert own["scores"] is not None
        if own["scores"].shape[1:] != report.output_shape:
            faults.append(f"{framework}: {own['scores'].shape[1:]} instead of {report.output_shape}")
        if own["count"] != report.parameters:
            faults.append(f"{framework}: {own['count']} parameters instead of {report.parameters}")
        held = leading if framework == "tensorflow" else report.parameters
        if own["held"] != held:
            faults.append(f"{framework}: holds {own['held']} numbers instead of {held}")
    if len(scores) == len(FRAMEWORKS):
        torch, keras = (scores[framework] for framework in FRAMEWORKS)
        apart = float(np.abs(torch - keras).max(initial=0)) if torch.shape == keras.shape else float("inf")
        # Numbers above 1 have fewer digits behind the point.
        if not apart <= TOLERANCE * max(1.0, float(np.abs(torch).max(initial=0))):
            faults.append(f"{apart:.1e} apart, of {np.abs(torch).max(initial=0):.1e}")
    return faults


def check(count: int, folder: Path) -> None:
    """All networks at once."""
    models = drawn(count)
    assert len(models) == count
    found = computed(models, folder)
    wrong = []
    for number, model in enumerate(models):
        if faults := faults_of(number, model, found):
            wrong.append("\n".join([*faults, msgspec.json.encode(model).decode()]))
    assert not wrong, f"{len(wrong)} of {count}:\n" + "\n\n".join(wrong[:20])


def test_random_networks_are_as_predicted_and_alike(tmp_path: Path) -> None:
    check(20, tmp_path)


@pytest.mark.long
@pytest.mark.timeout(1800)
def test_three_hundred_random_networks(tmp_path: Path) -> None:
    check(300, tmp_path)


@pytest.mark.long
def test_random_networks_have_all_kinds_and_lengths() -> None:
    models = drawn(300)
    assert {layer.kind for model in models for layer in model.layers} == set(KINDS)
    assert {len(model.layers) for model in models} >= set(range(2, LAYERS + 1))
    assert any(layer.inputs and len(layer.inputs) > 1 for model in models for layer in model.layers)
