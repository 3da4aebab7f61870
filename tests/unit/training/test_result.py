"""The model of a run that could not write it itself."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from deepdesk.data.description import DatasetDescription
from deepdesk.data.preprocessing import ImagePreprocessing
from deepdesk.inference.model_file import read_model_file
from deepdesk.model.initial import initial_weights
from deepdesk.model.presets import preset
from deepdesk.training.checkpoints import save_checkpoint
from deepdesk.training.configuration import TrainingConfiguration
from deepdesk.training.events import EpochEnded, Started
from deepdesk.training.job import TrainingJob
from deepdesk.training.lock import locked
from deepdesk.training.result import rescue, settle_interrupted
from deepdesk.training.run_folder import RunFacts, RunFolder, create_run

STARTED = Started(
    framework="torch",
    framework_version="2",
    device="cpu",
    device_name="cpu",
    threads=1,
    epochs=5,
    steps_per_epoch=10,
    samples={"train": 100, "validation": 20},
    parameters=1,
)


@pytest.fixture
def run(tmp_path: Path) -> RunFolder:
    """A run with two ended epochs and nothing else."""
    model = preset("lstm", (8, 8, 1), 3)
    dataset = DatasetDescription(source="sample:digits")
    made = create_run(tmp_path, TrainingJob(dataset=dataset, model=model, configuration=TrainingConfiguration()))
    epochs = [EpochEnded(epoch=n, loss=1.0 / n, accuracy=0.1 * n, val_accuracy=0.2 * n) for n in (1, 2)]
    (made.path / "history.jsonl").write_bytes(b"".join(msgspec.json.encode(e) + b"\n" for e in [STARTED, *epochs]))
    return made


def write_facts(run: RunFolder) -> None:
    preprocessing = ImagePreprocessing(height=8, width=8, channels=1)
    samples = {"train": 100, "validation": 20, "test": 0}
    facts = RunFacts(
        classes=("a", "b", "c"), preprocessing=preprocessing, fingerprint="f", data_name="digits", samples=samples
    )
    run.write_facts(facts)


def write_checkpoint(run: RunFolder, step: int) -> None:
    weights = initial_weights(run.job().model, 0)
    save_checkpoint(run.path, step=step, weights=weights, optimizer={}, position={"step": step, "epoch": step // 10})


def test_is_made_of_the_last_checkpoint(run: RunFolder) -> None:
    write_facts(run)
    write_checkpoint(run, 10)
    assert rescue(run.path) == "model.ddm"
    made = read_model_file(run.path / "model.ddm")
    assert made.meta.classes == ("a", "b", "c")
    # The figures are those of the checkpoint's epoch, not of the last one.
    assert made.meta.metrics["validation"] == {"accuracy": 0.2, "loss": None, "samples": 20}


def test_cannot_be_made_without_a_checkpoint(run: RunFolder) -> None:
    assert rescue(run.path) is None
    write_facts(run)
    assert rescue(run.path) is None


def test_a_model_that_is_there_stays(run: RunFolder) -> None:
    (run.path / "model.ddm").write_bytes(b"mine")
    assert rescue(run.path) == "model.ddm"
    assert (run.path / "model.ddm").read_bytes() == b"mine"


def test_an_interrupted_run_is_settled_once(run: RunFolder) -> None:
    write_facts(run)
    write_checkpoint(run, 20)
    assert run.status() == "interrupted"
    with locked(run.path):
        assert settle_interrupted(run.path.parent) == ()
    assert settle_interrupted(run.path.parent) == (run.id,)
    assert settle_interrupted(run.path.parent) == ()
    ended = run.outcome()
    assert ended is not None
    assert (ended.status, ended.code, ended.epochs) == ("crashed", "training.interrupted_with_model", 2)
    assert ended.model == "model.ddm"


def test_a_run_that_is_about_to_begin_is_left_alone(run: RunFolder) -> None:
    (run.path / "history.jsonl").unlink()
    assert settle_interrupted(run.path.parent) == ()
