"""Both engines compute the whole table once a session, each in its own process."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from deepdesk.backends.installed import installed

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
FRAMEWORKS = ("torch", "tensorflow")
# Building in Keras takes most of the time; two processes halve it.
SHARES = {"torch": 1, "tensorflow": 2}
PATIENCE = 900


@dataclass(frozen=True)
class Found:
    """What each engine computed, by name, and its scores with the weights that the other one trained."""

    arrays: Mapping[str, Mapping[str, Any]]
    crossed: Mapping[str, Mapping[str, Any]]


def _start(framework: str, folder: Path, share: int) -> subprocess.Popen[str]:
    variables = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "OMP_NUM_THREADS": "1",
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "DEEPDESK_HOME": str(folder / "home"),
    }
    with (folder / f"{framework}.log").open("a") as log:
        return subprocess.Popen(
            [sys.executable, str(HERE / "engine_child.py"), framework, str(folder), str(share), str(SHARES[framework])],
            env=variables,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        )


def _log(folder: Path, framework: str) -> str:
    return (folder / f"{framework}.log").read_text(errors="replace")[-4000:]


def computed(folder: Path) -> Found:
    """What both engines find for the whole table, in processes of their own that work in ``folder``."""
    children = {(name, share): _start(name, folder, share) for name in FRAMEWORKS for share in range(SHARES[name])}
    first = {framework: children[framework, 0] for framework in FRAMEWORKS}
    try:
        for framework, child in first.items():
            assert child.stdout is not None
            assert "done" in child.stdout.read(5), _log(folder, framework)
        others = dict(zip(FRAMEWORKS, reversed(FRAMEWORKS), strict=True))
        for (framework, share), child in children.items():
            child.communicate("" if share else f"{folder / others[framework]}.npz\n", timeout=PATIENCE)
            assert child.returncode == 0, _log(folder, framework)
    finally:
        for child in children.values():
            child.kill()
            child.wait()
    crossed = {framework: dict(np.load(folder / f"crossed-{framework}.npz")) for framework in FRAMEWORKS}
    return Found({framework: _gathered(folder, framework) for framework in FRAMEWORKS}, crossed)


def _gathered(folder: Path, framework: str) -> dict[str, Any]:
    names = [framework, *(f"{framework}-{share}" for share in range(SHARES[framework]))]
    return {key: array for name in names for key, array in np.load(folder / f"{name}.npz").items()}


@pytest.fixture(scope="session")
def found(tmp_path_factory: pytest.TempPathFactory) -> Found:
    """The results of both engines."""
    for framework in FRAMEWORKS:
        if not installed(framework):
            pytest.skip(f"{framework} is not installed")
    return computed(tmp_path_factory.mktemp("parity"))
