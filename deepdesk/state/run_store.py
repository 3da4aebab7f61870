"""The runs of the project: the one that goes on, the one that is looked at, and all that were."""

from __future__ import annotations

import logging
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer, Signal

from deepdesk.core.errors import StorageError, TrainingError
from deepdesk.process.children import Children
from deepdesk.process.replies import Evaluated
from deepdesk.process.requests import Evaluate, Role
from deepdesk.state.run_values import RunEnding, ShownRun, read_run, write_score
from deepdesk.state.twin_runs import with_twin
from deepdesk.training.events import Ended, PhaseChanged, RunEvent
from deepdesk.training.history import HistoryBuilder
from deepdesk.training.job import TrainingJob
from deepdesk.training.run_folder import RunSummary, create_run
from deepdesk.workers.base import JobWorker
from deepdesk.workers.pools import Pools
from deepdesk.workers.request_worker import RequestSignals, RequestWorker

if TYPE_CHECKING:
    from deepdesk.workers.training_worker import RunSignals, TrainingWorker

FRAME_MS: Final = 80
_log = logging.getLogger(__name__)


class RunStore(QObject):
    """Starts and stops runs, reads old ones, scores them.

    Signals: ``runs_changed`` (RunSummary values, the newest first), ``shown_changed`` (the :class:`ShownRun` that is
    looked at or ``None``, at most twenty times a second), ``run_changed`` (the ShownRun that goes on, as often),
    ``run_started`` (its ShownRun), ``run_ended`` (a :class:`RunEnding`), ``score_failed`` and ``read_failed`` (errors).
    """

    runs_changed = Signal(object)
    shown_changed = Signal(object)
    run_changed = Signal(object)
    run_started = Signal(object)
    run_ended = Signal(object)
    score_failed = Signal(object)
    read_failed = Signal(object)
    _listed = Signal(object)
    _read = Signal(object)
    _twin_found = Signal(object)

    def __init__(self, pools: Pools, children: Children, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pools = pools
        self._children = children
        self._folder: Path | None = None
        self._runs: tuple[RunSummary, ...] = ()
        self._shown: ShownRun | None = None
        self._running: ShownRun | None = None
        # Made with the first run: its arrays are not needed before the first paint, and not light.
        self._builder: HistoryBuilder | None = None
        self._worker: TrainingWorker | None = None
        self._signals: RunSignals | None = None
        self._score_signals: RequestSignals | None = None
        self._frame = QTimer(self)
        self._frame.setSingleShot(True)
        self._frame.setInterval(FRAME_MS)
        self._frame.timeout.connect(self._emit_frame)
        self._listed.connect(self._on_listed)
        self._read.connect(self._on_read)
        self._twin_found.connect(self._on_twin_found)

    @property
    def runs(self) -> tuple[RunSummary, ...]:
        """All runs of the project, the newest first."""
        return self._runs

    @property
    def shown(self) -> ShownRun | None:
        """The run that is looked at."""
        return self._shown

    @property
    def running(self) -> ShownRun | None:
        """The run that goes on."""
        return self._running

    def set_folder(self, runs: Path | None) -> None:
        """Takes the runs of another project; the run that goes on is not touched."""
        if runs == self._folder:
            return
        self._folder = runs
        self._show(self._running)
        self._runs = ()
        self.runs_changed.emit(())
        self.refresh()

    def refresh(self) -> None:
        """Reads the list of runs anew, beside the window."""
        folder = self._folder
        if folder is not None:
            self._pools.start_job(JobWorker(lambda: (folder, _settled_runs(folder)), done=self._listed.emit))

    def show(self, run_id: str) -> None:
        """Looks at a run of the list; old ones are read beside the window."""
        if self._running is not None and self._running.id == run_id:
            self._show(self._running)
        elif self._folder is not None:
            folder = self._folder / run_id
            worker = JobWorker(lambda: with_twin(read_run(folder)), done=self._read.emit, failed=self.read_failed.emit)
            self._pools.start_job(worker)

    def start(self, job: TrainingJob) -> str:
        """Makes the run folder and starts to train; gives the run's id.

        Raises:
            TrainingError: another run goes on, or there is no project.
            OSError, StorageError: the run folder cannot be made.
        """
        # Not needed before the first paint, and not light.
        from deepdesk.workers.training_worker import RunSignals, training_worker

        if self._running is not None or self._folder is None:
            raise TrainingError("train.already_running" if self._running else "train.no_project")
        folder = create_run(self._folder, job).path
        self._builder = HistoryBuilder()
        self._running = ShownRun(folder=folder, job=job, history=self._builder.history(), status="running")
        self._signals = RunSignals(self)
        self._signals.happened.connect(self._on_happened)
        self._signals.ended.connect(self._on_ended)
        self._worker = training_worker(self._children, job, folder, self._signals)
        self._pools.start_run(self._worker)
        self._show(self._running)
        self.run_started.emit(self._running)
        self.refresh()
        return folder.name

    def stop(self) -> None:
        """Asks the run to finish its batch, save and end."""
        self._ask_to_stop(at_once=False)

    def stop_now(self) -> None:
        """Ends the run at once; its last checkpoint is its model."""
        self._ask_to_stop(at_once=True)

    def score(self) -> None:
        """Scores the run that is looked at on its test part and keeps the score with it."""
        shown = self._shown
        if shown is None or shown.model is None or shown.scoring:
            return
        self._update_shown(replace(shown, scoring=True))
        self._score_signals = RequestSignals(self)
        self._score_signals.answered.connect(lambda reply: self._on_scored(shown.folder, reply))
        self._score_signals.failed.connect(lambda error: self._on_score_failed(shown.folder, error))
        request = Evaluate(path=str(shown.model), description=shown.job.dataset, part="test")
        role = Role(shown.job.configuration.framework)
        self._pools.start_run(RequestWorker(self._children, role, request, self._score_signals))

    def _ask_to_stop(self, *, at_once: bool) -> None:
        if self._worker is None or self._running is None:
            return
        if at_once:
            self._worker.stop.stop_now()
        else:
            self._worker.stop.ask()
        self._set_running(replace(self._running, stopping=True))
        self._emit_frame()

    def _on_happened(self, event: RunEvent) -> None:
        if self._running is None or self._builder is None:
            return
        self._builder.add(event)
        self._set_running(replace(self._running, history=self._builder.history()))
        if isinstance(event, PhaseChanged):
            self._emit_frame()
        elif not self._frame.isActive():
            self._frame.start()

    def _on_ended(self, ended: Ended) -> None:
        if self._running is None or self._builder is None:
            return
        self._builder.add(ended)
        finished = replace(self._running, history=self._builder.history(), status=ended.status, stopping=False)
        self._set_running(finished)
        self._emit_frame()
        self._running = self._worker = None
        self.refresh()
        self.run_ended.emit(RunEnding(id=finished.id, ended=ended, model=finished.model))

    def _set_running(self, run: ShownRun) -> None:
        if self._shown is not None and self._shown.folder == run.folder:
            self._shown = run
        self._running = run

    def _emit_frame(self) -> None:
        self._frame.stop()
        if self._running is None:
            return
        self.run_changed.emit(self._running)
        if self._shown is self._running:
            self.shown_changed.emit(self._shown)

    def _on_listed(self, found: tuple[Path, tuple[RunSummary, ...]]) -> None:
        folder, runs = found
        if folder == self._folder and runs != self._runs:
            self._runs = runs
            self.runs_changed.emit(runs)

    def _on_read(self, run: ShownRun) -> None:
        if self._folder is not None and run.folder.parent == self._folder:
            self._show(run)

    def _show(self, run: ShownRun | None) -> None:
        self._shown = run
        self.shown_changed.emit(run)

    def _update_shown(self, run: ShownRun) -> None:
        if self._shown is not None and self._shown.folder == run.folder:
            self._show(run)

    def _on_scored(self, folder: Path, reply: object) -> None:
        if not isinstance(reply, Evaluated):
            self._on_score_failed(folder, StorageError("train.no_score"))
            return
        score = reply.evaluation
        shown = self._shown if self._shown is not None and self._shown.folder == folder else None
        if shown is not None:
            shown = replace(shown, score=score, scoring=False)
            self._show(shown)

        def keep() -> ShownRun | None:
            write_score(folder, score)
            return None if shown is None else with_twin(shown)

        job = JobWorker(keep, done=self._twin_found.emit, failed=self.score_failed.emit)
        self._pools.start_job(job)

    def _on_twin_found(self, run: ShownRun | None) -> None:
        if run is not None and run.twin is not None:
            self._update_shown(run)

    def _on_score_failed(self, folder: Path, error: object) -> None:
        if self._shown is not None and self._shown.folder == folder:
            self._show(replace(self._shown, scoring=False))
        _log.warning("The score failed: %s", error)
        self.score_failed.emit(error)


def _settled_runs(folder: Path) -> tuple[RunSummary, ...]:
    # Not needed before the first paint, and not light.
    from deepdesk.training.result import settled_runs

    return settled_runs(folder)
