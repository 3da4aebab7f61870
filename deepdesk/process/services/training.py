"""Trains one job in the child: opens the data, builds the network, runs the loop, saves the model."""

from __future__ import annotations

import errno
import logging
from pathlib import Path
from typing import IO, Any, Final

import msgspec

from deepdesk.backends.base import LoopResult, Network, Position, Trainer
from deepdesk.backends.loop import fit
from deepdesk.core.errors import DataError, DeepDeskError
from deepdesk.data.dataset import Dataset
from deepdesk.data.opening import open_dataset
from deepdesk.inference.foreign_arrays import read_safetensors
from deepdesk.inference.kinds import inference_kind
from deepdesk.model.initial import check_given, initial_weights, weight_specs
from deepdesk.process.context import ServiceContext
from deepdesk.process.environment import chosen_threads
from deepdesk.process.output import output_to
from deepdesk.process.replies import Happened
from deepdesk.process.requests import Train
from deepdesk.training.checkpoints import save_checkpoint
from deepdesk.training.configuration import Loss, loss_of
from deepdesk.training.events import Ended, EpochEnded, PhaseChanged, RunEvent
from deepdesk.training.job import TrainingJob
from deepdesk.training.lock import locked
from deepdesk.training.result import rescue, write_result
from deepdesk.training.run_folder import HISTORY, LOG, START, RunFacts, RunFolder

_CANCELLED: Final = "data.cancelled"
_MEMORY_ERRORS: Final = ("OutOfMemoryError", "ResourceExhaustedError")
_log = logging.getLogger(__name__)


def handle_train(request: Train, context: ServiceContext) -> None:
    """Trains, telling each event to the parent and to the run folder; the last one is ``Ended``, whatever happens.

    Raises:
        OSError: not even the run folder can be written; nothing was begun.
        StorageError: another process writes this run.
    """
    folder = Path(request.folder)
    with output_to(folder / LOG), locked(folder):
        ended = _ending_of(request.job, folder, context)
        _write_outcome(folder, ended)
    context.reply(Happened(event=ended))


def _ending_of(job: TrainingJob, folder: Path, context: ServiceContext) -> Ended:
    reporter: RunReporter | None = None
    try:
        with (folder / HISTORY).open("ab") as history:
            reporter = RunReporter(context, folder, history)
            return _train(job, folder, context, reporter)
    except Exception as error:  # noqa: BLE001 - a border: whatever went wrong is the ending of the run
        if isinstance(error, DataError) and error.code == _CANCELLED:
            return Ended(status="stopped", code="training.stopped_early")
        _log.exception("The run failed")
        return _failed(error, job, folder, reporter.epochs[-1] if reporter and reporter.epochs else None)


def _train(job: TrainingJob, folder: Path, context: ServiceContext, reporter: RunReporter) -> Ended:
    reporter.phase("training.phase.opening_data")
    dataset = open_dataset(
        job.dataset, cache=context.cache, progress=lambda *_: context.beat(), stop_asked=context.stop_asked
    )
    facts = _facts(dataset)
    RunFolder(folder).write_facts(facts)
    if context.stop_asked():
        return Ended(status="stopped", code="training.stopped_early")
    reporter.phase("training.phase.building")
    loss = loss_of(job.configuration, dataset.report.task)
    network = _build(job, folder, context, loss)
    result = fit(network, dataset, job.configuration, reporter)
    reporter.phase("training.phase.saving")
    model = None
    if result.position.step and (result.status != "failed" or result.epochs):
        if result.status != "failed":
            facts = _finished(facts, network, dataset, reporter)
            RunFolder(folder).write_facts(facts)
        model = write_result(folder, job, facts, result.weights, reporter.epochs)
    return _ended(result, model)


def _finished(facts: RunFacts, network: Network, dataset: Dataset, reporter: RunReporter) -> RunFacts:
    """The facts with what is worked out once a run has ended."""
    found = inference_kind(facts.preprocessing).finished(network, dataset, lambda *_: reporter.beat())
    metrics = {part: dict(figures) for part, figures in found.metrics.items()}
    return msgspec.structs.replace(facts, metrics=metrics, intervals=found.intervals, coverage=found.coverage)


def _facts(dataset: Dataset) -> RunFacts:
    split = dataset.split
    return RunFacts(
        classes=dataset.classes,
        preprocessing=dataset.preprocessing,
        fingerprint=dataset.fingerprint,
        data_name=dataset.report.name,
        task=dataset.report.task,
        samples={"train": len(split.train), "validation": len(split.validation), "test": len(split.test)},
    )


def _build(job: TrainingJob, folder: Path, context: ServiceContext, loss: Loss) -> Network:
    settings = job.configuration
    threads = chosen_threads() if settings.threads is None else settings.threads
    context.backend.prepare(device=settings.device, threads=threads, seed=settings.seed)
    context.beat()
    given = read_safetensors(folder / START)[0] if job.start_weights is not None else {}
    if settings.start == "deepdesk":
        return context.backend.build(job.model, initial_weights(job.model, settings.seed, given), loss)
    network = context.backend.build(job.model, None, loss)
    if given:
        check_given(given, weight_specs(job.model))
        network.load_weights({**network.weights(), **given})
    return network


def _ended(result: LoopResult, model: str | None) -> Ended:
    return Ended(
        status=result.status,
        code=result.code if model else _without_model(result),
        params=result.params,
        epochs=result.epochs,
        val_loss=result.position.val_loss,
        val_accuracy=result.position.val_accuracy,
        samples_per_second=result.samples_per_second,
        model=model,
    )


def _without_model(result: LoopResult) -> str:
    """The ending in words that promise no model."""
    if result.status == "stopped":
        return "training.stopped_early"
    return "training.loss_not_finite_early" if result.code == "training.loss_not_finite" else result.code


def _failed(error: BaseException, job: TrainingJob, folder: Path, last: EpochEnded | None) -> Ended:
    """The ending that ``error`` makes, with the model of the last checkpoint where there is one."""
    code, params = _cause(error, job, folder)
    return Ended(
        status="failed",
        code=code,
        params=params,
        epochs=last.epoch if last else 0,
        val_loss=last.val_loss if last else None,
        val_accuracy=last.val_accuracy if last else None,
        model=rescue(folder),
    )


def _cause(error: BaseException, job: TrainingJob, folder: Path) -> tuple[str, dict[str, Any]]:
    if isinstance(error, DeepDeskError):
        params: dict[str, Any] = msgspec.to_builtins(error.params, enc_hook=str)
        return error.code, params
    out_of_memory = type(error).__name__ in _MEMORY_ERRORS or "can't allocate memory" in str(error)
    if isinstance(error, MemoryError) or out_of_memory:
        settings = job.configuration
        return "training.out_of_memory", {"device": settings.device, "batch_size": settings.batch_size}
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return "training.disk_full", {"path": str(folder)}
    if isinstance(error, OSError) and not folder.is_dir():
        return "training.folder_gone", {"path": str(folder)}
    if isinstance(error, PermissionError | FileNotFoundError):
        known = "core.no_permission" if isinstance(error, PermissionError) else "core.no_such_file"
        return known, {"path": str(error.filename or folder)}
    if isinstance(error, NotADirectoryError) or (isinstance(error, OSError) and error.errno == errno.EROFS):
        return "training.folder_gone", {"path": str(folder)}
    return "core.unexpected", {"kind": type(error).__name__, "text": str(error)[:2000] or "-"}


def _write_outcome(folder: Path, ended: Ended) -> None:
    try:
        RunFolder(folder).write_outcome(ended)
    except OSError:
        _log.exception("The outcome could not be written; the parent tries again")


class RunReporter:
    """Fulfils :class:`deepdesk.backends.base.Reporter`: to the parent, and to the run folder."""

    def __init__(self, context: ServiceContext, folder: Path, history: IO[bytes]) -> None:
        self.epochs: list[EpochEnded] = []
        self._context = context
        self._folder = folder
        self._history = history

    def phase(self, code: str) -> None:
        """Tells what the child does now."""
        self.emit(PhaseChanged(code=code))
        self._context.beat()

    def emit(self, event: RunEvent) -> None:
        """Adds ``event`` to the history and tells the parent (raises OSError when the disk is full)."""
        if isinstance(event, EpochEnded):
            self.epochs.append(event)
        self._history.write(msgspec.json.encode(event) + b"\n")
        self._history.flush()
        self._context.reply(Happened(event=event))

    def stop_asked(self) -> bool:
        """Whether to finish the batch and end; asked before every batch, so it counts as a sign of work."""
        self._context.beat()
        return self._context.stop_asked()

    def checkpoint(self, network: Network, trainer: Trainer, position: Position) -> None:
        """Keeps weights, optimizer state and position (raises OSError when the disk is full)."""
        save_checkpoint(
            self._folder,
            step=position.step,
            weights=network.weights(),
            optimizer=trainer.state(),
            position=position,
        )
        self._context.beat()

    def beat(self) -> None:
        """Counts a sign of work."""
        self._context.beat()
