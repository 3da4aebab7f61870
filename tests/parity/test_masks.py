"""Ignored pixels, soft and weighted targets: the same losses, gradients and accuracy in both frameworks."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from deepdesk.backends.installed import installed
from tests.parity import mask_targets as table

ROOT = Path(__file__).resolve().parents[2]
FRAMEWORKS = ("torch", "tensorflow")
NAMES = tuple(table.targets())


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Mapping[str, Any]]:
    """What each engine computes, by ``<name>|<what>``."""
    if not all(map(installed, FRAMEWORKS)):
        pytest.skip("both frameworks are needed")
    folder = tmp_path_factory.mktemp("masks")
    variables = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "OMP_NUM_THREADS": "1",
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "DEEPDESK_HOME": str(folder / "home"),
    }
    loaded = {}
    for framework in FRAMEWORKS:
        path = folder / f"{framework}.npz"
        child = [sys.executable, "-m", "tests.parity.mask_child", framework, str(path)]
        subprocess.run(child, cwd=ROOT, env=variables, check=True, capture_output=True, timeout=240)
        loaded[framework] = dict(np.load(path))
    return loaded


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_losses_and_accuracy_are_those_of_the_definition(found: Any, framework: str, name: str) -> None:
    arrays = found[framework]
    loss, right = table.expected(arrays["scores"], table.targets()[name])
    for what in ("evaluated", "step"):
        told = arrays[f"{name}|{what}"]
        assert told[0] == pytest.approx(loss, rel=1e-5, abs=1e-6)
        assert told[1] == right


@pytest.mark.parametrize("name", NAMES)
def test_both_engines_learn_the_same(found: Any, name: str) -> None:
    first, second = (found[framework] for framework in FRAMEWORKS)
    gradients = [key for key in first if key.startswith(f"{name}|gradient ")]
    assert gradients
    for key in gradients:
        assert np.allclose(first[key], second[key], rtol=1e-4, atol=1e-6), key
    assert np.array_equal(first[f"{name}|predicted"], second[f"{name}|predicted"])


@pytest.mark.parametrize("name", ["all ignored", "no weight at all"])
def test_where_nothing_counts_nothing_is_learnt(found: Any, name: str) -> None:
    for arrays in found.values():
        assert all(not array.any() for key, array in arrays.items() if key.startswith(f"{name}|gradient "))


def test_labels_are_weights_of_one(found: Any) -> None:
    for arrays in found.values():
        assert np.allclose(arrays["some ignored|evaluated"], arrays["weights of one|evaluated"], rtol=1e-6)
