"""How fast images are prepared from their files.

``python -m tests.benchmarks.data_images`` prints the table. The files are made from noise, and from the photos of the
data folder where there is one.
"""

from __future__ import annotations

import os
import resource
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from tests.benchmarks.table import Figure, Section

ROOT = Path(__file__).resolve().parents[2]
SIDE = 96
ROUNDS = 5
GOAL = 1.7


def measure_preparing() -> Section:
    """Ours against one thread that a person would write, by turns, in this process."""
    figures = []
    with tempfile.TemporaryDirectory() as place:
        for name, files in _photo_sets(Path(place)).items():
            ours, theirs, cost = _raced(files, Path(place) / "cache")
            ratio = statistics.median(b / a for a, b in zip(ours, theirs, strict=True))
            value = f"{ratio:.2f} ({len(list(files.rglob('*.jpg'))):,} files, {statistics.median(ours):.1f} s)"
            figures.append(Figure(name, value, f">= {GOAL} on an idle machine with two cores", ratio >= GOAL))
            figures.append(Figure(f"{name}: processor time, theirs / ours", f"{cost:.2f}"))
    method = (
        f"Decoding and resizing to {SIDE}x{SIDE} by DeepDesk (scan, sizes, decoding in processes, digests, writing the "
        "cache) against one thread with Pillow (open, convert, resize, to an array), by turns; medians of "
        f"{ROUNDS}. The pixels are equal to the last bit."
    )
    return Section("Preparing images", method, tuple(figures))


def _photo_sets(place: Path) -> dict[str, Path]:
    found = {"photos of 1,600x1,200 made of noise": _noise(place / "large", 120, (1600, 1200))}
    found["photos of 500x375 made of noise"] = _noise(place / "middle", 1200, (500, 375))
    shared = os.environ.get("DEEPDESK_TEST_DATA", "")
    for name, folder in (("cats and dogs, 160 px", "cats-vs-dogs-160px"), ("cats and dogs", "cats-vs-dogs")):
        source = Path(shared) / folder
        if shared and source.is_dir():
            found[name] = _linked(source, place / folder, 4)
    return found


def _linked(source: Path, target: Path, times: int) -> Path:
    """Every photo several times, so that the start of the processes weighs what it weighs in a large set."""
    for number in range(times):
        for path in sorted(source.rglob("*.jpg")):
            place = target / path.parent.name / f"{number}-{path.parent.parent.name}-{path.name}"
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(path.read_bytes())
    return target


def _noise(target: Path, count: int, size: tuple[int, int]) -> Path:
    draws = np.random.default_rng(0)
    for number in range(count):
        place = target / "ab"[number % 2] / f"{number}.jpg"
        place.parent.mkdir(parents=True, exist_ok=True)
        if number < 24:
            coarse = Image.fromarray(draws.integers(0, 255, (48, 64, 3), dtype=np.uint8)).resize(size, 3)
            grain = draws.normal(0, 6, (size[1], size[0], 1))
            Image.fromarray((np.asarray(coarse) + grain).clip(0, 255).astype(np.uint8)).save(place, quality=90)
        else:
            place.write_bytes((target / "ab"[number % 2] / f"{number % 24}.jpg").read_bytes())
    return target


def _raced(files: Path, cache: Path) -> tuple[list[float], list[float], float]:
    """Seconds of ours and of theirs, and theirs ÷ ours in processor time."""
    ours, theirs, costs = [], [], []
    for turn in range(ROUNDS):
        began, used = time.perf_counter(), _processor_time()
        _by_hand(files)
        theirs.append(time.perf_counter() - began)
        hand = _processor_time() - used
        began, used = time.perf_counter(), _processor_time()
        _by_us(files, cache / str(turn))
        ours.append(time.perf_counter() - began)
        costs.append(hand / (_processor_time() - used))
    return ours, theirs, statistics.median(costs)


def _processor_time() -> float:
    own, children = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime


def _by_hand(folder: Path) -> Any:
    paths = sorted(folder.rglob("*.jpg"))
    found = np.empty((len(paths), SIDE, SIDE, 3), dtype=np.uint8)
    for number, path in enumerate(paths):
        with Image.open(path) as image:
            found[number] = np.asarray(image.convert("RGB").resize((SIDE, SIDE), Image.Resampling.BILINEAR))
    return found


def _by_us(folder: Path, cache: Path) -> Path:
    from deepdesk.data.description import DatasetDescription
    from deepdesk.data.images import kind
    from deepdesk.data.kinds import Reading

    description = DatasetDescription(source=str(folder), kind="images", height=SIDE, width=SIDE, channels=3)
    return kind.read(
        Reading(
            description=description,
            path=folder,
            name=folder.name,
            cache=cache,
            progress=lambda *_: None,
            stop_asked=lambda: False,
        )
    )


if __name__ == "__main__":
    print(measure_preparing().text())
