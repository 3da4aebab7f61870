"""``deepdesk train`` as a person or a script runs it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import msgspec
import pytest

from deepdesk.inference.model_file import read_model_file
from deepdesk.model.description import save_model
from deepdesk.model.presets import preset
from deepdesk.training.configuration import TrainingConfiguration, save_configuration

SECONDS = 90.0
DIGITS = ("--data", "sample:digits")


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "deepdesk", *arguments]


def deepdesk(*arguments: str, **options: Any) -> subprocess.CompletedProcess[str]:
    variables = {**os.environ, "OMP_NUM_THREADS": "1"}
    return subprocess.run(
        command(*arguments), capture_output=True, text=True, encoding="utf-8", env=variables, timeout=SECONDS, **options
    )


def lines(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


@pytest.mark.parametrize("framework", ["torch", "tensorflow"])
def test_trains_and_writes_only_json(tmp_path: Path, framework: str) -> None:
    out = tmp_path / "测试 é" / "run"
    options = ["--framework", framework, "--epochs", "2", "--batch-size", "32", "--out", str(out), "--json"]
    done = deepdesk("train", *DIGITS, "--model", "small-cnn", *options)
    assert (done.returncode, done.stderr) == (0, "")
    events = lines(done.stdout)
    epochs = [line for line in events if line["event"] == "epoch"]
    assert [line["epoch"] for line in epochs] == [1, 2]
    assert set(epochs[0]) == {"event", "epoch", "loss", "accuracy", "val_loss", "val_accuracy", "seconds"}
    ended = events[-1]
    assert (ended["event"], ended["status"], ended["epochs"]) == ("ended", "finished", 2)
    assert ended["val_accuracy"] == epochs[-1]["val_accuracy"] > 0.5
    assert ended["samples_per_second"] > 0
    assert Path(ended["model"]) == out / "model.ddm"
    model = read_model_file(out / "model.ddm")
    assert (model.meta.framework, model.meta.classes) == (framework, tuple("0123456789"))
    assert {path.name for path in out.iterdir()} >= {"job.json", "history.jsonl", "outcome.json", "log.txt"}


def test_for_people(tmp_path: Path) -> None:
    done = deepdesk("train", *DIGITS, "--model", "lstm", "--epochs", "1", "--out", str(tmp_path / "run"))
    assert done.returncode == 0
    assert "1437 training and 180 validation samples" in done.stdout
    assert done.stdout.splitlines()[-1] == f"Model: {tmp_path / 'run' / 'model.ddm'}"
    assert done.stderr == ""


def test_options_overrule_the_configuration(tmp_path: Path) -> None:
    configuration = TrainingConfiguration(epochs=9, batch_size=100, learning_rate=0.01)
    save_configuration(tmp_path / "c.train.json", configuration)
    save_model(tmp_path / "m.model.json", preset("lstm", (8, 8, 1), 10))
    options = ["--model", str(tmp_path / "m.model.json"), "--config", str(tmp_path / "c.train.json"), "--json"]
    done = deepdesk("train", *DIGITS, *options, "--epochs", "1")
    ended = lines(done.stdout)[-1]
    asked = json.loads((Path(ended["folder"]) / "job.json").read_text(encoding="utf-8"))["job"]["configuration"]
    expected = msgspec.to_builtins(msgspec.structs.replace(configuration, epochs=1))
    assert (done.returncode, asked) == (0, expected)


def train_for_long(out: Path) -> subprocess.Popen[str]:
    options = ["--model", "small-cnn", "--epochs", "100000", "--out", str(out), "--json", "--threads", "1"]
    return subprocess.Popen(
        command("train", *DIGITS, *options), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8"
    )


def wait_for_epoch(process: subprocess.Popen[str], number: int) -> None:
    assert process.stdout is not None
    for line in process.stdout:
        if json.loads(line).get("epoch") == number:
            return
    pytest.fail("the run ended before its epoch")


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
def test_an_interrupt_stops_and_saves(tmp_path: Path) -> None:
    with train_for_long(tmp_path / "run") as process:
        wait_for_epoch(process, 1)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=SECONDS)
    ended = lines(out)[-1]
    assert (process.returncode, ended["event"], ended["status"]) == (3, "ended", "stopped")
    assert read_model_file(Path(ended["model"])).weights
    assert err.startswith("Stopping")


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
def test_a_reader_that_goes_away_ends_the_run(tmp_path: Path) -> None:
    with train_for_long(tmp_path / "run") as process:
        wait_for_epoch(process, 1)
        assert process.stdout is not None
        process.stdout.close()
        assert process.wait(SECONDS) == 1
        assert process.stderr is not None
        assert process.stderr.read() == ""
    assert read_model_file(tmp_path / "run" / "model.ddm").weights


BAD = {
    "no data": (["train", "--data", "/no/such/place", "--model", "lstm"], "/no/such/place does not exist"),
    "unknown sample": (["train", "--data", "sample:nothing", "--model", "lstm"], "nothing"),
    "unknown model": (["train", *DIGITS, "--model", "no-such"], "neither a preset nor a file"),
    "model does not fit": (["train", *DIGITS, "--model", "article-cnn"], "cannot be trained on these data"),
    "epochs": (["train", *DIGITS, "--model", "lstm", "--epochs", "0"], "epochs is 0"),
    "epochs in letters": (["train", *DIGITS, "--model", "lstm", "--epochs", "many"], "--epochs"),
    "framework": (["train", *DIGITS, "--model", "lstm", "--framework", "jax"], "jax"),
    "learning rate": (["train", *DIGITS, "--model", "lstm", "--learning-rate", "nan"], "learning rate"),
    "configuration": (["train", *DIGITS, "--model", "lstm", "--config", "/no/c.train.json"], "/no/c.train.json"),
    "nothing": (["train"], "--data"),
    "unknown option": (["train", *DIGITS, "--model", "lstm", "--nonsense"], "--nonsense"),
    "device": (["--nonsense"], "--nonsense"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_argument_gets_one_sentence(name: str) -> None:
    arguments, told = BAD[name]
    done = deepdesk(*arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert told in done.stderr
    assert done.stderr.count("\n") == 1
    assert "Traceback" not in done.stderr


def test_a_folder_that_is_not_empty_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    done = deepdesk("train", *DIGITS, "--model", "lstm", "--out", str(tmp_path))
    assert done.returncode == 2
    assert "not empty" in done.stderr
    assert [path.name for path in tmp_path.iterdir() if path.name != "deepdesk-home"] == ["mine.txt"]


def test_a_run_that_fails_says_why(tmp_path: Path) -> None:
    out = tmp_path / "run"
    done = deepdesk("train", *DIGITS, "--model", "lstm", "--device", "cuda:77", "--out", str(out), "--json")
    ended = lines(done.stdout)[-1]
    assert (done.returncode, ended["status"], ended["model"]) == (1, "failed", None)
    assert "cuda:77" in ended["message"]
    assert ended["message"] in done.stderr


def test_a_file_of_the_name_of_a_framework_is_not_taken_for_it(tmp_path: Path) -> None:
    (tmp_path / "torch.py").write_text("raise RuntimeError('not me')")
    variables = {**os.environ, "PYTHONSAFEPATH": "1", "OMP_NUM_THREADS": "1"}
    options = ["--model", "lstm", "--epochs", "1", "--json"]
    done = subprocess.run(
        command("train", *DIGITS, *options), capture_output=True, cwd=tmp_path, env=variables, timeout=SECONDS
    )
    assert done.returncode == 0


def test_qt_is_never_loaded() -> None:
    code = (
        "import sys; from deepdesk.cli import main; main(['train', '--data', '/none', '--model', 'lstm']);"
        "sys.exit(any(name.startswith(('PySide6', 'torch', 'tensorflow', 'keras')) for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, timeout=SECONDS).returncode == 0
