"""Run folders: each is complete in itself, and the list of runs is read from them."""

from __future__ import annotations

import os
import re
import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, Literal

import msgspec

from deepdesk.core import documents
from deepdesk.core.errors import DeepDeskError, StorageError
from deepdesk.data.dataset import DataTask
from deepdesk.data.preprocessing import Preprocessing
from deepdesk.training.configuration import Framework
from deepdesk.training.events import Ended, EpochEnded, Started
from deepdesk.training.history import History, history_of, read_events
from deepdesk.training.job import TrainingJob
from deepdesk.training.lock import is_locked

JOB: Final = "job.json"
FACTS: Final = "facts.json"
HISTORY: Final = "history.jsonl"
OUTCOME: Final = "outcome.json"
MODEL: Final = "model.ddm"
LOG: Final = "log.txt"
START: Final = "start.safetensors"
JOB_FORMAT: Final = "deepdesk.job"
FACTS_FORMAT: Final = "deepdesk.facts"
OUTCOME_FORMAT: Final = "deepdesk.outcome"
VERSION: Final = 1

RunStatus = Literal["finished", "stopped", "failed", "crashed", "interrupted", "running"]


class _JobDocument(msgspec.Struct, frozen=True, kw_only=True):
    """``job.json``: the source of the data is relative to the run folder, so that both can be moved together;
    ``found_at`` is where it was."""

    job: TrainingJob
    created: str
    found_at: str | None = None


class RunFacts(msgspec.Struct, frozen=True, kw_only=True):
    """``facts.json``: what the data turned out to be, so that a model can be made of a checkpoint without them.

    Attributes:
        classes: class names in the order of the network's outputs.
        preprocessing: with nothing left open.
        fingerprint: of the data.
        data_name: a short name of the data.
        samples: how many in each part: ``train``, ``validation``, ``test``.
        task: what is learnt.
        metrics, intervals, coverage: what was worked out when the run had ended, as in
            :class:`deepdesk.inference.model_file.Meta`.
    """

    classes: tuple[str, ...]
    preprocessing: Preprocessing
    fingerprint: str
    data_name: str
    samples: dict[str, int]
    task: DataTask = "classification"
    metrics: dict[str, dict[str, float | int | None]] = {}
    intervals: tuple[float, ...] = ()
    coverage: float = 0.0


class RunSummary(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the list of runs.

    Attributes:
        id: name of the folder.
        folder: its path.
        name: of the model.
        framework: which engine.
        created: when it was asked for, ISO 8601 in UTC.
        status: ``interrupted`` when there is no outcome and nobody writes it.
        epochs: how many ended; ``epochs_asked`` how many were asked for.
        accuracy, val_accuracy: of the last epoch, 0 to 1, ``None`` where unknown; ``val_loss``: its loss.
        samples: how many in each part, empty when the run never started.
        model: path of ``model.ddm``, ``None`` if there is none.
    """

    id: str
    folder: str
    name: str
    framework: Framework
    created: str
    status: RunStatus
    epochs: int = 0
    epochs_asked: int = 0
    accuracy: float | None = None
    val_accuracy: float | None = None
    val_loss: float | None = None
    samples: dict[str, int] = {}
    model: str | None = None


class RunFolder:
    """A run on disk; every method reads or writes its files anew (raises FormatError, OSError)."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @property
    def id(self) -> str:
        """Its name: sorts by time."""
        return self.path.name

    @property
    def model_path(self) -> Path | None:
        """``model.ddm``, if there is one."""
        path = self.path / MODEL
        return path if path.is_file() else None

    def job(self) -> TrainingJob:
        """Exactly what was asked; the source of the data is a path that is there, where one is, and the weights to
        start from are the run's own copy."""
        document = self._job_document()
        job = document.job
        if job.start_weights is not None:
            job = msgspec.structs.replace(job, start_weights=str(self.path / START))
        source = job.dataset.source
        if document.found_at is None:
            return job
        moved = (self.path / source).resolve()
        return _with_source(job, str(moved) if moved.exists() else document.found_at)

    def created(self) -> str:
        """When it was asked for, ISO 8601 in UTC."""
        return self._job_document().created

    def _job_document(self) -> _JobDocument:
        return documents.load(self.path / JOB, _JobDocument, format=JOB_FORMAT, version=VERSION)

    def facts(self) -> RunFacts | None:
        """What the data turned out to be, ``None`` before they were opened."""
        try:
            return documents.load(self.path / FACTS, RunFacts, format=FACTS_FORMAT, version=VERSION)
        except FileNotFoundError:
            return None

    def write_facts(self, facts: RunFacts) -> None:
        """Writes ``facts.json`` (raises OSError, also when the run folder was moved away)."""
        documents.save(self.path / FACTS, facts, format=FACTS_FORMAT, version=VERSION, within=self.path)

    def outcome(self) -> Ended | None:
        """How it ended, ``None`` when it runs or was interrupted."""
        try:
            return documents.load(self.path / OUTCOME, Ended, format=OUTCOME_FORMAT, version=VERSION)
        except FileNotFoundError:
            return None

    def write_outcome(self, ended: Ended) -> None:
        """Writes ``outcome.json`` (raises OSError, also when the run folder was moved away)."""
        plain = {name: getattr(ended, name) for name in ended.__struct_fields__}
        documents.save(self.path / OUTCOME, plain, format=OUTCOME_FORMAT, version=VERSION, within=self.path)

    def history(self) -> History:
        """Its course, with the ending where there is one."""
        events = read_events(self.path / HISTORY)
        ended = self.outcome()
        return history_of([*events, ended] if ended else events)

    def status(self) -> RunStatus:
        """How it stands."""
        ended = self.outcome()
        if ended is not None:
            return ended.status
        return "running" if is_locked(self.path) else "interrupted"

    def summary(self) -> RunSummary:
        """Its line in the list of runs."""
        document, events = self._job_document(), read_events(self.path / HISTORY, (Started, EpochEnded))
        epochs = [event for event in events if isinstance(event, EpochEnded)]
        started = next((event for event in events if isinstance(event, Started)), None)
        model = self.model_path
        return RunSummary(
            id=self.id,
            folder=str(self.path),
            name=document.job.model.name,
            framework=document.job.configuration.framework,
            created=document.created,
            status=self.status(),
            epochs=len(epochs),
            epochs_asked=document.job.configuration.epochs,
            accuracy=epochs[-1].accuracy if epochs else None,
            val_accuracy=epochs[-1].val_accuracy if epochs else None,
            val_loss=epochs[-1].val_loss if epochs else None,
            samples=started.samples if started else {},
            model=str(model) if model else None,
        )


def _with_source(job: TrainingJob, source: str) -> TrainingJob:
    return msgspec.structs.replace(job, dataset=msgspec.structs.replace(job.dataset, source=source))


def _keep_start(source: Path, own: Path) -> None:
    """The run's own copy of the weights it starts from (raises OSError).

    DeepDesk writes such files anew instead of changing them, so a second name for the same bytes is a copy that takes
    neither time nor room.
    """
    try:
        os.link(source, own)
    except FileNotFoundError:
        raise
    except OSError:  # another disk, or a file system without links
        shutil.copyfile(source, own)


def _relative(source: str, folder: Path) -> str | None:
    try:
        return Path(os.path.relpath(source, folder.resolve())).as_posix()
    except ValueError:  # another drive
        return None


def write_job(folder: Path, job: TrainingJob, now: datetime | None = None) -> RunFolder:
    """Makes ``folder`` (new, or there and empty) a run folder for ``job``.

    Raises:
        StorageError: there is something in it.
        OSError: it cannot be made or written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    if any(folder.iterdir()):
        raise StorageError("training.folder_not_empty", folder=str(folder))
    created = (now or datetime.now(UTC)).isoformat(timespec="seconds")
    if job.start_weights is not None:
        _keep_start(Path(job.start_weights), folder / START)
        job = msgspec.structs.replace(job, start_weights=START)
    source = job.dataset.source
    relative = None if source.startswith("sample:") else _relative(source, folder)
    if relative is None:
        document = _JobDocument(job=job, created=created)
    else:
        document = _JobDocument(job=_with_source(job, relative), created=created, found_at=source)
    documents.save(folder / JOB, document, format=JOB_FORMAT, version=VERSION)
    return RunFolder(folder)


def create_run(runs: Path, job: TrainingJob, now: datetime | None = None) -> RunFolder:
    """A new run folder in ``runs``, named for the time and the model (raises OSError)."""
    moment = now or datetime.now(UTC)
    slug = re.sub(r"[^a-z0-9]+", "-", job.model.name.lower()).strip("-")[:40] or "model"
    name = f"{moment:%Y%m%d-%H%M%S}-{slug}-{job.configuration.framework}"
    for number in range(1, 1000):
        folder = runs / (name if number == 1 else f"{name}-{number}")
        try:
            folder.mkdir(parents=True)
        except FileExistsError:
            continue
        return write_job(folder, job, moment)
    raise StorageError("training.folder_not_empty", folder=name)


def list_runs(runs: Path) -> tuple[RunSummary, ...]:
    """All runs in ``runs``, the newest first; folders that are none, or cannot be read, are left out."""
    found: list[RunSummary] = []
    for path in sorted(runs.glob(f"*/{JOB}"), reverse=True):
        try:
            found.append(RunFolder(path.parent).summary())
        except (DeepDeskError, OSError):
            continue
    return tuple(found)
