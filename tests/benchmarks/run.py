"""Measures everything that DeepDesk promises and writes ``docs/benchmarks.md``: ``make bench``.

``--only NAME …`` measures some sections anew, ``--skip NAME …`` all but some; the others stay as they were measured
last. ``--skip accuracy`` leaves out the longest, twelve whole trainings; interrupted, it goes on where it was.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from tests.benchmarks import (  # noqa: E402
    accuracy,
    checking,
    corpus,
    data_feeding,
    data_images,
    data_scores,
    data_window,
    drawing,
    first_batch,
    heartbeat,
    launch,
    memory,
    mnist,
    opening,
    parity,
    speed,
)
from tests.benchmarks.table import Section, write_page  # noqa: E402

COMMAND = "make bench"
PAGE = ROOT / "docs" / "benchmarks.md"
SECTIONS: dict[str, Callable[[], Section]] = {
    "checking": checking.measure,
    "corpus": corpus.measure,
    "launch": launch.measure,
    "opening": opening.measure,
    "first_batch": first_batch.measure,
    "preparing": data_images.measure_preparing,
    "large_folder": data_window.measure,
    "feeding": data_feeding.measure,
    "heartbeat": heartbeat.measure,
    "drawing": drawing.measure,
    "speed": speed.measure,
    "memory": memory.measure,
    "parity": parity.measure,
    "accuracy": accuracy.measure,
    "scores": data_scores.measure,
}
NEED_MNIST = ("opening", "first_batch", "heartbeat", "accuracy")


def main() -> int:
    """Measures what was asked for; gives the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", nargs="*", choices=list(SECTIONS), default=list(SECTIONS))
    parser.add_argument("--skip", nargs="*", choices=list(SECTIONS), default=[])
    asked = parser.parse_args()
    chosen = [name for name in asked.only if name not in asked.skip]
    with tempfile.TemporaryDirectory() as home:
        os.environ["DEEPDESK_HOME"] = home
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
        for name in chosen:
            if name in NEED_MNIST and mnist.source() is None:
                sys.stdout.write(f"{name}: skipped, no MNIST; set DEEPDESK_TEST_DATA to the folder that holds mnist/\n")
                continue
            if name == "scores" and data_scores.folder() is None:
                sys.stdout.write("scores: skipped, no real data; set DEEPDESK_TEST_DATA to their folder\n")
                continue
            began = time.perf_counter()
            section = SECTIONS[name]()
            sys.stdout.write(f"{section.text()}\n{name}: {time.perf_counter() - began:.0f} s\n\n")
            sys.stdout.flush()
            write_page(PAGE, [section], COMMAND)
    return 0


if __name__ == "__main__":
    sys.exit(main())
