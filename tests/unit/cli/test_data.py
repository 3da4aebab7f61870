"""``deepdesk data``: one JSON line, the settings, the saved description, one sentence for what cannot be used."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from deepdesk.cli import main
from deepdesk.core.errors import UsageError
from deepdesk.data.description import DatasetDescription, SplitSettings
from deepdesk.data.setting_texts import with_settings


def run_json(capfd: pytest.CaptureFixture[str], *arguments: str) -> dict[str, Any]:
    assert main(["data", *arguments, "--json"]) == 0
    out = capfd.readouterr().out
    assert out.count("\n") == 1
    found: dict[str, Any] = json.loads(out)
    return found


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for label in ("cat", "dog"):
        (tmp_path / "pets" / label).mkdir(parents=True)
        for number in range(5):
            Image.new("RGB", (12, 12), (number * 40, 9, 9)).save(tmp_path / "pets" / label / f"{number}.png")
    (tmp_path / "pets" / "cat" / "broken.jpg").write_bytes(b"")
    return tmp_path / "pets"


def test_the_line_says_what_was_found(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    found = run_json(capfd, str(folder))
    assert found["kind"] == "images"
    assert found["samples"] == 10
    assert found["classes"] == {"cat": 5, "dog": 5}
    assert found["shape"] == [12, 12, 3]
    assert found["bad"] == [{"path": "cat/broken.jpg", "reason": "The file is empty (0 bytes)."}]
    assert ["cat/0.png", "dog/0.png"] in found["duplicates"]


def test_people_get_tables(capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["data", "sample:digits"]) == 0
    out = capfd.readouterr().out
    assert "1,797" in out and "grey" in out


def test_settings_and_saving(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    saved = folder.parent / "pets.data.json"
    found = run_json(capfd, str(folder), "--set", "size=8x10", "--set", "channels=1", "--save", str(saved))
    assert found["shape"] == [8, 10, 1]
    assert json.loads(saved.read_text())["source"] == "pets"
    folder.parent.joinpath("pets.data.json").rename(folder.parent / "again.data.json")
    assert run_json(capfd, str(folder.parent / "again.data.json"))["shape"] == [8, 10, 1]


@pytest.mark.parametrize(
    "arguments",
    [
        ["nowhere"],
        ["sample:mnist"],
        ["sample:nothing"],
        ["sample:digits", "--set", "colour=3"],
        ["sample:digits", "--set", "size"],
        ["sample:digits", "--set", "size=big"],
        ["sample:digits", "--set", "size=0"],
        ["sample:digits", "--kind", "songs"],
        ["sample:digits", "--set", "train=2"],
    ],
)
def test_what_cannot_be_used_is_one_sentence(arguments: list[str], capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["data", *arguments, "--json"]) == 2
    told = capfd.readouterr()
    assert told.out == ""
    assert len(told.err.strip().splitlines()) == 1
    assert "Traceback" not in told.err


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (["validation=0.2"], SplitSettings(train=0.7, validation=0.2, test=0.1)),
        (["train=0.6"], SplitSettings(train=0.6, validation=0.2, test=0.2)),
        (["train=0.6", "test=0.1"], SplitSettings(train=0.6, validation=0.3, test=0.1)),
        (["seed=7"], SplitSettings(seed=7)),
    ],
)
def test_fractions_complete_each_other(texts: list[str], expected: SplitSettings) -> None:
    assert with_settings(DatasetDescription(source="x"), texts).split == expected


def test_values_are_checked() -> None:
    with pytest.raises(UsageError, match=r"data\.cli\.bad_value"):
        with_settings(DatasetDescription(source="x"), ["resize=squash"])


@pytest.mark.parametrize("arguments", [["sample:digits", "--set", "seed=1" + "0" * 30], [""]])
def test_odd_arguments_get_one_sentence(arguments: list[str], capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["data", *arguments, "--json"]) == 2
    found = capfd.readouterr()
    assert found.out == ""
    assert len(found.err.splitlines()) == 1
    assert "unexpected" not in found.err


@pytest.mark.parametrize("loose", [True, False])
def test_data_of_one_class_open_and_are_not_trained_on(
    loose: bool, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "photos" / ("" if loose else "cat")
    folder.mkdir(parents=True)
    for number in range(4):
        Image.new("RGB", (12, 12), (number * 40, 9, 9)).save(folder / f"{number}.png")
    found = run_json(capfd, str(tmp_path / "photos"))
    assert found["findings"][0]["severity"] == "error"
    arguments = ["--data", str(tmp_path / "photos"), "--model", "small-cnn", "--framework", "torch", "--epochs", "1"]
    assert main(["train", *arguments, "--out", str(tmp_path / "run")]) == 2
    told = capfd.readouterr().err
    assert "at least two" in told and len(told.strip().splitlines()) == 1
