"""The same training on another split: a run on the honest split beside one on the naive split, scores side by side."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import msgspec

from deepdesk.core.errors import DeepDeskError
from deepdesk.data.description import SplitSettings
from deepdesk.state.run_values import ShownRun, TwinScore, read_score
from deepdesk.training.job import TrainingJob
from deepdesk.training.run_folder import JOB, RunFolder


def strictness(job: TrainingJob) -> int:
    """How much the split keeps together: 0 nothing, more with copies, most with a field that samples share."""
    split = job.dataset.split or SplitSettings()
    return split.grouped + 2 * (split.group_by is not None)


def twin_score(folder: Path, job: TrainingJob) -> TwinScore | None:
    """The newest scored run beside ``folder`` whose job differs only in what its split keeps together, if any."""
    wanted = _without_grouping(job)
    for path in sorted(folder.parent.glob(f"*/{JOB}"), reverse=True):
        score = read_score(path.parent) if path.parent != folder else None
        if score is None:
            continue
        try:
            other = RunFolder(path.parent).job()
        except (DeepDeskError, OSError):
            continue
        if strictness(other) != strictness(job) and _without_grouping(other) == wanted:
            return TwinScore(run=path.parent.name, is_naive=strictness(other) < strictness(job), score=score)
    return None


def _without_grouping(job: TrainingJob) -> TrainingJob:
    split = msgspec.structs.replace(job.dataset.split or SplitSettings(), grouped=True, group_by=None)
    return msgspec.structs.replace(job, dataset=msgspec.structs.replace(job.dataset, split=split), start_weights=None)


def with_twin(run: ShownRun) -> ShownRun:
    """A run with the score of its twin (reads the folders of all runs beside it)."""
    return replace(run, twin=twin_score(run.folder, run.job))
