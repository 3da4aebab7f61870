"""Gaps of a 5 ms heartbeat in the real window while it trains on MNIST, beside an idle control of the same length.

``python -m tests.benchmarks.heartbeat`` prints the figures. Each run is a window of its own in a process of its own,
with the Train tab in sight, so that every plot is painted.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from deepdesk.training.configuration import Framework
from tests.benchmarks import mnist
from tests.benchmarks.table import Figure, Section

BEAT_MS = 5
SECONDS = 12.0
P99_GOAL_MS = 10.0
LONGEST_GOAL_MS = 100.0
NETWORK = "article-cnn-repaired"
ROOT = Path(__file__).resolve().parents[2]


def one_run(framework: Framework, source: str, seconds: float = SECONDS) -> dict[str, float]:
    """p99 and longest gap in ms, idle (``idle_p99``, ``idle_longest``) and while training (``p99``, ``longest``)."""
    with tempfile.TemporaryDirectory() as home:
        environment = {**os.environ, "DEEPDESK_HOME": home, "PYTHONPATH": str(ROOT)}
        command = [sys.executable, "-m", "tests.benchmarks.heartbeat", framework, source, str(seconds)]
        ended = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=300, check=True)
    found: dict[str, float] = json.loads(ended.stdout.splitlines()[-1])
    return found


def measure(rounds: int = 5, seconds: float = SECONDS) -> Section:
    """Medians over the runs, for each framework."""
    source = mnist.source()
    assert source is not None
    figures: list[Figure] = []
    for framework, name in mnist.FRAMEWORKS.items():
        runs = [one_run(framework, source, seconds) for _ in range(rounds)]
        p99, longest, idle_p99, idle_longest = (
            statistics.median(run[key] for run in runs) for key in ("p99", "longest", "idle_p99", "idle_longest")
        )
        figures += [
            Figure(f"{name}, idle: p99", f"{idle_p99:.1f} ms"),
            Figure(f"{name}, training: p99", f"{p99:.1f} ms", f"≤ {P99_GOAL_MS:.0f} ms", p99 <= P99_GOAL_MS),
            Figure(f"{name}, idle: longest gap", f"{idle_longest:.0f} ms"),
            Figure(
                f"{name}, training: longest gap",
                f"{longest:.0f} ms",
                f"≤ {LONGEST_GOAL_MS:.0f} ms",
                longest <= LONGEST_GOAL_MS,
            ),
        ]
    method = (
        f"Gaps between beats of a {BEAT_MS} ms timer in the window while {mnist.NETWORKS[NETWORK]} trains on MNIST, "
        f"the Train tab in sight; {seconds:.0f} s each, medians of {rounds} runs; the idle control is the same window "
        "before the run."
    )
    return Section("Heartbeat of the window", method, tuple(figures))


def watch(framework: Framework, source: str, seconds: float) -> dict[str, float]:
    """One run in this process: opens the window, stays idle, trains, and gives the gaps."""
    # Only here: the process that gathers the figures needs no Qt.
    from tests.benchmarks.watched_window import WatchedWindow

    window = WatchedWindow(framework, source, NETWORK)
    try:
        idle = window.gaps(seconds)
        window.start()
        training = window.gaps(seconds)
    finally:
        window.close()
    return {
        "idle_p99": _p99(idle),
        "idle_longest": max(idle),
        "p99": _p99(training),
        "longest": max(training),
        "cpu_share": window.cpu_share,
    }


def _p99(gaps: list[float]) -> float:
    return statistics.quantiles(gaps, n=100)[-1]


def main() -> None:
    """Without arguments all figures; with ``FRAMEWORK SOURCE SECONDS`` one run as a JSON line (asked by one_run)."""
    if len(sys.argv) == 1:
        print(measure().text())
        return
    framework, source, seconds = sys.argv[1:4]
    assert framework in mnist.FRAMEWORKS
    print(json.dumps(watch(framework, source, float(seconds))))


if __name__ == "__main__":
    main()
