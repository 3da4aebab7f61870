"""What the status bar speaks of: the one job that goes on, or how things stand."""

from __future__ import annotations

from typing import Any

import msgspec

from deepdesk.process.replies import Progressed
from deepdesk.state.dataset_store import DatasetStore, Phase
from deepdesk.state.run_values import ShownRun
from deepdesk.training.configuration import FRAMEWORK_NAMES


class Activity(msgspec.Struct, frozen=True, kw_only=True):
    """The sentence of ``code``; ``fraction`` from 0 to 1 (``None``: nothing to measure), seconds left where known."""

    code: str
    params: dict[str, Any] = {}
    busy: bool = False
    fraction: float | None = None
    seconds_left: float | None = None


def of_run(run: ShownRun) -> Activity:
    """What a run that goes on is doing."""
    history = run.history
    params = {"name": run.job.model.name, "framework": FRAMEWORK_NAMES[run.job.configuration.framework]}
    if run.stopping:
        return Activity(code="activity.stopping", params=params, busy=True)
    if not history.steps or not history.total_steps:
        phase = history.phase
        code, more = (phase.code, phase.params) if phase is not None else ("activity.starting", params)
        return Activity(code=code, params=more, busy=True)
    left = history.seconds_left()
    # Rounded, so that the status line is painted when what it says has changed and not with every batch.
    fraction = round(min(1.0, history.steps / history.total_steps), 2)
    shown = {**params, "percent": int(fraction * 100)}
    seconds = float(round(left[1])) if left is not None else None
    return Activity(code="activity.training", params=shown, busy=True, fraction=fraction, seconds_left=seconds)


def of_data(store: DatasetStore, progress: Progressed | None) -> Activity:
    """What goes on with the data, or which are open."""
    if store.phase is not Phase.IDLE:
        if progress is None:
            return Activity(code=f"activity.{store.phase.value}", busy=True)
        fraction = progress.done / progress.total if progress.total else None
        params = {"done": progress.done, "total": progress.total, **progress.params}
        return Activity(code=progress.code, params=params, busy=True, fraction=fraction)
    if store.opened is None:
        return Activity(code="activity.nothing")
    report = store.opened.reply.report
    return Activity(code="activity.data", params={"name": report.name, "samples": report.samples})
