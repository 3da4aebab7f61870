"""The estimate of training memory beside what a process really grows by, in both frameworks on the CPU.

Each network has a process of its own (Linux): a tiny network warms the framework up, then the largest resident size is
set back and a few steps are taken. ``python -m tests.benchmarks.memory`` prints the table.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import numpy as np

from tests.benchmarks.table import Figure, Section

ROOT = Path(__file__).resolve().parents[2]
FRAMEWORKS = {"torch": "PyTorch", "tensorflow": "TensorFlow"}
CASES: tuple[tuple[str, tuple[int, ...], int], ...] = (
    ("article-cnn-repaired", (28, 28, 1), 64),
    ("resnet-20", (32, 32, 3), 64),
    ("vgg-style", (64, 64, 3), 32),
    ("lstm-2", (28, 28, 1), 64),
    ("u-net", (128, 128, 3), 8),
)
CLASSES = 10
STEPS = 4
MEBIBYTE = 2**20
FACTOR = 2.0
"""How far the estimate may be off, up or down."""


def measure() -> Section:
    """A row for each network and framework: estimate ÷ measured."""
    figures = []
    for framework, framework_name in FRAMEWORKS.items():
        for name, shape, batch in CASES:
            grown, estimated = grown_and_estimated(framework, name, shape, batch)
            ratio = estimated / grown
            sizes = f"{estimated / MEBIBYTE:,.0f} to {grown / MEBIBYTE:,.0f} MiB"
            label = f"{name}, {'×'.join(map(str, shape))}, batch {batch}, {framework_name}"
            figures.append(Figure(label, f"{ratio:.2f} ({sizes})", "½ to 2", 1 / FACTOR <= ratio <= FACTOR))
    method = (
        f"Estimate from the description ÷ growth of the largest resident size over {STEPS} steps with Adam, one "
        "thread, after the framework has trained a tiny network; each in a process of its own."
    )
    return Section("Memory estimate", method, tuple(figures))


def grown_and_estimated(framework: str, name: str, shape: tuple[int, ...], batch: int) -> tuple[int, int]:
    """Bytes that a process grew by, and the estimate (raises CalledProcessError when the process fails)."""
    from deepdesk.model.memory import training_memory
    from deepdesk.model.presets import preset
    from deepdesk.model.shapes import infer
    from deepdesk.process.environment import environment

    asked = json.dumps([framework, name, shape, batch])
    variables = {**environment(threads=1), "OMP_NUM_THREADS": "1", "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "tests.benchmarks.memory", "--child", asked]
    done = subprocess.run(command, env=variables, cwd=ROOT, capture_output=True, text=True, check=True)
    report = infer(preset(name, shape, CLASSES))
    return int(done.stdout.splitlines()[-1]), training_memory(report, batch, "adam").total


def _status(name: str) -> int:
    """Bytes of a line of this process' status, such as ``VmHWM``, the largest resident size."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return 1024 * int(next(line for line in lines if line.startswith(name + ":")).split()[1])


def _grown(framework: str, name: str, shape: tuple[int, ...], batch: int) -> int:
    from deepdesk import backends

    engine = backends.load(framework)
    engine.prepare(device="cpu", threads=1, seed=0)
    _train(engine, "small-cnn", (28, 28, 1), 2)
    # 5 sets the largest resident size back to the present one (Linux, Documentation/filesystems/proc.rst).
    Path("/proc/self/clear_refs").write_text("5")
    before = _status("VmRSS")
    _train(engine, name, shape, batch)
    return _status("VmHWM") - before


def _train(engine: Any, name: str, shape: tuple[int, ...], batch: int) -> None:
    from deepdesk.model.initial import initial_weights
    from deepdesk.model.presets import PRESETS, preset
    from deepdesk.training.configuration import TrainingConfiguration

    model = preset(name, shape, CLASSES)
    trainer = engine.build(model, initial_weights(model, 0)).trainer(TrainingConfiguration(batch_size=batch))
    draws = np.random.default_rng(0)
    places = shape[:2] if PRESETS[name].task == "segmentation" else ()
    for _ in range(STEPS):
        inputs = draws.random((batch, *shape), dtype=np.float32)
        trainer.read([trainer.step(inputs, draws.integers(0, CLASSES, (batch, *places)))])


if __name__ == "__main__":
    if sys.argv[1:2] == ["--child"]:
        print(_grown(*json.loads(sys.argv[2])))
    else:
        with tempfile.TemporaryDirectory() as home:
            os.environ.setdefault("DEEPDESK_HOME", home)
            print(measure().text())
