"""Both ways of the Keras engine's LSTM are one function with one gradient."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from deepdesk.backends.installed import installed


def test_the_two_ways_agree() -> None:
    if not installed("tensorflow"):
        pytest.skip("tensorflow is not installed")
    here = Path(__file__).resolve()
    variables = {**os.environ, "PYTHONPATH": str(here.parents[3]), "TF_CPP_MIN_LOG_LEVEL": "3"}
    done = subprocess.run(
        [sys.executable, str(here.parent / "lstm_child.py")], env=variables, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr[-4000:]
    apart = json.loads(done.stdout.splitlines()[-1])
    assert len(apart) == 4
    assert max(apart) < 1e-5
