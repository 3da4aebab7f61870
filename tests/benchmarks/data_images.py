"""How fast images are prepared from their files.

``python -m tests.benchmarks.data_images`` prints the table. The files are made from noise, and from the photos of the
data folder where there is one.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from tests.benchmarks.data_scores import folder
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
            ours, theirs, quick = _raced(files, Path(place) / "cache")
            ratio = statistics.median(b / a for a, b in zip(ours, theirs, strict=True))
            value = f"{ratio:.2f} ({len(list(files.rglob('*.jpg'))):,} files, {statistics.median(ours):.1f} s)"
            figures.append(Figure(name, value, f"≥ {GOAL}", ratio >= GOAL))
            ratio = statistics.median(b / a for a, b in zip(ours, quick, strict=True))
            figures.append(Figure(f"{name}: against a thread that decodes at a fraction, too", f"{ratio:.2f}"))
    method = (
        f"Decoding and resizing to {SIDE}x{SIDE} by DeepDesk (scan, sizes, decoding in processes, digests, writing the "
        "cache) against one thread with Pillow (open, convert, resize, to an array), by turns; medians of "
        f"{ROUNDS}. A JPEG that is twice as large as what is needed or more is decoded at a fraction of its size by us "
        "(Pillow's draft; 500x375 and 1,600x1,200 here) and whole by the thread, unless a row says so."
    )
    return Section("Preparing images", method, tuple(figures))


def _photo_sets(place: Path) -> dict[str, Path]:
    found = {"photos of 1,600x1,200 made of noise": _noise(place / "large", 120, (1600, 1200))}
    found["photos of 500x375 made of noise"] = _noise(place / "middle", 1200, (500, 375))
    shared = folder()
    for name, source in (("cats and dogs, 160 px", "cats-vs-dogs-160px"), ("cats and dogs", "cats-vs-dogs")):
        if shared is not None and (shared / source).is_dir():
            found[name] = _linked(shared / source, place / source, 4)
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


def _raced(files: Path, cache: Path) -> tuple[list[float], list[float], list[float]]:
    """Seconds of ours, of a thread by hand, and of one that decodes at a fraction of the size where it may."""
    ours, theirs, quick = [], [], []
    for turn in range(ROUNDS):
        for seconds, work in (
            (theirs, lambda: _by_hand(files)),
            (quick, lambda: _by_hand(files, draft=True)),
            (ours, lambda: _by_us(files, cache / str(turn))),  # noqa: B023 - called at once
        ):
            began = time.perf_counter()
            work()
            seconds.append(time.perf_counter() - began)
    return ours, theirs, quick


def _by_hand(files: Path, *, draft: bool = False) -> Any:
    paths = sorted(files.rglob("*.jpg"))
    found = np.empty((len(paths), SIDE, SIDE, 3), dtype=np.uint8)
    for number, path in enumerate(paths):
        with Image.open(path) as image:
            if draft:
                image.draft("RGB", (SIDE, SIDE))
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
