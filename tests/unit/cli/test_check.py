"""``deepdesk check``: the table of the design, line for line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from deepdesk.cli import main
from deepdesk.model.description import load_model, save_model
from deepdesk.model.presets import preset
from deepdesk.training.configuration import TrainingConfiguration, save_configuration


def run(capfdbinary: pytest.CaptureFixture[bytes], *arguments: str) -> tuple[int, Any, str]:
    """Exit code, the one JSON line (or ``None``) and stderr."""
    code = main(["check", *arguments, "--json"])
    captured = capfdbinary.readouterr()
    lines = captured.out.decode().splitlines()
    assert len(lines) <= 1
    return code, json.loads(lines[0]) if lines else None, captured.err.decode()


def test_a_sound_network(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    code, line, err = run(capfdbinary, "article-cnn-4-3")
    assert (code, err) == (0, "")
    assert line["ok"] is True
    assert line["findings"] == []
    assert line["layers"][0] == {
        "id": "conv1",
        "kind": "Conv2D",
        "input_shape": [28, 28, 1],
        "output_shape": [26, 26, 32],
        "parameters": 320,
        "flops": 2 * 26 * 26 * 32 * 9,
    }
    assert line["parameters"] == 60_554


def test_the_article_s_error(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    code, line, _ = run(capfdbinary, "article-cnn")
    assert code == 1
    assert line["ok"] is False
    assert [layer["output_shape"] for layer in line["layers"][6:]] == [None] * 6
    (finding,) = line["findings"]
    assert (finding["layer"], finding["severity"]) == ("conv4", "error")
    assert finding["message"].startswith("conv4 needs at least 3×3, gets 1×1")
    assert finding["fixes"][0] == {"id": "padding_same", "title": "Set padding to same on conv1–conv4"}


def test_the_repair(capfdbinary: pytest.CaptureFixture[bytes], tmp_path: Path) -> None:
    out = tmp_path / "测试 é" / "fixed.model.json"
    code, line, _ = run(capfdbinary, "article-cnn", "--fix", str(out))
    assert code == 1
    assert line["fixed"] == {"path": str(out), "ok": True, "applied": ["Set padding to same on conv1–conv4"]}
    assert load_model(out).layer("conv4").params["padding"] == "same"
    code, line, _ = run(capfdbinary, str(out))
    assert (code, line["ok"], line["parameters"]) == (0, True, 97_482)


def test_data_are_taken_into_account(capfdbinary: pytest.CaptureFixture[bytes], tmp_path: Path) -> None:
    code, line, _ = run(capfdbinary, "small-cnn", "--data", "sample:digits")
    assert code == 0
    assert line["layers"][0]["input_shape"] == [8, 8, 1]
    path = tmp_path / "m.model.json"
    save_model(path, preset("lstm", (28, 28, 1), 3))
    out = tmp_path / "fixed.model.json"
    code, line, _ = run(capfdbinary, str(path), "--data", "sample:digits", "--fix", str(out))
    assert code == 1
    assert [finding["layer"] for finding in line["findings"]] == ["input", "out"]
    assert line["fixed"]["ok"] is True
    assert run(capfdbinary, str(out), "--data", "sample:digits")[0] == 0


def test_a_preset_that_cannot_fit_says_so(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    code, line, _ = run(capfdbinary, "lenet-5", "--data", "sample:digits")
    assert code == 1
    assert line["findings"][0]["message"].startswith("conv2 needs at least 5×5, gets 4×4")


def test_a_configuration_is_read(capfdbinary: pytest.CaptureFixture[bytes], tmp_path: Path) -> None:
    path = tmp_path / "c.train.json"
    save_configuration(path, TrainingConfiguration())
    assert run(capfdbinary, "small-cnn", "--config", str(path))[1]["findings"] == []
    save_configuration(path, TrainingConfiguration(learning_rate=5.0, batch_size=1))
    code, line, _ = run(capfdbinary, "small-cnn", "--config", str(path))
    assert code == 0
    assert [(found["layer"], found["code"], found["severity"]) for found in line["findings"]] == [
        ("norm1", "model.finding.single_batch", "warning"),
        ("out", "model.finding.learning_rate", "warning"),
    ]
    save_configuration(path, TrainingConfiguration(epochs=0))
    code, line, err = run(capfdbinary, "small-cnn", "--config", str(path))
    assert (code, line) == (2, None) and "epochs is 0" in err


@pytest.mark.parametrize("content", [None, "", "{}", "[1]", '{"format": "deepdesk.model", "version": 99}', "\x00"])
def test_what_cannot_be_read(capfdbinary: pytest.CaptureFixture[bytes], tmp_path: Path, content: str | None) -> None:
    path = tmp_path / "m.model.json"
    if content is not None:
        path.write_text(content)
    code, line, err = run(capfdbinary, str(path))
    assert (code, line) == (2, None)
    assert len(err.splitlines()) == 1
    assert "Traceback" not in err


def test_other_misuse(capfdbinary: pytest.CaptureFixture[bytes], tmp_path: Path) -> None:
    assert run(capfdbinary, str(tmp_path))[0] == 2
    assert run(capfdbinary, "lstm", "--data", str(tmp_path / "nothing"))[0] == 2
    assert run(capfdbinary, "lstm", "--config", str(tmp_path / "nothing"))[0] == 2


def test_nonsense_inside_a_readable_file_is_a_finding(
    capfdbinary: pytest.CaptureFixture[bytes], tmp_path: Path
) -> None:
    path = tmp_path / "m.model.json"
    layers = [
        {"id": "a b", "kind": "Conv9D", "params": {"x": {"y": [1]}}},
        {"id": "c", "kind": "Dense", "params": {"units": -3, "activation": None, "unit": 3}, "inputs": ["z"]},
        {"id": "c", "kind": "Reshape", "params": {"target_shape": "28"}},
    ]
    model = {"format": "deepdesk.model", "version": 1, "name": "n", "input": {"shape": [0, 3]}, "layers": layers}
    path.write_text(json.dumps(model))
    code, line, _ = run(capfdbinary, str(path), "--fix", str(tmp_path / "out.model.json"))
    assert code == 1
    assert {finding["layer"] for finding in line["findings"]} == {"input", "a b", "c"}
    assert all("{" not in finding["message"] for finding in line["findings"])


def test_people_get_a_table(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "article-cnn"]) == 1
    text = capsys.readouterr().out
    assert "conv4 needs at least 3×3, gets 1×1" in text
    assert "Repair: Set padding to same on conv1–conv4" in text
