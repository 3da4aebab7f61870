"""MODEL as code on the command line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from deepdesk.cli import main
from deepdesk.model.description import load_model

SCRIPT = """from keras import layers, Sequential
first = Sequential([layers.Input((28, 28, 1)), layers.Flatten(), layers.Dense(10, activation="softmax")])
second = Sequential([layers.Input((28, 28, 1)), layers.Conv2D(4, 40), layers.Flatten(), layers.Dense(10)])
"""


def check(capfdbinary: pytest.CaptureFixture[bytes], *arguments: str) -> tuple[int, Any, str]:
    code = main(["check", *arguments, "--json"])
    captured = capfdbinary.readouterr()
    lines = captured.out.decode().splitlines()
    return code, json.loads(lines[0]) if lines else None, captured.err.decode()


@pytest.fixture
def script(tmp_path: Path) -> str:
    path = tmp_path / "net.py"
    path.write_text(SCRIPT, encoding="utf-8")
    return str(path)


def test_the_first_network_is_taken_and_the_others_named(
    capfdbinary: pytest.CaptureFixture[bytes], script: str
) -> None:
    code, line, err = check(capfdbinary, script)
    assert (code, line["ok"], [layer["kind"] for layer in line["layers"]]) == (0, True, ["Flatten", "Dense"])
    assert "first, second" in err
    note = next(item for item in line["code"] if item["code"] == "code.finding.softmax_left_out")
    assert (note["line"], note["severity"]) == (2, "note")


def test_another_one_is_chosen_and_repaired(
    capfdbinary: pytest.CaptureFixture[bytes], script: str, tmp_path: Path
) -> None:
    out = tmp_path / "fixed.model.json"
    code, line, err = check(capfdbinary, f"{script}::second", "--fix", str(out))
    assert (code, err, line["fixed"]["ok"]) == (1, "", True)
    assert [item["line"] for item in line["code"] if item["layer"] == "conv1"] == [3]
    assert load_model(out).layers


@pytest.mark.parametrize(
    ("name", "text", "part"),
    [
        ("a.py", SCRIPT, "no network called 'third'"),
        ("b.py", "x = 1", "No network was found"),
        ("c.keras", "PK\x03\x04", "no .keras file"),
        ("d.json", '{"class_name": "Dense", "config": {}}', "no Keras model"),
        ("e.pt", "anything", "run code when it is opened"),
    ],
)
def test_one_sentence_where_there_is_none(
    name: str, text: str, part: str, capfdbinary: pytest.CaptureFixture[bytes], tmp_path: Path
) -> None:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    code, line, err = check(capfdbinary, f"{path}::third" if name == "a.py" else str(path))
    assert (code, line) == (2, None)
    assert part in err
    assert err.count("\n") == 1


WRONG_SIZE = """import torch
from torch import nn
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = nn.Linear(64, 32)
        self.second = nn.Linear(30, 10)
    def forward(self, x):
        return self.second(torch.relu(self.first(x)))
net = Net()
net(torch.zeros(1, 64))
"""


def test_a_script_that_would_not_run_is_not_fine_though_its_network_is(
    capfdbinary: pytest.CaptureFixture[bytes], tmp_path: Path
) -> None:
    path, out = tmp_path / "net.py", tmp_path / "net.model.json"
    path.write_text(WRONG_SIZE, encoding="utf-8")
    code, line, _ = check(capfdbinary, str(path), "--fix", str(out))
    assert (code, line["ok"], line["findings"], line["fixed"]["ok"]) == (1, False, [], True)
    assert [item["line"] for item in line["code"] if item["severity"] == "error"] == [7]
    assert main(["check", str(path)]) == 1
    assert "errors of its own" in capfdbinary.readouterr().out.decode()
    assert main(["check", str(out)]) == 0


def test_errors_of_another_network_in_the_script_do_not_count(
    capfdbinary: pytest.CaptureFixture[bytes], script: str
) -> None:
    code, line, _ = check(capfdbinary, f"{script}::first")
    assert (code, line["ok"]) == (0, True)
    assert any(item["severity"] == "error" for item in line["code"])
