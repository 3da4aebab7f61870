"""The course of a run, gathered from its events while it runs and read again from ``history.jsonl``."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import msgspec

from deepdesk.training.events import BatchesEnded, Ended, EpochEnded, Logged, PhaseChanged, RunEvent, Started

# The window reads this page for its values; numpy must not hold up its first paint.
if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

SMOOTHING: Final = 0.95
LOGS_KEPT: Final = 1000
Numbers: TypeAlias = "npt.NDArray[np.float64]"


def _nothing() -> Numbers:
    import numpy as np

    return np.empty(0)


@dataclass(frozen=True)
class History:
    """What a run did so far.

    Attributes:
        started: what was found and chosen, ``None`` before.
        phase: what the child does now, ``None`` before the first sign.
        losses: loss of each step from 0 on, float64 ``(steps,)``, NaN where it was not finite or is missing.
        smoothed: exponential mean of ``losses`` of the same shape, corrected for its start.
        epochs: the ended epochs, in order.
        logs: lines for the log view, the last 1,000.
        seconds: since the first step.
        samples_per_second: training speed after the warm-up.
        ended: the ending, ``None`` while it runs.
    """

    started: Started | None = None
    phase: PhaseChanged | None = None
    losses: Numbers = field(default_factory=_nothing)
    smoothed: Numbers = field(default_factory=_nothing)
    epochs: tuple[EpochEnded, ...] = ()
    logs: tuple[Logged, ...] = ()
    seconds: float = 0.0
    samples_per_second: float | None = None
    ended: Ended | None = None

    @property
    def steps(self) -> int:
        """How many steps were taken."""
        return len(self.losses)

    @property
    def total_steps(self) -> int:
        """How many steps were asked for, 0 before the start."""
        return self.started.epochs * self.started.steps_per_epoch if self.started else 0

    def seconds_left(self) -> tuple[float, float] | None:
        """Seconds left of this epoch and of the whole run, judged by the mean step so far; ``None`` when not known."""
        if self.started is None or self.steps == 0 or self.seconds <= 0 or self.ended is not None:
            return None
        a_step = self.seconds / self.steps
        of_epoch = -self.steps % self.started.steps_per_epoch
        return of_epoch * a_step, max(0, self.total_steps - self.steps) * a_step


class HistoryBuilder:
    """Takes events one by one; :meth:`history` costs the same after a million steps as after ten."""

    def __init__(self) -> None:
        import numpy as np

        self._known = History()
        self._losses = np.full(1024, np.nan)
        self._smoothed = np.full(1024, np.nan)
        self._steps = 0
        self._mean = 0.0
        self._weight = 0.0

    def add(self, event: RunEvent) -> None:
        """Takes in the next event."""
        known = self._known
        match event:
            case BatchesEnded():
                self._add_losses(event)
                speed = event.samples_per_second or known.samples_per_second
                self._set(seconds=event.seconds, samples_per_second=speed)
            case EpochEnded():
                self._set(epochs=(*known.epochs, event))
            case Logged():
                self._set(logs=(*known.logs, event)[-LOGS_KEPT:])
            case Started():
                self._set(started=event)
            case PhaseChanged():
                self._set(phase=event)
            case Ended():
                self._set(ended=event, samples_per_second=event.samples_per_second or known.samples_per_second)

    def history(self) -> History:
        """The course so far; its arrays never change afterwards."""
        return self._known

    def _set(self, **changes: Any) -> None:
        values = {name: getattr(self._known, name) for name in self._known.__dataclass_fields__}
        values |= changes
        values |= {"losses": self._losses[: self._steps], "smoothed": self._smoothed[: self._steps]}
        self._known = History(**values)

    def _add_losses(self, event: BatchesEnded) -> None:
        if event.first_step < self._steps:
            return
        end = event.first_step + len(event.losses)
        self._make_room(end)
        for step, loss in enumerate(event.losses, start=event.first_step):
            if loss is not None and math.isfinite(loss):
                self._losses[step] = loss
                self._mean = SMOOTHING * self._mean + (1 - SMOOTHING) * loss
                self._weight = SMOOTHING * self._weight + (1 - SMOOTHING)
            if self._weight:
                self._smoothed[step] = self._mean / self._weight
        self._steps = end

    def _make_room(self, steps: int) -> None:
        # New arrays, so that the views which were handed out keep their values.
        import numpy as np

        if steps > len(self._losses):
            more = np.full(max(steps, 2 * len(self._losses)) - len(self._losses), np.nan)
            self._losses = np.concatenate([self._losses, more])
            self._smoothed = np.concatenate([self._smoothed, more])


def history_of(events: Iterable[RunEvent]) -> History:
    """The history that these events make."""
    builder = HistoryBuilder()
    for event in events:
        builder.add(event)
    return builder.history()


def read_events(path: Path, kinds: tuple[type[RunEvent], ...] = ()) -> list[RunEvent]:
    """The events in a ``history.jsonl``, without a torn last line and lines that cannot be read; none if it is missing.

    Args:
        path: of the file.
        kinds: only these kinds, which is quick even after a long run; empty: all.

    Raises:
        OSError: it is there and cannot be opened.
    """
    starts = tuple(f'{{"event":"{kind.__struct_config__.tag}"'.encode() for kind in kinds) or (b"",)
    decoder = msgspec.json.Decoder(RunEvent)
    events: list[RunEvent] = []
    try:
        lines = path.read_bytes().split(b"\n")
    except FileNotFoundError:
        return []
    for line in lines[:-1]:
        if not line.startswith(starts):
            continue
        try:
            events.append(decoder.decode(line))
        except msgspec.MsgspecError:
            continue
    return events
