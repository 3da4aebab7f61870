"""Runs the packaged program the way a stranger would: in a folder with a foreign name, with nothing of ours around it.

It trains the embedded digits in both frameworks through its own child processes, predicts pictures of digits with what
it has trained, scores it, writes it as a script, reads a script and a file of weights, repairs a network, refuses what
is wrong, and opens its window for a moment. Nothing may appear on stderr. Exit
code 0 when all of that worked.
"""

from __future__ import annotations

import itertools
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import h5py
import numpy as np
from PIL import Image
from PyInstaller.archive.readers import CArchiveReader
from sklearn.datasets import load_digits

ROOT = Path(__file__).resolve().parent.parent
PROGRAM = ROOT / "dist" / "deepdesk"
FOREIGN_NAME = "测试 é"
FRAMEWORKS = ("torch", "tensorflow")
EPOCHS = 8
PICTURES = 10
RIGHT_AT_LEAST = 8  # of the pictures; eight epochs on 1,400 digits leave few errors, and this is no benchmark
SECONDS_TO_TRAIN = 600
CODE_OF = {"torch": "code-torch", "tensorflow": "code-keras"}
UNITS = (64, 16, 10)  # of the script's network, inputs first
SCRIPT = f"""import keras
from keras import layers

model = keras.Sequential([
    keras.Input(({UNITS[0]},)),
    layers.Dense({UNITS[1]}, activation="relu"),
    layers.Dense({UNITS[2]}),
])
"""
BROKEN_SCRIPT = """import keras
from keras import layers

model = keras.Sequential([keras.Input((8, 8, 1)), layers.Conv2D(8, 9), layers.Flatten(), layers.Dense(10)])
"""
SECONDS_THE_WINDOW_STAYS = 8
SAMPLES = {
    "forecasting": "weather",
    "sequences": "gestures",
    "text": "messages",
    "audio": "tones",
    "segmentation": "shapes",
}


class FrozenFailure(Exception):
    """The packaged program did not do what it must."""


def link_or_copy(source: str, target: str) -> None:
    """A hard link where the file system allows it: the program is over a gigabyte."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


def clean_environment(home: Path) -> dict[str, str]:
    """The environment of a person who has never heard of our .venv."""
    kept = {name: os.environ[name] for name in ("LANG", "LC_ALL", "TMPDIR", "SYSTEMROOT", "TEMP") if name in os.environ}
    return {
        **kept,
        "PATH": os.defpath,
        "HOME": str(home),
        "DEEPDESK_HOME": str(home / "deepdesk"),
        "QT_QPA_PLATFORM": "offscreen",
    }


class Frozen:
    """The program in its place: runs commands and reads their lines."""

    def __init__(self, place: Path) -> None:
        self.place = place
        self.program = place / "deepdesk" / ("deepdesk.exe" if sys.platform == "win32" else "deepdesk")
        home = place / "home"
        home.mkdir()
        self.environment = clean_environment(home)

    def lines(self, *arguments: str) -> list[dict[str, Any]]:
        """The JSON lines of a command that must end with exit code 0 and a clean stderr (raises FrozenFailure)."""
        done = self.run(*arguments, "--json")
        if done.returncode != 0 or done.stderr:
            raise FrozenFailure(f"{arguments}: exit {done.returncode}\n{done.stdout[-2000:]}\n{done.stderr[-4000:]}")
        return [json.loads(line) for line in done.stdout.splitlines()]

    def repairs(self, source: str, out: str) -> None:
        """A network with errors (exit code 1) whose repair must be sound (raises FrozenFailure)."""
        done = self.run("check", source, "--fix", out, "--json")
        lines = [json.loads(line) for line in done.stdout.splitlines()]
        if done.returncode != 1 or done.stderr or not lines[-1]["fixed"]["ok"]:
            raise FrozenFailure(f"check --fix {source}: exit {done.returncode}\n{done.stdout}\n{done.stderr[-4000:]}")
        self.lines("check", out)

    def refuses(self, *arguments: str) -> None:
        """A command that must end with one sentence and exit code 2 (raises FrozenFailure)."""
        done = self.run(*arguments)
        if done.returncode != 2 or done.stdout or len(done.stderr.splitlines()) != 1:
            raise FrozenFailure(f"{arguments}: exit {done.returncode}\n{done.stdout[-2000:]}\n{done.stderr[-4000:]}")

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """A command, carried out to its end."""
        began = time.monotonic()
        done = subprocess.run(
            [str(self.program), *arguments],
            cwd=self.place,
            env=self.environment,
            capture_output=True,
            encoding="utf-8",
            timeout=SECONDS_TO_TRAIN,
        )
        print(f"  {arguments[0]}: exit {done.returncode} after {time.monotonic() - began:.1f} s", flush=True)
        return done


def write_pictures(folder: Path) -> dict[str, str]:
    """Writes pictures of digits as PNG files; gives the label by path."""
    digits = load_digits()
    folder.mkdir()
    labels = {}
    for number in range(PICTURES):
        index = int(np.flatnonzero(digits.target == number % 10)[number // 10])
        path = folder / f"数字 {number}.png"
        Image.fromarray(np.rint(digits.images[index] * (255 / 16)).astype(np.uint8)).save(path)
        labels[str(path)] = str(number % 10)
    return labels


def train_and_predict(frozen: Frozen, framework: str, labels: dict[str, str]) -> None:
    """Trains the embedded digits and lets the model read the pictures (raises FrozenFailure)."""
    print(framework, flush=True)
    out = frozen.place / f"模型 {framework}"
    arguments = ["--data", "sample:digits", "--model", "small-cnn", "--framework", framework]
    ended = frozen.lines("train", *arguments, "--epochs", str(EPOCHS), "--batch-size", "32", "--out", str(out))[-1]
    if ended.get("event") != "ended" or ended.get("status") != "finished":
        raise FrozenFailure(f"training ended with {ended}")
    model = frozen.place / ended["model"]
    if not model.is_file():
        raise FrozenFailure(f"there is no model at {model}")
    answers = {line["input"]: line.get("label") for line in frozen.lines("predict", str(model), *labels)}
    if set(answers) != set(labels):
        raise FrozenFailure(f"answers for other inputs than asked: {answers}")
    right = sum(answers[path] == label for path, label in labels.items())
    print(f"  {right} of {len(labels)} pictures read correctly", flush=True)
    if right < RIGHT_AT_LEAST:
        raise FrozenFailure(f"only {right} of {len(labels)} pictures were read correctly: {answers}")
    frozen.lines("evaluate", str(model), "--data", "sample:digits")
    written = frozen.lines("export", str(model), "--to", CODE_OF[framework], "--out", str(out / "代码"))[-1]
    for name in ("script", "weights"):
        if not (frozen.place / written[name]).is_file():
            raise FrozenFailure(f"export wrote no {name}: {written}")


def use_the_rest(frozen: Frozen) -> None:
    """The commands that need no framework, and what they say to wrong input (raises FrozenFailure)."""
    print("without a framework", flush=True)
    if frozen.lines("data", "sample:digits")[-1]["samples"] != 1797:
        raise FrozenFailure("the embedded digits are not complete")
    for kind, sample in SAMPLES.items():
        found = frozen.lines("data", f"sample:{sample}")[-1]
        if found["kind"] != kind or not found["samples"]:
            raise FrozenFailure(f"the embedded {sample} were read as {found}")
    frozen.lines("check", "small-cnn", "--data", "sample:digits")
    frozen.refuses("data", "没有 such folder")


def use_text(frozen: Frozen) -> None:
    """Trains on sentences and answers one: the tokenizer and the tables are inside (raises FrozenFailure)."""
    print("text", flush=True)
    out = str(frozen.place / "文本")
    arguments = ["--data", "sample:messages", "--model", "text-cnn", "--framework", "torch", "--epochs", "2"]
    ended = frozen.lines("train", *arguments, "--out", out)[-1]
    answer = frozen.lines("predict", ended["model"], "Please send the invoice again.")[-1]
    if not answer.get("label"):
        raise FrozenFailure(f"a sentence got {answer}")


def use_code(frozen: Frozen) -> None:
    """Reads a script, takes a file of Keras weights for it, and repairs a broken one (raises FrozenFailure)."""
    print("code and weights", flush=True)
    script, broken, weights = (str(frozen.place / name) for name in ("网络.py", "坏.py", "重.weights.h5"))
    Path(script).write_text(SCRIPT, encoding="utf-8")
    Path(broken).write_text(BROKEN_SCRIPT, encoding="utf-8")
    with h5py.File(weights, "w") as file:
        for number, (inputs, units) in enumerate(itertools.pairwise(UNITS)):
            folder = file.create_group(f"layers/dense_{number}/vars" if number else "layers/dense/vars")
            folder.create_dataset("0", data=np.ones((inputs, units), np.float32))
            folder.create_dataset("1", data=np.zeros(units, np.float32))
    found = frozen.lines("check", script, "--weights", weights)[-1]
    if [layer["kind"] for layer in found["layers"]] != ["Dense", "Dense"] or not found["weights"]:
        raise FrozenFailure(f"the script or its weights were read wrongly: {found}")
    frozen.repairs(broken, str(frozen.place / "好.model.json"))


def packed_modules() -> set[str]:
    """The names of all Python modules inside the program."""
    program = PROGRAM / ("deepdesk.exe" if sys.platform == "win32" else "deepdesk")
    return set(CArchiveReader(str(program)).open_embedded_archive("PYZ.pyz").toc)


def look_for_modules() -> None:
    """Every module of ours must be inside: many are imported by name only (raises FrozenFailure)."""
    modules = {
        path.relative_to(ROOT).with_suffix("").as_posix().replace("/", ".").removesuffix(".__init__")
        for path in (ROOT / "deepdesk").rglob("*.py")
    }
    # It is the program's main script, not a module of it.
    missing = sorted(modules - packed_modules() - {"deepdesk.__main__"})
    print(f"modules: {len(modules) - len(missing)} of {len(modules)} are inside", flush=True)
    if missing:
        raise FrozenFailure(f"modules are missing: {', '.join(missing)}")


def open_window(frozen: Frozen) -> None:
    """Opens the window without a screen; it must stay, say nothing, and leave when asked (raises FrozenFailure)."""
    print("window", flush=True)
    window = subprocess.Popen(
        [str(frozen.program), "--open", "sample:digits"],
        cwd=frozen.place,
        env=frozen.environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )
    try:
        _, errors = window.communicate(timeout=SECONDS_THE_WINDOW_STAYS)
    except subprocess.TimeoutExpired:
        window.terminate()
        _, errors = window.communicate(timeout=30)
        print(f"  still open after {SECONDS_THE_WINDOW_STAYS} s; asked to leave, exit {window.returncode}", flush=True)
        log = Path(frozen.environment["DEEPDESK_HOME"]) / "logs" / "deepdesk.log"
        complaints = [line for line in read_lines(log) if " ERROR " in line or " CRITICAL " in line]
        # Windows has no polite way to ask.
        if errors or complaints or (window.returncode != 0 and sys.platform != "win32"):
            raise FrozenFailure(f"exit {window.returncode}\n{errors[-4000:]}\n" + "\n".join(complaints)) from None
        return
    raise FrozenFailure(f"the window closed by itself with exit code {window.returncode}:\n{errors[-4000:]}")


def read_lines(path: Path) -> list[str]:
    """The lines of a text file, none when there is no file."""
    return path.read_text(encoding="utf-8").splitlines() if path.is_file() else []


def main() -> int:
    """Runs all of it; returns the exit code."""
    if not PROGRAM.is_dir():
        print("There is no packaged program; run `make package` first.", file=sys.stderr)
        return 2
    build = ROOT / "build"
    build.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=build, prefix="frozen-") as folder:
        place = Path(folder) / FOREIGN_NAME
        place.mkdir()
        shutil.copytree(PROGRAM, place / "deepdesk", symlinks=True, copy_function=link_or_copy)
        frozen = Frozen(place)
        labels = write_pictures(place / "图")
        try:
            look_for_modules()
            use_the_rest(frozen)
            use_code(frozen)
            use_text(frozen)
            for framework in FRAMEWORKS:
                train_and_predict(frozen, framework, labels)
            open_window(frozen)
        except FrozenFailure as failure:
            print(f"FAILED: {failure}", file=sys.stderr)
            return 1
    print("The packaged program works.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
