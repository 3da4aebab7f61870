"""How well the doctor does on the corpus of broken networks."""

from __future__ import annotations

import json
import os
import subprocess
import sys

from tests.benchmarks.table import Figure, Section
from tests.unit.model.corpus.judging import CORPUS, judge

NAMES = {"torch": "PyTorch", "tensorflow": "TensorFlow"}


def _trained(framework: str) -> int:
    command = [sys.executable, "-m", "tests.unit.backends.corpus_child", framework]
    environment = {**os.environ, "OMP_NUM_THREADS": "1"}
    ended = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
    return int(json.loads(ended.stdout.splitlines()[-1])["trained"])


def measure() -> Section:
    """Located, repaired, and trained one step by either engine."""
    count, verdicts = len(CORPUS), [judge(case) for case in CORPUS]
    located = sum(verdict.located for verdict in verdicts)
    repaired = sum(verdict.repaired is not None for verdict in verdicts)
    rows = [("located at the right layer", located, 0.95), ("repaired by the first offers", repaired, 0.90)]
    rows += [(f"repaired and trained one step, {NAMES[name]}", _trained(name), 0.90) for name in NAMES]
    figures = tuple(
        Figure(name, f"{found} of {count}", f"≥ {share:.0%}", found >= share * count) for name, found, share in rows
    )
    method = f"{count} broken networks of all kinds (tests/unit/model/corpus), each with the layer at fault."
    return Section("The doctor on broken networks", method, figures)
