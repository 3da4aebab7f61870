"""``deepdesk predict`` and ``deepdesk evaluate`` as a person or a script runs them, on a model trained the same way."""

from __future__ import annotations

import base64
import csv
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from sklearn.datasets import load_digits

SECONDS = 90.0


def deepdesk(*arguments: str, **options: Any) -> subprocess.CompletedProcess[str]:
    variables = {**os.environ, "OMP_NUM_THREADS": "1"}
    command = [sys.executable, "-m", "deepdesk", *arguments]
    return subprocess.run(
        command, capture_output=True, text=True, encoding="utf-8", env=variables, timeout=SECONDS, **options
    )


def lines(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small CNN, trained on the embedded digits."""
    folder = tmp_path_factory.mktemp("run") / "测试 é"
    ended = deepdesk(
        *("train", "--data", "sample:digits", "--model", "small-cnn", "--framework", "torch"),
        *("--epochs", "3", "--out", str(folder), "--json"),
    )
    assert ended.returncode == 0, ended.stderr
    return Path(lines(ended.stdout)[-1]["model"])


@pytest.fixture(scope="module")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Thirty digits as PNG files whose names end with their label."""
    folder = tmp_path_factory.mktemp("pictures")
    digits = load_digits()
    for number in range(30):
        image = (digits.images[number] / 16 * 255).round().astype(np.uint8)
        Image.fromarray(image).save(folder / f"{number:02d} 猫 {digits.target[number]}.png")
    return folder


def test_a_folder_gives_a_line_for_each_image(model: Path, pictures: Path) -> None:
    ended = deepdesk("predict", str(model), str(pictures), "--json")
    assert ended.returncode == 0, ended.stderr
    found = lines(ended.stdout)
    assert [line["input"] for line in found] == sorted(map(str, pictures.iterdir()))
    assert all(sum(line["probabilities"].values()) == pytest.approx(1, abs=1e-4) for line in found)
    right = sum(line["label"] == Path(line["input"]).stem[-1] for line in found)
    assert right >= 28


def test_inputs_are_echoed_exactly_and_failures_stand_in_order(model: Path, pictures: Path, tmp_path: Path) -> None:
    good = f"{pictures}/../{pictures.name}/{next(iter(sorted(pictures.iterdir()))).name}"
    text = tmp_path / "notes.txt"
    text.write_text("no image")
    empty = tmp_path / "empty"
    empty.mkdir()
    uri = "data:image/png;base64," + base64.b64encode(Path(good).read_bytes()).decode()
    given = [str(text), good, str(tmp_path / "absent.png"), uri, str(empty)]
    ended = deepdesk("predict", str(model), *given, "--top", "2", "--json")
    assert ended.returncode == 1
    found = lines(ended.stdout)
    assert [line["input"] for line in found] == given
    assert [set(line) for line in found] == [
        {"input", "error"},
        {"input", "label", "probabilities"},
        {"input", "error"},
        {"input", "label", "probabilities"},
        {"input", "error"},
    ]
    assert "text file" in found[0]["error"]
    assert found[1]["label"] == "0" and len(found[1]["probabilities"]) == 2
    assert found[1]["probabilities"] == found[3]["probabilities"]


def test_reversed_polarity_is_corrected_and_said(model: Path, tmp_path: Path) -> None:
    image = 255 - (load_digits().images[0] / 16 * 255).round().astype(np.uint8)
    Image.fromarray(image).convert("RGBA").save(tmp_path / "paper.webp", lossless=True)
    line = lines(deepdesk("predict", str(model), str(tmp_path / "paper.webp"), "--json").stdout)[0]
    assert line["label"] == "0"
    assert "turned round" in line["notes"][0]


def test_the_table(model: Path, pictures: Path, tmp_path: Path) -> None:
    path = tmp_path / "out" / "answers.csv"
    ended = deepdesk("predict", str(model), str(pictures), "--csv", str(path))
    assert ended.returncode == 0, ended.stderr
    with path.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert len(rows) == 30
    assert all(float(row[row["label"]]) == pytest.approx(float(row["probability"])) for row in rows)
    assert len(ended.stdout.splitlines()) == 30


@pytest.mark.skipif(sys.platform != "linux", reason="such names exist on Linux only")
def test_a_name_that_is_no_text(model: Path, pictures: Path, tmp_path: Path) -> None:
    name = os.fsencode(tmp_path) + b"/\xff\xfe.png"
    Path(os.fsdecode(name)).write_bytes(next(iter(sorted(pictures.iterdir()))).read_bytes())
    found = lines(deepdesk("predict", str(model), os.fsdecode(name), "--json").stdout)
    assert os.fsencode(found[0]["input"]) == name
    assert found[0]["label"] == "0"


@pytest.mark.parametrize("command", ["predict", "evaluate"])
def test_a_bad_model_is_one_sentence(tmp_path: Path, command: str) -> None:
    bad = tmp_path / "bad.ddm"
    bad.write_bytes(b"PK\x03\x04 and no more")
    rest = ["x.png"] if command == "predict" else ["--data", "sample:digits"]
    for path in (bad, tmp_path / "absent.ddm"):
        ended = deepdesk(command, str(path), *rest, "--json")
        assert (ended.returncode, ended.stdout) == (2, "")
        assert len(ended.stderr.splitlines()) == 1 and str(path) in ended.stderr


@pytest.mark.parametrize("top", ["0", "-1", "many"])
def test_bad_arguments(model: Path, top: str) -> None:
    ended = deepdesk("predict", str(model), "x.png", "--top", top)
    assert ended.returncode == 2
    assert "Traceback" not in ended.stderr


def test_evaluate(model: Path) -> None:
    ended = deepdesk("evaluate", str(model), "--data", "sample:digits", "--part", "test", "--json")
    assert ended.returncode == 0, ended.stderr
    line = lines(ended.stdout)[-1]
    assert line["samples"] == 180 and line["accuracy"] > 0.9
    assert list(line["per_class"]) == list("0123456789")
    assert np.trace(line["confusion"]) == round(line["accuracy"] * 180)
    assert line["part"] == "test"


def test_by_default_what_the_training_held_out_is_scored(model: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.data.json"
    other.write_text(
        '{"format": "deepdesk.data", "version": 1, "source": "sample:digits", "split": {"train": 0.1, "test": 0.8}}'
    )
    for source in ("sample:digits", str(other)):
        line = lines(deepdesk("evaluate", str(model), "--data", source, "--json").stdout)[-1]
        assert (line["part"], line["samples"]) == ("test", 180)
    line = lines(deepdesk("evaluate", str(model), "--data", "sample:digits", "--part", "all", "--json").stdout)[-1]
    assert (line["part"], line["samples"]) == ("all", 1797)


def test_evaluate_matches_classes_by_name(model: Path, tmp_path: Path) -> None:
    digits = load_digits()
    for number in range(40):
        label = int(digits.target[number])
        if label in (3, 7):
            folder = tmp_path / "some" / str(label)
            folder.mkdir(parents=True, exist_ok=True)
            Image.fromarray((digits.images[number] / 16 * 255).round().astype(np.uint8)).save(folder / f"{number}.png")
    ended = deepdesk("evaluate", str(model), "--data", str(tmp_path / "some"), "--part", "all", "--json")
    assert ended.returncode == 0, ended.stderr
    line = lines(ended.stdout)[-1]
    assert line["accuracy"] > 0.7 and line["per_class"]["0"]["samples"] == 0
    foreign = lines(deepdesk("evaluate", str(model), "--data", str(tmp_path / "some"), "--json").stdout)[-1]
    assert (foreign["part"], foreign["samples"]) == ("all", line["samples"])
    (tmp_path / "some" / "3").rename(tmp_path / "some" / "dog")
    ended = deepdesk("evaluate", str(model), "--data", str(tmp_path / "some"), "--json")
    assert (ended.returncode, ended.stdout) == (2, "")
    assert "dog" in ended.stderr
