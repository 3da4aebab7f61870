"""The model file of a run, made from its weights or from its last checkpoint."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy.typing as npt

from deepdesk.core.errors import DeepDeskError
from deepdesk.inference.model_file import Meta, ModelFile, write_model_file
from deepdesk.training.checkpoints import latest_checkpoint, remove_older_checkpoints
from deepdesk.training.events import Ended, EpochEnded
from deepdesk.training.history import read_events
from deepdesk.training.job import TrainingJob
from deepdesk.training.lock import locked
from deepdesk.training.run_folder import HISTORY, MODEL, RunFacts, RunFolder, RunSummary, list_runs

Metrics = dict[str, dict[str, float | int | None]]


def write_result(
    folder: Path,
    job: TrainingJob,
    facts: RunFacts,
    weights: Mapping[str, npt.NDArray[Any]],
    epochs: Sequence[EpochEnded],
) -> str:
    """Writes ``model.ddm`` into the run folder and gives its name there.

    Raises:
        FormatError: the weights do not fit the model.
        OSError: the disk refuses.
    """
    meta = Meta(
        name=job.model.name,
        classes=facts.classes,
        framework=job.configuration.framework,
        fingerprint=facts.fingerprint,
        split=job.dataset.split,
        task=facts.task,
        metrics=_metrics(facts, epochs[-1]) if epochs else {},
        intervals=facts.intervals,
        coverage=facts.coverage,
        trained_on=facts.data_name,
    )
    content = ModelFile(model=job.model, preprocessing=facts.preprocessing, meta=meta, weights=weights)
    write_model_file(folder / MODEL, content)
    return MODEL


def _metrics(facts: RunFacts, last: EpochEnded) -> Metrics:
    metrics: Metrics = {
        "train": {"accuracy": last.accuracy, "loss": last.loss, "samples": facts.samples.get("train", 0)}
    }
    if last.val_loss is not None or last.val_accuracy is not None:
        samples = facts.samples.get("validation", 0)
        metrics["validation"] = {"accuracy": last.val_accuracy, "loss": last.val_loss, "samples": samples}
    for part, figures in facts.metrics.items():
        metrics[part] = {**metrics.get(part, {}), **figures}
    return metrics


def rescue(folder: Path) -> str | None:
    """Makes ``model.ddm`` of the last checkpoint when the child could not; its name, ``None`` if that cannot be done.

    A model that is there already is left as it is. On a full disk the older checkpoints make room.
    """
    run = RunFolder(folder)
    if run.model_path is not None:
        return MODEL
    try:
        return _write_rescued(run)
    except OSError:
        remove_older_checkpoints(folder)
    except (DeepDeskError, ValueError, TypeError):
        return None
    try:
        return _write_rescued(run)
    except (DeepDeskError, OSError, ValueError, TypeError):
        return None


def _write_rescued(run: RunFolder) -> str | None:
    facts, checkpoint = run.facts(), latest_checkpoint(run.path)
    if facts is None or checkpoint is None:
        return None
    events = read_events(run.path / HISTORY, (EpochEnded,))
    epochs = [event for event in events if isinstance(event, EpochEnded)]
    done = int(checkpoint.position.get("epoch", 0))
    return write_result(run.path, run.job(), facts, checkpoint.weights, epochs[:done])


def settle_interrupted(runs: Path) -> tuple[str, ...]:
    """Gives each run in ``runs`` that nobody writes any more its ending, and its last checkpoint as the model.

    That happens when the whole program was killed, or the computer lost its power. A run that has not written its first
    line is left alone: its child may be about to begin.

    Returns:
        The ids of the runs that were settled.
    """
    settled = []
    for history in sorted(runs.glob(f"*/{HISTORY}")):
        run = RunFolder(history.parent)
        try:
            if run.status() == "interrupted":
                _settle(run)
                settled.append(run.id)
        except (DeepDeskError, OSError):
            continue
    return tuple(settled)


def settled_runs(runs: Path) -> tuple[RunSummary, ...]:
    """The list of runs, the newest first, after those that were interrupted have their ending."""
    settle_interrupted(runs)
    return list_runs(runs)


def _settle(run: RunFolder) -> None:
    with locked(run.path):
        model = rescue(run.path)
        epochs = run.history().epochs
        last = epochs[-1] if epochs else None
        ended = Ended(
            status="crashed",
            code="training.interrupted_with_model" if model else "training.interrupted",
            epochs=last.epoch if last else 0,
            val_loss=last.val_loss if last else None,
            val_accuracy=last.val_accuracy if last else None,
            model=model,
        )
        run.write_outcome(ended)
