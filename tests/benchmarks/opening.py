"""How long MNIST takes to open: from the four packed files, and again from the cache."""

from __future__ import annotations

import os
import statistics
import tempfile
import time
from pathlib import Path

from deepdesk.data.description import DatasetDescription
from deepdesk.process.asking import ask
from deepdesk.process.children import Children
from deepdesk.process.replies import DataOpened
from deepdesk.process.requests import OpenData, Role
from tests.benchmarks import mnist
from tests.benchmarks.table import Figure, Section


def _opened(children: Children) -> float:
    place = mnist.source()
    assert place is not None
    began = time.perf_counter()
    reply = ask(children, Role.DATA, OpenData(description=DatasetDescription(source=place)))
    assert isinstance(reply, DataOpened) and reply.report.samples == 70_000
    return time.perf_counter() - began


def measure(rounds: int = 5) -> Section:
    """Medians through a warm data child, as the window does it."""
    first, again = [], []
    before = os.environ.get("DEEPDESK_HOME")
    for _ in range(rounds):
        with tempfile.TemporaryDirectory() as home:
            os.environ["DEEPDESK_HOME"] = str(Path(home))
            children = Children()
            try:
                spare = children.take(Role.DATA)
                spare.wait_ready(60)
                children.give_back(spare)
                first.append(_opened(children))
                again.append(_opened(children))
            finally:
                children.close()
    if before is not None:
        os.environ["DEEPDESK_HOME"] = before
    seconds = statistics.median(first)
    return Section(
        "Opening MNIST",
        f"60,000 + 10,000 images from the four gzip files, through a data child; medians of {rounds}.",
        (
            Figure("first time", f"{seconds:.2f} s", "< 3 s", seconds < 3),
            Figure("from the cache", f"{statistics.median(again):.2f} s"),
        ),
    )
