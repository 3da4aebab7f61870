"""Runs that start from given weights: equal in both frameworks, complete in themselves, refused where unfit."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import msgspec
import numpy as np
import pytest

from deepdesk.inference.foreign_arrays import read_safetensors
from deepdesk.inference.model_file import read_model_file
from deepdesk.inference.weights_file import pack
from deepdesk.model.description import LayerDescription
from deepdesk.model.initial import initial_weights
from deepdesk.process.children import Children
from deepdesk.process.running import StopSwitch, run_training
from deepdesk.training.configuration import Framework
from deepdesk.training.events import BatchesEnded, Ended, RunEvent
from deepdesk.training.job import TrainingJob
from deepdesk.training.run_folder import START, RunFolder, create_run

MakeJob = Callable[..., TrainingJob]
BOTH: tuple[Framework, ...] = ("torch", "tensorflow")


def with_start(job: TrainingJob, path: Path, **arrays: np.ndarray) -> TrainingJob:
    path.write_bytes(pack({name.replace("__", "/"): array for name, array in arrays.items()}))
    return msgspec.structs.replace(job, start_weights=str(path))


def frozen(job: TrainingJob) -> TrainingJob:
    layers = tuple(
        LayerDescription(id=layer.id, kind=layer.kind, params={**layer.params, "trainable": False})
        if layer.id == "conv"
        else layer
        for layer in job.model.layers
    )
    return msgspec.structs.replace(job, model=msgspec.structs.replace(job.model, layers=layers))


def carried_out(children: Children, folder: Path, job: TrainingJob) -> tuple[Ended, list[RunEvent], RunFolder]:
    events: list[RunEvent] = []
    run = create_run(folder, job)
    ended = run_training(children, job, run.path, events.append, StopSwitch())
    return ended, events, run


KERNEL = np.random.default_rng(5).standard_normal((3, 3, 1, 4)).astype(np.float32)


def test_both_start_from_the_same_given_weights(
    children: Children, make_job: MakeJob, folder: Path, tmp_path: Path
) -> None:
    losses = []
    for framework in BOTH:
        job = with_start(frozen(make_job(framework, seed=3)), tmp_path / "mine.safetensors", conv__kernel=KERNEL)
        ended, events, run = carried_out(children, folder, job)
        assert ended.status == "finished"
        losses.append([loss for event in events if isinstance(event, BatchesEnded) for loss in event.losses][:5])
        weights = read_model_file(run.path / "model.ddm").weights
        assert np.array_equal(weights["conv/kernel"], KERNEL)
        assert not np.array_equal(weights["out/kernel"], initial_weights(job.model, 3)["out/kernel"])
    assert losses[0] == pytest.approx(losses[1], rel=1e-5)


def test_the_run_keeps_its_own_copy(make_job: MakeJob, folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "mine.safetensors"
    run = create_run(folder, with_start(make_job(), path, conv__kernel=KERNEL))
    path.unlink()
    assert run.job().start_weights == str(run.path / START)
    assert str(tmp_path / "mine") not in (run.path / "job.json").read_text()
    assert np.array_equal(read_safetensors(run.path / START)[0]["conv/kernel"], KERNEL)
    moved = tmp_path / "moved"
    run.path.rename(moved)
    assert RunFolder(moved).job().start_weights == str(moved / START)


def test_without_given_weights_nothing_is_kept(make_job: MakeJob, folder: Path) -> None:
    run = create_run(folder, make_job())
    assert not (run.path / START).exists()
    assert run.job().start_weights is None


@pytest.mark.parametrize(
    ("arrays", "code"),
    [
        ({"conv__kernel": np.zeros((5, 5, 1, 4), np.float32)}, "weights.start_shape"),
        ({"gone__kernel": KERNEL}, "weights.start_unknown"),
    ],
)
def test_weights_of_another_network_end_the_run_before_it_begins(
    children: Children, make_job: MakeJob, folder: Path, tmp_path: Path, arrays: dict[str, np.ndarray], code: str
) -> None:
    job = with_start(make_job(), tmp_path / "mine.safetensors", **arrays)
    ended, events, _ = carried_out(children, folder, job)
    assert (ended.status, ended.code) == ("failed", code)
    assert not [event for event in events if isinstance(event, BatchesEnded)]


def test_the_framework_s_own_start_takes_them_too(
    children: Children, make_job: MakeJob, folder: Path, tmp_path: Path
) -> None:
    job = with_start(frozen(make_job(start="framework")), tmp_path / "mine.safetensors", conv__kernel=KERNEL)
    ended, _, run = carried_out(children, folder, job)
    assert ended.status == "finished"
    assert np.array_equal(read_model_file(run.path / "model.ddm").weights["conv/kernel"], KERNEL)
