"""A run from the parent's side: one child, its events, Stop that always works, and exactly one ending."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from deepdesk.core.errors import DeepDeskError, ProcessError
from deepdesk.process.child_process import ChildEnded, ChildProcess
from deepdesk.process.children import Children
from deepdesk.process.replies import Failed, Happened
from deepdesk.process.requests import Role, Stop, Train
from deepdesk.training.configuration import FRAMEWORK_NAMES
from deepdesk.training.events import Ended, EpochEnded, PhaseChanged, RunEvent, Started, Status
from deepdesk.training.job import TrainingJob
from deepdesk.training.result import rescue
from deepdesk.training.run_folder import RunFolder

PATIENCE_SECONDS: Final = 5.0
_LOOK_SECONDS: Final = 0.1
_ENDINGS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "process.killed": "training.process_killed",
        "process.crashed": "training.process_crashed",
        "process.ended": "training.process_ended",
    }
)


class StopSwitch:
    """Asks a run to stop; may be used from any thread and from a signal handler."""

    def __init__(self) -> None:
        self._asked = threading.Event()
        self._at_once = threading.Event()

    def ask(self) -> None:
        """Finish the batch, save, end."""
        self._asked.set()

    def stop_now(self) -> None:
        """End at once; the last checkpoint is the model."""
        self._asked.set()
        self._at_once.set()

    @property
    def event(self) -> threading.Event:
        """Set once the end was asked for, for whoever waits on an event."""
        return self._asked

    @property
    def asked(self) -> bool:
        """Whether the run is to stop."""
        return self._asked.is_set()

    @property
    def at_once(self) -> bool:
        """Whether it is not to finish anything."""
        return self._at_once.is_set()


def run_training(
    children: Children,
    job: TrainingJob,
    folder: Path,
    on_event: Callable[[RunEvent], None],
    stop: StopSwitch,
    *,
    patience: float = PATIENCE_SECONDS,
) -> Ended:
    """Trains ``job`` in a child and waits for the end; to be called on a thread that may wait.

    Args:
        children: where the child comes from and, after an orderly end, goes back to.
        job: what to train.
        folder: the run folder, made by :func:`deepdesk.training.run_folder.create_run`.
        on_event: called on this thread with every event; the last one is the only ``Ended``.
        stop: how to ask for the end.
        patience: seconds without a sign of work, after Stop was asked, until the child is killed.

    Returns:
        The ending; ``outcome.json`` says the same, where the disk allows.

    Raises:
        Whatever ``on_event`` raises; the child is ended first, and the run stands as interrupted.
    """
    ended = _Run(job, folder, on_event, stop, patience).carry_out(children)
    _make_sure_of_outcome(folder, ended)
    on_event(ended)
    return ended


class _Run:
    def __init__(
        self,
        job: TrainingJob,
        folder: Path,
        on_event: Callable[[RunEvent], None],
        stop: StopSwitch,
        patience: float,
    ) -> None:
        self._job = job
        self._folder = folder
        self._on_event = on_event
        self._stop = stop
        self._patience = patience
        self._stop_sent = False
        self._device = "cpu"
        self._last_epoch: EpochEnded | None = None

    def carry_out(self, children: Children) -> Ended:
        settings = self._job.configuration
        name = FRAMEWORK_NAMES[settings.framework]
        phase = PhaseChanged(code="training.phase.starting", params={"framework": name})
        self._on_event(phase)
        try:
            child = children.take(Role(settings.framework), threads=settings.threads)
        except ProcessError as error:
            return Ended(status="failed", code=error.code, params=error.params)
        ended: Ended | None = None
        try:
            child.send(Train(job=self._job, folder=str(self._folder)))
            ended = self._follow(child)
            return ended
        except ChildEnded as end:
            if children.closed:
                return self._ended_with("stopped", "training.closed", {}, with_model="training.closed_with_model")
            return self._crashed(_ENDINGS[end.code], end.params)
        except ProcessError:
            return self._crashed("training.broken_messages", {})
        finally:
            # A device other than the CPU keeps its memory as long as the process lives.
            orderly = ended is not None and ended.status in ("finished", "stopped") and child.alive
            if orderly and self._device == "cpu":
                children.give_back(child)
            else:
                children.end(child)

    def _follow(self, child: ChildProcess) -> Ended:
        while True:
            if self._stop.asked:
                forced = self._enforce_stop(child)
                if forced is not None:
                    return forced
            try:
                reply = child.receive(_LOOK_SECONDS)
            except TimeoutError:
                continue
            if isinstance(reply, Failed):
                return self._ended_with("failed", reply.code, reply.params)
            if not isinstance(reply, Happened):
                continue
            if isinstance(reply.event, Ended):
                return reply.event
            if isinstance(reply.event, Started):
                self._device = reply.event.device
            if isinstance(reply.event, EpochEnded):
                self._last_epoch = reply.event
            self._on_event(reply.event)

    def _enforce_stop(self, child: ChildProcess) -> Ended | None:
        if child.hello is None:
            # It is still loading its framework: there is nothing to save and no reason to wait.
            child.kill()
            return self._ended_with("stopped", "training.stopped_early", {})
        if not self._stop_sent:
            self._stop_sent = True
            self._on_event(PhaseChanged(code="training.phase.stopping"))
            child.note_work()
            child.send(Stop())
        if self._stop.at_once:
            return self._killed(child, "training.stopped_now")
        if child.seconds_since_work() > self._patience:
            return self._killed(child, "training.killed", seconds=self._patience)
        return None

    def _killed(self, child: ChildProcess, code: str, **params: float) -> Ended:
        child.kill()
        # It may have ended by itself in the last moment: then its own words count.
        written = _outcome(self._folder)
        return written or self._ended_with("stopped", code, params, with_model=f"{code}_with_model")

    def _crashed(self, code: str, params: dict[str, Any]) -> Ended:
        return _outcome(self._folder) or self._ended_with("crashed", code, params)

    def _ended_with(self, status: Status, code: str, params: dict[str, Any], *, with_model: str | None = None) -> Ended:
        model = rescue(self._folder)
        last = self._last_epoch
        return Ended(
            status=status,
            code=with_model if with_model and model else code,
            params=params,
            epochs=last.epoch if last else 0,
            val_loss=last.val_loss if last else None,
            val_accuracy=last.val_accuracy if last else None,
            model=model,
        )


def _outcome(folder: Path) -> Ended | None:
    try:
        return RunFolder(folder).outcome()
    except (DeepDeskError, OSError):
        return None


def _make_sure_of_outcome(folder: Path, ended: Ended) -> None:
    if _outcome(folder) is None:
        with contextlib.suppress(OSError):
            RunFolder(folder).write_outcome(ended)
