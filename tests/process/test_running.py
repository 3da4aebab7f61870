"""A run from start to each of its endings, through real children."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import numpy as np
import psutil
import pytest

from deepdesk.inference.model_file import read_model_file
from deepdesk.model.description import LayerDescription
from deepdesk.process.children import Children
from deepdesk.process.requests import Role
from deepdesk.process.running import StopSwitch, run_training
from deepdesk.training.configuration import Framework
from deepdesk.training.ending import advice, cause
from deepdesk.training.events import BatchesEnded, Ended, EpochEnded, PhaseChanged, RunEvent, Started
from deepdesk.training.job import TrainingJob
from deepdesk.training.lock import locked
from deepdesk.training.result import settled_runs
from deepdesk.training.run_folder import LOG, create_run, list_runs

MakeJob = Callable[..., TrainingJob]
posix = pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
LONG = 100_000


class Run:
    """One run whose events are kept; ``at`` is called with each of them."""

    def __init__(self, children: Children, folder: Path, job: TrainingJob) -> None:
        self.events: list[RunEvent] = []
        self.stop = StopSwitch()
        self.folder = create_run(folder, job)
        self._children = children
        self._job = job

    def carry_out(self, at: Callable[[RunEvent], None] = lambda event: None, patience: float = 5.0) -> Ended:
        def on_event(event: RunEvent) -> None:
            self.events.append(event)
            at(event)

        ended = run_training(self._children, self._job, self.folder.path, on_event, self.stop, patience=patience)
        assert [event for event in self.events if isinstance(event, Ended)] == [ended] == self.events[-1:]
        assert self.folder.outcome() == ended
        assert self.folder.status() == ended.status
        return ended

    def of(self, kind: type) -> list[RunEvent]:
        return [event for event in self.events if isinstance(event, kind)]


def training_child() -> int:
    """The process that trains: the only child there is."""
    (child,) = psutil.Process().children()
    return child.pid


@pytest.mark.parametrize("framework", ["torch", "tensorflow"])
def test_a_run_finishes(children: Children, folder: Path, make_job: MakeJob, framework: Framework) -> None:
    run = Run(children, folder, make_job(framework, epochs=2))
    ended = run.carry_out()
    assert (ended.status, ended.epochs, ended.model) == ("finished", 2, "model.ddm")
    assert len(run.of(Started)) == 1
    assert [event.epoch for event in run.of(EpochEnded)] == [1, 2]  # type: ignore[attr-defined]
    model = read_model_file(run.folder.path / "model.ddm")
    assert (model.meta.framework, len(model.meta.classes)) == (framework, 10)
    assert model.meta.metrics["validation"]["accuracy"] == ended.val_accuracy
    history = run.folder.history()
    assert history.ended == ended
    assert history.steps == history.total_steps == 2 * 23
    assert len(list((run.folder.path / "checkpoints").iterdir())) == 2
    (summary,) = list_runs(folder)
    assert (summary.status, summary.framework, summary.samples["train"]) == ("finished", framework, 1437)


def test_two_runs_in_a_row_use_the_same_child(children: Children, folder: Path, make_job: MakeJob) -> None:
    pids = []

    def note(event: RunEvent) -> None:
        if isinstance(event, Started):
            pids.append(training_child())

    for _ in range(2):
        assert Run(children, folder, make_job()).carry_out(note).status == "finished"
    assert len(set(pids)) == 1


@pytest.mark.parametrize("framework", ["torch", "tensorflow"])
def test_a_used_child_gives_the_same_weights(
    children: Children, folder: Path, make_job: MakeJob, framework: Framework
) -> None:
    job = make_job(framework)
    drop = LayerDescription(id="drop", kind="Dropout", params={"rate": 0.5})
    layers = (*job.model.layers[:2], drop, job.model.layers[2])
    job = msgspec.structs.replace(job, model=msgspec.structs.replace(job.model, layers=layers))
    found = []
    for _ in range(3):
        run = Run(children, folder, job)
        assert run.carry_out().status == "finished"
        found.append(read_model_file(run.folder.path / "model.ddm").weights)
    for weights in found[1:]:
        assert weights.keys() == found[0].keys()
        for name, values in weights.items():
            np.testing.assert_array_equal(values, found[0][name])


@pytest.mark.parametrize("framework", ["torch", "tensorflow"])
def test_stop_saves_the_model(children: Children, folder: Path, make_job: MakeJob, framework: Framework) -> None:
    run = Run(children, folder, make_job(framework, epochs=LONG))

    def stop(event: RunEvent) -> None:
        if isinstance(event, BatchesEnded):
            run.stop.ask()

    ended = run.carry_out(stop)
    assert ended.status == "stopped"
    assert ended.model is not None
    assert read_model_file(run.folder.path / ended.model).weights
    assert children.take(Role(framework)).hello is not None, "the child is still good"


def test_stop_before_the_first_step(children: Children, folder: Path, make_job: MakeJob) -> None:
    run = Run(children, folder, make_job(epochs=LONG))
    run.stop.ask()
    ended = run.carry_out()
    assert (ended.status, ended.code, ended.model) == ("stopped", "training.stopped_early", None)


@posix
def test_a_killed_child_is_a_crash_and_the_next_run_works(children: Children, folder: Path, make_job: MakeJob) -> None:
    run = Run(children, folder, make_job(epochs=LONG))

    def kill(event: RunEvent) -> None:
        if isinstance(event, EpochEnded) and event.epoch == 2:
            os.kill(training_child(), signal.SIGKILL)

    ended = run.carry_out(kill)
    assert (ended.status, ended.code, ended.params) == ("crashed", "training.process_killed", {"signal": "SIGKILL"})
    assert ended.model == "model.ddm", "the last checkpoint is the model"
    assert read_model_file(run.folder.path / "model.ddm").weights
    assert "memory" in cause(ended)
    assert advice(ended)
    assert Run(children, folder, make_job()).carry_out().status == "finished"


@posix
@pytest.mark.parametrize("with_checkpoint", [True, False])
def test_a_child_that_hangs_is_killed_after_stop(
    children: Children, folder: Path, make_job: MakeJob, with_checkpoint: bool
) -> None:
    run = Run(children, folder, make_job(epochs=LONG))
    moment = EpochEnded if with_checkpoint else Started

    def hang_and_stop(event: RunEvent) -> None:
        if isinstance(event, moment) and not run.stop.asked:
            if with_checkpoint and event.epoch < 2:  # type: ignore[union-attr]
                return
            os.kill(training_child(), signal.SIGSTOP)
            run.stop.ask()

    ended = run.carry_out(hang_and_stop, patience=1.0)
    assert ended.status == "stopped"
    assert ended.code == ("training.killed_with_model" if with_checkpoint else "training.killed")
    assert ended.model == ("model.ddm" if with_checkpoint else None)
    assert PhaseChanged(code="training.phase.stopping") in run.events
    assert psutil.Process().children() == []


def test_stop_now_does_not_wait(children: Children, folder: Path, make_job: MakeJob) -> None:
    run = Run(children, folder, make_job(epochs=LONG))

    def stop(event: RunEvent) -> None:
        if isinstance(event, EpochEnded) and event.epoch == 2:
            run.stop.stop_now()

    ended = run.carry_out(stop)
    assert (ended.status, ended.code) == ("stopped", "training.stopped_now_with_model")


def test_closing_ends_the_run_as_stopped(children: Children, folder: Path, make_job: MakeJob) -> None:
    run = Run(children, folder, make_job(epochs=LONG))

    def close(event: RunEvent) -> None:
        if isinstance(event, EpochEnded) and event.epoch == 2:
            children.close()

    ended = run.carry_out(close)
    assert (ended.status, ended.code, ended.model) == ("stopped", "training.closed_with_model", "model.ddm")


def test_a_device_that_is_not_there(children: Children, folder: Path, make_job: MakeJob) -> None:
    ended = Run(children, folder, make_job(device="cuda:77")).carry_out()
    assert (ended.status, ended.code) == ("failed", "backends.no_such_device")


def test_data_that_are_not_there(children: Children, folder: Path, make_job: MakeJob, tmp_path: Path) -> None:
    job = make_job()
    dataset = msgspec.structs.replace(job.dataset, source=str(tmp_path / "gone"))
    ended = Run(children, folder, msgspec.structs.replace(job, dataset=dataset)).carry_out()
    assert ended.status == "failed"
    assert "gone" in cause(ended)


def test_a_folder_that_another_process_writes(children: Children, folder: Path, make_job: MakeJob) -> None:
    run = Run(children, folder, make_job())
    with locked(run.folder.path):
        assert run.folder.status() == "running"
        ended = run.carry_out()
    assert (ended.status, ended.code) == ("failed", "training.run_in_use")


def test_a_loss_that_is_not_finite(children: Children, folder: Path, make_job: MakeJob) -> None:
    job = make_job(optimizer="sgd", learning_rate=100.0, epochs=20)
    # Without activations nothing bounds the growth.
    body = [LayerDescription(id=f"dense{number}", kind="Dense", params={"units": 16}) for number in range(6)]
    model = msgspec.structs.replace(job.model, layers=(job.model.layers[1], *body, job.model.layers[2]))
    ended = Run(children, folder, msgspec.structs.replace(job, model=model)).carry_out()
    assert (ended.status, ended.code) == ("failed", "training.loss_not_finite_early")
    assert ended.model is None and "no model" in cause(ended)
    assert advice(ended)


@pytest.fixture
def tiny_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 100 kB (root on Linux only)."""
    place = tmp_path / "tiny"
    place.mkdir()
    try:
        subprocess.run(["mount", "-t", "tmpfs", "-o", "size=100k", "tmpfs", place], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("no small disk can be mounted here")
    yield place
    subprocess.run(["umount", "-l", place], check=True)


def test_a_full_disk_ends_the_run_in_words(children: Children, tiny_disk: Path, make_job: MakeJob) -> None:
    run = Run(children, tiny_disk, make_job(epochs=LONG))
    ended = run.carry_out()
    assert (ended.status, ended.code) == ("failed", "training.disk_full")
    assert advice(ended)
    assert ended.model is None or read_model_file(run.folder.path / ended.model).weights


def test_the_output_of_the_child_is_in_the_log_of_the_run(children: Children, folder: Path, make_job: MakeJob) -> None:
    run = Run(children, folder, make_job(device="cuda:77"))
    run.carry_out()
    assert "no_such_device" in (run.folder.path / LOG).read_text(encoding="utf-8")


@posix
def test_a_project_moved_during_a_run_ends_it_and_keeps_its_checkpoint(
    children: Children, make_job: MakeJob, tmp_path: Path
) -> None:
    runs = tmp_path / "a.deepdesk" / "runs"
    run = create_run(runs, make_job("torch", epochs=LONG))
    moved = tmp_path / "moved.deepdesk"

    def move(event: RunEvent) -> None:
        if isinstance(event, EpochEnded) and event.epoch == 2:
            runs.parent.rename(moved)

    ended = run_training(children, run.job(), run.path, move, StopSwitch())
    assert (ended.status, ended.code) == ("failed", "training.folder_gone")
    assert not runs.parent.exists(), "nothing is made anew at the old place"
    (summary,) = settled_runs(moved / "runs")
    assert summary.model is not None, "the last checkpoint becomes the model"
