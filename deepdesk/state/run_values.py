"""What the window knows of a run, as frozen values, and the score that is kept with it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from deepdesk.core import documents
from deepdesk.core.errors import DeepDeskError
from deepdesk.inference.evaluation import AnyEvaluation
from deepdesk.training.configuration import FRAMEWORK_NAMES
from deepdesk.training.events import Ended
from deepdesk.training.history import History
from deepdesk.training.job import TrainingJob
from deepdesk.training.run_folder import RunFolder, RunStatus, RunSummary

SCORE: Final = "test.json"
SCORE_FORMAT: Final = "deepdesk.evaluation"
SCORE_VERSION: Final = 1


@dataclass(frozen=True)
class TwinScore:
    """The test score of the same training on the other split, and whether that one is the naive split."""

    run: str
    is_naive: bool
    score: AnyEvaluation


@dataclass(frozen=True)
class ShownRun:
    """A run that is looked at.

    Attributes:
        folder: its run folder, whose name is its id.
        job: exactly what was asked for.
        history: its course so far.
        status: how it stands.
        stopping: Stop was asked and the end has not come.
        score: on the test part, once it was scored.
        scoring: whether it is being scored now.
        twin: the score of the same training on the other split, where there is one.
    """

    folder: Path
    job: TrainingJob
    history: History
    status: RunStatus
    stopping: bool = False
    score: AnyEvaluation | None = None
    scoring: bool = False
    twin: TwinScore | None = None

    @property
    def id(self) -> str:
        """The name of its folder."""
        return self.folder.name

    @property
    def is_running(self) -> bool:
        """Whether it goes on."""
        return self.status == "running"

    @property
    def model(self) -> Path | None:
        """Its model file, where the ending has one."""
        ended = self.history.ended
        return self.folder / ended.model if ended is not None and ended.model else None


@dataclass(frozen=True)
class RunEnding:
    """The end of a run of this session."""

    id: str
    ended: Ended
    model: Path | None


def run_title(run: RunSummary) -> str:
    """What tells a run from others in a list."""
    parts = [run.name, FRAMEWORK_NAMES[run.framework], run.created[5:16].replace("T", " ")]
    return " · ".join(parts)


def read_run(folder: Path) -> ShownRun:
    """A run from its folder (raises FormatError, OSError)."""
    run = RunFolder(folder)
    return ShownRun(folder=folder, job=run.job(), history=run.history(), status=run.status(), score=read_score(folder))


def read_score(folder: Path) -> AnyEvaluation | None:
    """The score that was kept with the run, ``None`` where there is none that can be read."""
    kind: Any = AnyEvaluation  # a union, which msgspec takes
    try:
        found: AnyEvaluation = documents.load(folder / SCORE, kind, format=SCORE_FORMAT, version=SCORE_VERSION)
        return found
    except (DeepDeskError, OSError):
        return None


def write_score(folder: Path, score: AnyEvaluation) -> None:
    """Keeps a score with its run (raises OSError)."""
    documents.save(folder / SCORE, score, format=SCORE_FORMAT, version=SCORE_VERSION)
