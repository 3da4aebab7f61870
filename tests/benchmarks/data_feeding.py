"""Training from the cache: as fast as from memory, and in flat memory however large the set.

``python -m tests.benchmarks.data_feeding`` prints the table. Each measurement has a process of its own.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from deepdesk.data import rows
from deepdesk.data.dataset import DataReport, ImageDataset, Split
from deepdesk.data.description import DatasetDescription
from deepdesk.data.preprocessing import ImagePreprocessing
from tests.benchmarks.table import Figure, Section

ROOT = Path(__file__).resolve().parents[2]
FRAMEWORKS = {"torch": "PyTorch", "tensorflow": "TensorFlow"}
SIDE = 64
SAMPLES = 4_096
BATCH = 64
TURNS = 9
SECONDS_A_TURN = 4.0
GOAL = 0.97
ROOM = 64 * 2**20
"""Bytes that a process may still take before the limit; the set is three times as large."""
FLAT = 16.0
"""Megabytes that a process may grow by while it trains."""


def measure() -> Section:
    """A few rows for each framework."""
    figures = []
    for framework, name in FRAMEWORKS.items():
        speed = _asked("speed", framework)
        value = f"{speed['ratio']:.3f} ({speed['cache']:,.0f} to {speed['memory']:,.0f} samples/s)"
        figures.append(Figure(f"{name}: from the cache to from memory", value, f">= {GOAL}", speed["ratio"] >= GOAL))
        flat = _asked("flat", framework)
        value = f"{flat['grown']:.0f} MB over {flat['steps']:.0f} steps"
        figures.append(Figure(f"{name}: growth with a set 3 x the limit", value, f"< {FLAT:.0f} MB", flat["ok"] > 0))
    method = (
        f"Speed: small-cnn on {SAMPLES:,} images of {SIDE}x{SIDE}x3 in batches of {BATCH}, the same loop on "
        f"a memory-mapped file and on an array in memory by turns, median of {TURNS} turns, one thread. Memory: the "
        f"process may take {ROOM // 2**20} MB more than 40 steps of lenet-5 took at most (RLIMIT_DATA, Linux) and "
        f"trains one pass over a set of {3 * ROOM // 2**20} MB; growth is that of its own pages (RssAnon, which the "
        "mapped file is not among) from the first 60 steps to the end."
    )
    return Section("Training from the cache", method, tuple(figures))


def _asked(what: str, framework: str) -> dict[str, float]:
    from deepdesk.process.environment import environment

    command = [sys.executable, "-m", "tests.benchmarks.data_feeding", what, framework]
    variables = {**environment(threads=1), "OMP_NUM_THREADS": "1", "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, env=variables, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def _dataset(images: Any) -> ImageDataset:
    count = len(images)
    nothing = np.zeros(0, dtype=np.int64)
    return ImageDataset(
        description=DatasetDescription(source="random"),
        report=DataReport(kind="images", name="random", samples=count, classes={}, shape=(SIDE, SIDE, 3)),
        preprocessing=ImagePreprocessing(height=SIDE, width=SIDE, channels=3),
        classes=("a", "b"),
        images=images,
        labels=np.arange(count, dtype=np.int64) % 2,
        split=Split(np.arange(count), nothing, nothing),
        fingerprint="",
    )


@dataclass
class _Reporter:
    """Ends a turn after a time or a number of steps, and keeps what the memory was."""

    end: float = float("inf")
    steps: int = 10**9
    taken: int = 0
    sizes: list[int] = field(default_factory=list)

    def emit(self, event: Any) -> None:
        """Nothing is shown."""

    def stop_asked(self) -> bool:
        """Before each step."""
        self.taken += 1
        if self.taken % 20 == 0:
            self.sizes.append(_status("RssAnon"))
        return time.perf_counter() >= self.end or self.taken > self.steps

    def checkpoint(self, network: Any, trainer: Any, position: Any) -> None:
        """Nothing is kept."""

    def beat(self) -> None:
        """Nobody listens."""


def _status(name: str) -> int:
    """Bytes of a line of this process' status."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return 1024 * int(next(line for line in lines if line.startswith(name + ":")).split()[1])


def _trained(framework: str, network: str = "small-cnn") -> Any:
    from deepdesk import backends
    from deepdesk.backends.base import Position
    from deepdesk.backends.loop import fit
    from deepdesk.model.initial import initial_weights
    from deepdesk.model.presets import preset
    from deepdesk.training.configuration import TrainingConfiguration

    model = preset(network, (SIDE, SIDE, 3), 2)
    engine = backends.load(framework)
    engine.prepare(device="cpu", threads=1, seed=0)
    built = engine.build(model, initial_weights(model, 0))
    configuration = TrainingConfiguration(batch_size=BATCH, epochs=1_000_000)
    trainer = built.trainer(configuration)

    def turn(dataset: ImageDataset, reporter: _Reporter) -> float:
        result = fit(built, dataset, configuration, reporter, trainer=trainer, position=Position())
        return result.samples_per_second or 0.0

    return turn


def _speed(framework: str) -> dict[str, float]:
    draws = np.random.default_rng(0)
    images = draws.integers(0, 256, (SAMPLES, SIDE, SIDE, 3), dtype=np.uint8)
    turn = _trained(framework)
    with tempfile.TemporaryDirectory() as place:
        np.save(Path(place) / "images.npy", images)
        cached, memory = _dataset(np.load(Path(place) / "images.npy", mmap_mode="r")), _dataset(images)
        pairs = []
        for number in range(TURNS + 1):
            speeds = {}
            for data in (cached, memory) if number % 2 else (memory, cached):
                speeds[data is cached] = turn(data, _Reporter(end=time.perf_counter() + SECONDS_A_TURN))
            pairs.append((speeds[True], speeds[False]))
    pairs = pairs[1:]
    return {
        "ratio": statistics.median(one / other for one, other in pairs),
        "cache": statistics.median(one for one, _ in pairs),
        "memory": statistics.median(other for _, other in pairs),
    }


def _most(work: Callable[[], object]) -> int:
    """The most bytes of data that this process had while it worked, looked at every millisecond."""
    sizes, ended = [_status("VmData")], threading.Event()

    def look() -> None:
        while not ended.wait(0.001):
            sizes.append(_status("VmData"))

    looking = threading.Thread(target=look)
    looking.start()
    work()
    ended.set()
    looking.join()
    return max(sizes)


def _flat(framework: str) -> dict[str, float]:
    import resource

    turn = _trained(framework, "lenet-5")
    size = SIDE * SIDE * 3
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "images.npy"
        count = 3 * ROOM // size
        rows.create(path, count, (SIDE, SIDE, 3))
        with path.open("r+b") as stream:
            stream.seek(rows.HEADER)
            block = np.random.default_rng(0).integers(0, 256, 1 << 24, dtype=np.uint8).tobytes()
            for start in range(0, count * size, len(block)):
                stream.write(block[: count * size - start])
        data = _dataset(np.load(path, mmap_mode="r"))
        limit = _most(lambda: turn(data, _Reporter(steps=40))) + ROOM
        resource.setrlimit(resource.RLIMIT_DATA, (limit, limit))
        reporter = _Reporter(steps=count // BATCH)
        turn(data, reporter)
    grown = (max(reporter.sizes) - max(reporter.sizes[:3])) / 2**20
    return {"grown": grown, "steps": reporter.taken - 1, "ok": float(grown < FLAT and reporter.taken > count // BATCH)}


if __name__ == "__main__":
    if sys.argv[1:2] and sys.argv[1] in {"speed", "flat"}:
        print(json.dumps((_speed if sys.argv[1] == "speed" else _flat)(sys.argv[2])))
    else:
        os.environ.setdefault("DEEPDESK_HOME", tempfile.mkdtemp())
        print(measure().text())
