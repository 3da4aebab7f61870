"""What the doctor repairs by its first offers can be trained, by either engine."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from tests.unit.model.corpus.judging import CORPUS

TRAINED_AT_LEAST = 0.90


@pytest.mark.long
@pytest.mark.parametrize("framework", ["torch", "tensorflow"])
def test_repaired_networks_train(framework: str) -> None:
    command = [sys.executable, "-m", "tests.unit.backends.corpus_child", framework]
    ended = subprocess.run(command, capture_output=True, text=True, check=True, timeout=1200)
    told = json.loads(ended.stdout.splitlines()[-1])
    assert told["failed"] == {}
    assert told["trained"] >= TRAINED_AT_LEAST * len(CORPUS)
