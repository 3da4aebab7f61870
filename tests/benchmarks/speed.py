"""Samples per second of our loop against hand-written ones, beside an open window, with the same number of threads."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from tests.benchmarks import throughput
from tests.benchmarks.table import Figure, Section

GOAL = 0.97
WINDOW = "from deepdesk import app; raise SystemExit(app.run(source='sample:digits'))"
NAMES = {"torch": "PyTorch, hand-written loop", "tensorflow": "Keras, fit", "cnn": "article's CNN", "lstm": "two LSTM"}


@contextmanager
def open_window() -> Iterator[None]:
    """DeepDesk's window stands open beside what is measured."""
    window = subprocess.Popen([sys.executable, "-c", WINDOW], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield
    finally:
        window.terminate()
        window.wait(30)


def measure() -> Section:
    """Ratios for both networks and both engines, with one thread (as in the window on two cores) and with all."""
    figures = []
    with open_window():
        for threads in sorted({1, os.cpu_count() or 1}):
            for name, found in throughput.ratios(threads=threads).items():
                framework, network = name.split("/")
                ratio = found["ratio"]
                label = f"{NAMES[network]}, {NAMES[framework]}, {threads} threads"
                value = f"{ratio:.2f} ({found['ours']:,.0f} to {found['theirs']:,.0f} a second)"
                figures.append(Figure(label, value, f"≥ {GOAL}", ratio >= GOAL))
    method = (
        f"Ours ÷ theirs, 28×28×1, batch {throughput.BATCH}, Adam, interleaved turns of "
        f"{throughput.SECONDS_A_TURN:.0f} s in one process for {throughput.SECONDS:.0f} s each; medians."
    )
    return Section("Throughput", method, tuple(figures))
