"""Run folders: made, listed, moved, and never fatal when damaged."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest

from deepdesk.core.errors import StorageError
from deepdesk.data.description import DatasetDescription
from deepdesk.model.description import InputDescription, LayerDescription, ModelDescription
from deepdesk.training.configuration import TrainingConfiguration
from deepdesk.training.events import Ended, EpochEnded
from deepdesk.training.job import TrainingJob
from deepdesk.training.lock import is_locked, locked
from deepdesk.training.run_folder import create_run, list_runs, write_job

NOON = datetime(2026, 1, 2, 12, 0, 0, tzinfo=UTC)
ENDED = Ended(status="stopped", code="training.stopped", epochs=1, val_accuracy=0.5, model="model.ddm")


def job(source: str = "sample:digits", name: str = "Mein Netz 1") -> TrainingJob:
    layers = (LayerDescription(id="out", kind="Dense", params={"units": 2}),)
    model = ModelDescription(name=name, input=InputDescription(shape=(4,)), layers=layers)
    return TrainingJob(
        dataset=DatasetDescription(source=source), model=model, configuration=TrainingConfiguration(epochs=3)
    )


def test_is_named_for_time_model_and_framework(tmp_path: Path) -> None:
    names = [create_run(tmp_path, job(), NOON).id for _ in range(2)]
    assert names == ["20260102-120000-mein-netz-1-torch", "20260102-120000-mein-netz-1-torch-2"]


def test_a_name_without_letters(tmp_path: Path) -> None:
    assert create_run(tmp_path, job(name="测试"), NOON).id == "20260102-120000-model-torch"


def test_keeps_the_job(tmp_path: Path) -> None:
    run = create_run(tmp_path, job(), NOON)
    assert run.job() == job()
    assert run.created() == "2026-01-02T12:00:00+00:00"


def test_data_and_runs_can_be_moved_together(tmp_path: Path) -> None:
    (tmp_path / "a" / "data").mkdir(parents=True)
    run = create_run(tmp_path / "a" / "runs", job(str(tmp_path / "a" / "data")), NOON)
    assert str(tmp_path) not in msgspec.json.decode((run.path / "job.json").read_bytes())["job"]["dataset"]["source"]
    shutil.move(tmp_path / "a", tmp_path / "b")
    (moved,) = list_runs(tmp_path / "b" / "runs")
    assert moved.id == run.id
    found = type(run)(Path(moved.folder)).job().dataset.source
    assert Path(found) == tmp_path / "b" / "data"


def test_the_run_can_be_moved_alone(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    run = create_run(tmp_path / "runs", job(str(tmp_path / "data")), NOON)
    place = tmp_path / "somewhere" / "else" / "deep"
    shutil.move(run.path, place)
    assert type(run)(place).job().dataset.source == str(tmp_path / "data")


def test_refuses_a_folder_with_something_in_it(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StorageError, match=r"training\.folder_not_empty"):
        write_job(tmp_path, job())


def test_the_list_is_read_from_the_folders(tmp_path: Path) -> None:
    old = create_run(tmp_path, job(), NOON)
    new = create_run(tmp_path, job(), NOON.replace(hour=13))
    new.write_outcome(ENDED)
    (new.path / "model.ddm").touch()
    epoch = EpochEnded(epoch=1, loss=1.0, accuracy=0.4, val_accuracy=0.5)
    (new.path / "history.jsonl").write_bytes(msgspec.json.encode(epoch) + b'\n{"torn')
    damaged = create_run(tmp_path, job(), NOON.replace(hour=14))
    (damaged.path / "job.json").write_text("{")
    (tmp_path / "no run").mkdir()
    first, second = list_runs(tmp_path)
    assert (first.id, first.status, first.epochs, first.epochs_asked) == (new.id, "stopped", 1, 3)
    assert (first.accuracy, first.val_accuracy) == (0.4, 0.5)
    assert first.model == str(new.path / "model.ddm")
    assert (second.id, second.status, second.model) == (old.id, "interrupted", None)


def test_no_runs_where_there_is_no_folder(tmp_path: Path) -> None:
    assert list_runs(tmp_path / "none") == ()


def test_the_outcome_comes_back(tmp_path: Path) -> None:
    run = create_run(tmp_path, job())
    assert run.outcome() is None
    run.write_outcome(ENDED)
    assert run.outcome() == ENDED
    assert run.history().ended == ENDED


def test_a_run_that_is_being_written_says_so(tmp_path: Path) -> None:
    run = create_run(tmp_path, job())
    assert not is_locked(run.path)
    with locked(run.path):
        assert run.status() == "running"
        with pytest.raises(StorageError, match=r"training\.run_in_use"), locked(run.path):
            pass
    assert run.status() == "interrupted"
