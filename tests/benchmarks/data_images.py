"""Images from files: how fast they are prepared, what a folder of 100,000 costs, whether the cache keeps up.

``python -m tests.benchmarks.data_images`` prints the tables. The files are made from noise, and from the photos of the
data folder where there is one.
"""

from __future__ import annotations

import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

import numpy as np
import psutil
from PIL import Image

from tests.benchmarks.table import Figure, Section

ROOT = Path(__file__).resolve().parents[2]
FILES = int(os.environ.get("DEEPDESK_BENCH_FILES", "100000"))
"""Of the large folder."""
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


def measure_large_folder() -> Section:
    """Opens a folder of 100,000 files as the window does, and cancels; in a process of its own for its memory."""
    with tempfile.TemporaryDirectory() as place:
        folder = _many(Path(place) / "many")
        command = [sys.executable, "-m", "tests.benchmarks.data_images", "--open", str(folder)]
        variables = {**os.environ, "DEEPDESK_HOME": str(Path(place) / "home"), "PYTHONPATH": str(ROOT)}
        done = subprocess.run(command, env=variables, cwd=ROOT, capture_output=True, text=True, check=True)
        found = json.loads(done.stdout.splitlines()[-1])
    first, cancelled, grown = found["first"], found["cancelled"], found["grown"]
    figures = (
        Figure("first thumbnails after", f"{first:.2f} s ({found['shown']} of them)", "< 1 s", first < 1),
        Figure("all names and dates scanned after", f"{found['scanned']:.1f} s"),
        Figure("cancelled after", f"{cancelled:.2f} s", "< 1 s", cancelled < 1),
        Figure("reports of progress a second", f"{found['reports']:.0f}"),
        Figure("open after (prepared once)", f"{found['opened']:.0f} s"),
        Figure("open again after", f"{found['again']:.1f} s"),
        Figure("growth of the window's process", f"{grown:.0f} MB", "< 200 MB", grown < 200),
    )
    method = f"{FILES:,} small JPEG files in 10 classes, through a warm data child, asked as the window asks."
    return Section("A folder of 100,000 images", method, figures)


def _many(folder: Path) -> Path:
    draws = np.random.default_rng(0)
    for label in range(10):
        (folder / f"class {label}").mkdir(parents=True)
    for number in range(100):
        pixels = draws.integers(0, 255, (32, 32, 3), dtype=np.uint8)
        first = folder / f"class {number % 10}" / f"{number:06}.jpg"
        Image.fromarray(pixels).save(first)
        for copy in range(number + 100, FILES, 100):
            os.link(first, folder / f"class {number % 10}" / f"{copy:06}.jpg")
    return folder


def _open(folder: Path) -> dict[str, float]:
    """What happened when, in seconds from the question."""
    from deepdesk.core.errors import DeepDeskError
    from deepdesk.data.description import DatasetDescription
    from deepdesk.process.asking import ask
    from deepdesk.process.children import Children
    from deepdesk.process.replies import AnyReply, DataGlimpsed, DataOpened, Progressed
    from deepdesk.process.requests import OpenData, Role
    from deepdesk.workers.data_worker import opened_data

    children = Children()
    children.warm(Role.DATA)
    time.sleep(3)
    description = DatasetDescription(source=str(folder), height=32, width=32, channels=3)
    found: dict[str, float] = {"reports": 0.0}
    memory = psutil.Process()
    before = memory.memory_info().rss
    stop = threading.Event()
    began = time.perf_counter()

    def heard(reply: AnyReply) -> None:
        now = time.perf_counter() - began
        if isinstance(reply, DataGlimpsed):
            found.setdefault("first", now)
            found["shown"] = found.get("shown", len(reply.glimpse.names))
        elif isinstance(reply, Progressed):
            found["reports"] += 1
            if reply.code != "data.progress.scanning":
                found.setdefault("scanned", now)

    def cancel() -> None:
        while "scanned" not in found:
            time.sleep(0.05)
        time.sleep(2)
        found["asked"] = time.perf_counter()
        stop.set()

    threading.Thread(target=cancel, daemon=True).start()
    try:
        ask(children, Role.DATA, OpenData(description=description), on_reply=heard, stop=stop)
    except DeepDeskError:
        found["cancelled"] = time.perf_counter() - found["asked"]
    found["reports"] /= time.perf_counter() - began
    began = time.perf_counter()
    reply = ask(children, Role.DATA, OpenData(description=description))
    assert isinstance(reply, DataOpened)
    found["opened"] = time.perf_counter() - began
    began = time.perf_counter()
    reply = ask(children, Role.DATA, OpenData(description=description))
    assert isinstance(reply, DataOpened)
    opened = opened_data(description, reply)
    found["again"] = time.perf_counter() - began
    for number in range(0, opened.samples, 100):
        assert opened.thumbnails[number].any()
    found["grown"] = (memory.memory_info().rss - before) / 2**20
    children.close()
    return found


if __name__ == "__main__":
    if sys.argv[1:2] == ["--open"]:
        print(json.dumps(_open(Path(sys.argv[2]))))
    else:
        chosen = sys.argv[1:] or ["preparing", "large"]
        for name, section in {"preparing": measure_preparing, "large": measure_large_folder}.items():
            if name in chosen:
                print(section().text(), flush=True)
