"""What the proposed networks reach on real data of every kind, in both frameworks, from the command line.

``python -m tests.benchmarks.data_scores`` prints the table; ``--only NAME …`` measures some of the sets. Each figure is
one run with the seed that is set when nothing is said, scored on the test part. Figures are noted as they come, so that
a measurement that was interrupted goes on where it was, unless the program has changed meanwhile.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.benchmarks.accuracy import sources
from tests.benchmarks.mnist import FRAMEWORKS
from tests.benchmarks.table import Figure, Section

ROOT = Path(__file__).resolve().parents[2]
NOTES = ROOT / "build" / "data_scores.json"
Score = dict[str, Any]


@dataclass(frozen=True)
class Task:
    """A data set, what is set about it, the network, and what is to be reached."""

    title: str
    source: str
    how: tuple[str, ...]
    sets: tuple[str, ...]
    told: Callable[[Score], str]
    goal: str = ""
    reached: Callable[[Score], bool] | None = None


def _accuracy(found: Score) -> str:
    return f"accuracy {found['accuracy']:.3f}, {found['samples']:,} samples"


def _at_least(least: float) -> Callable[[Score], bool]:
    return lambda found: bool(found["accuracy"] >= least)


def _forecast(found: Score) -> str:
    unit = f"mean absolute error {found['mae']:.3f}, last value {found['naive_mae']:.3f}"
    return f"{unit}, {found['samples']:,} windows, intervals held {100 * found['coverage']:.1f} %"


def _masks(found: Score) -> str:
    return f"mean IoU {found['mean_iou']:.3f}, Dice {found['dice']:.3f}, {found['samples']} images"


def _beats(found: Score) -> bool:
    return bool(found["mae"] < found["naive_mae"])


PHOTOS = tuple(
    f"augmentation.{one}"
    for one in ("flip_horizontal=true", "rotate=15", "zoom=0.15", "shift=0.1", "brightness=0.2", "contrast=0.2")
)
SIGNALS = tuple(f"augmentation.{one}" for one in ("noise=0.05", "scale=0.1", "shift=0.05"))
STREETS = ("segmentation.ignored=[11]", "size=96x128", "augmentation.flip_horizontal=true")
DIGITS = "free-spoken-digits"
LENET = ("lenet-5", "--epochs", "12")
ARCHIVE = ("cnn-1d", "--batch-size", "16", "--epochs")
MASKS = ("u-net", "--batch-size", "4", "--epochs", "30")
FORECAST = ("forecast-lstm", "--epochs", "5")
SPAM = "text-sms-spam/SMSSpamCollection"
REVIEWS = "text-zh-waimai-10k/waimai_10k.csv"
TASKS: dict[str, Task] = {
    "photos": Task(
        "cats and dogs, 160 px, `photo-cnn` from scratch, augmented",
        "cats-vs-dogs-160px",
        ("photo-cnn", "--batch-size", "32", "--epochs", "30"),
        ("size=80", *PHOTOS),
        _accuracy,
        "accuracy ≥ 0.75",
        _at_least(0.75),
    ),
    "digits": Task(
        "spoken digits, `lenet-5`, split by recording", DIGITS, LENET, (), _accuracy, "accuracy ≥ 0.95", _at_least(0.95)
    ),
    "speakers": Task(
        "spoken digits, `lenet-5`, split by speaker", DIGITS, LENET, ("split.group_by=speaker",), _accuracy
    ),
    "digits_lstm": Task(
        "spoken digits, `bi-lstm`, split by recording",
        DIGITS,
        ("bi-lstm", "--epochs", "12"),
        ("audio.layout=sequence",),
        _accuracy,
    ),
    "spam": Task(
        "SMS spam, `text-bag`",
        SPAM,
        ("text-bag", "--epochs", "20"),
        (),
        lambda found: f"F1 of spam {found['per_class']['spam']['f1']:.3f}, {found['samples']:,} samples",
        "F1 ≥ 0.93",
        lambda found: bool(found["per_class"]["spam"]["f1"] >= 0.93),
    ),
    "reviews": Task(
        "Chinese reviews, `text-cnn`",
        REVIEWS,
        ("text-cnn", "--epochs", "4"),
        (),
        _accuracy,
        "accuracy ≥ 0.85",
        _at_least(0.85),
    ),
    "temperatures": Task(
        "daily minimum temperatures, 7 days ahead, °C, `forecast-lstm`",
        "time-series/daily-min-temperatures.csv",
        FORECAST,
        (),
        _forecast,
        "below the last value",
        _beats,
    ),
    "oil": Task(
        "ETTh1, oil temperature, 24 hours ahead, °C, `forecast-lstm`",
        "time-series/ETTh1.csv",
        FORECAST,
        (),
        _forecast,
        "below the last value",
        _beats,
    ),
    "gunpoint": Task(
        "GunPoint, `cnn-1d`, augmented",
        "sequence-ucr/GunPoint",
        (*ARCHIVE, "200"),
        SIGNALS,
        _accuracy,
        "accuracy ≥ 0.95",
        _at_least(0.95),
    ),
    "motions": Task(
        "BasicMotions, `cnn-1d`, augmented",
        "sequence-ucr/BasicMotions",
        (*ARCHIVE, "100"),
        SIGNALS,
        _accuracy,
        "accuracy ≥ 0.95",
        _at_least(0.95),
    ),
    "streets": Task("CamVid, 96×128, 11 classes, `u-net`", "segmentation-camvid", MASKS, STREETS, _masks),
    "membranes": Task("membranes, 160×160, 2 classes, `u-net`", "segmentation-membrane", MASKS, (), _masks),
}


def folder() -> Path | None:
    """Where the real data lie: ``DEEPDESK_TEST_DATA`` or ``../shared/data`` beside the checkout, else ``None``."""
    places = (os.environ.get("DEEPDESK_TEST_DATA"), ROOT.parent / "shared" / "data")
    return next((Path(place) for place in places if place and Path(place).is_dir()), None)


def _asked(*arguments: str) -> Score:
    """The last line of a command (raises CalledProcessError)."""
    variables = {**os.environ, "OMP_NUM_THREADS": "1"}
    command = [sys.executable, "-m", "deepdesk", *arguments, "--json"]
    done = subprocess.run(command, env=variables, stdout=subprocess.PIPE, text=True, encoding="utf-8", check=True)
    found: Score = json.loads(done.stdout.splitlines()[-1])
    return found


def score(task: Task, framework: str) -> Score:
    """Trains, and judges on the test part; ``seconds`` are those of the training, start and reading among them."""
    place = folder()
    assert place is not None
    data, sets = str(place / task.source), [part for one in task.sets for part in ("--set", one)]
    with tempfile.TemporaryDirectory() as out:
        began = time.perf_counter()
        how = ("--model", *task.how, "--framework", framework, "--threads", "1", "--out", f"{out}/run")
        ended = _asked("train", "--data", data, *sets, *how)
        seconds = time.perf_counter() - began
        found = _asked("evaluate", str(ended["model"]), "--data", data, *sets, "--part", "test")
    return {**found, "seconds": seconds}


def _noted() -> dict[str, Score]:
    kept = json.loads(NOTES.read_text()) if NOTES.is_file() else {}
    return dict(kept["found"]) if kept.get("sources") == sources() else {}


def measure(only: tuple[str, ...] = tuple(TASKS)) -> Section:
    """A row for each data set and framework."""
    results, figures = _noted(), []
    for name in only:
        task = TASKS[name]
        for framework, framework_name in FRAMEWORKS.items():
            key = f"{name}/{framework}"
            if key not in results:
                results[key] = score(task, framework)
                NOTES.parent.mkdir(exist_ok=True)
                NOTES.write_text(json.dumps({"sources": sources(), "found": results}, indent=1) + "\n")
            found = results[key]
            value = f"{task.told(found)} ({found['seconds']:.0f} s)"
            reached = None if task.reached is None else task.reached(found)
            figures.append(Figure(f"{task.title}, {framework_name}", value, task.goal, reached))
    method = (
        "`deepdesk train` and `deepdesk evaluate --part test`, one run each with seed 0 on one thread; the seconds are "
        "those of the training with start and reading, while other programs ran. The settings stand in "
        "`tests/benchmarks/data_scores.py`."
    )
    return Section("Scores on real data", method, tuple(figures))


if __name__ == "__main__":
    os.environ.setdefault("DEEPDESK_HOME", tempfile.mkdtemp())
    asked = tuple(sys.argv[2:]) if sys.argv[1:2] == ["--only"] else tuple(TASKS)
    sys.stdout.write(measure(asked).text() + "\n")
