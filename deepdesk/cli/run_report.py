"""Shows a run as it goes: JSON lines for machines, a table that grows for people."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec

from deepdesk.cli.console import Console
from deepdesk.core.catalogue import say
from deepdesk.training.configuration import FRAMEWORK_NAMES
from deepdesk.training.ending import advice, cause
from deepdesk.training.events import BatchesEnded, Ended, EpochEnded, Logged, PhaseChanged, RunEvent, Started
from deepdesk.training.history import HistoryBuilder

_WIDTHS = (7, 12, 12, 12, 12, 9)


class RunReport:
    """Takes the events of one run in ``folder`` (``None``: it ended before it had one)."""

    def __init__(self, console: Console, folder: Path | None) -> None:
        self._console = console
        self._folder = folder.resolve() if folder else None
        self._history = HistoryBuilder()

    def take(self, event: RunEvent) -> None:
        """Shows the next event."""
        self._history.add(event)
        match event:
            case Started():
                self._started(event)
            case EpochEnded():
                self._console.emit(event)
                self._row(_cells(event))
            case BatchesEnded():
                self._progress()
            case PhaseChanged():
                self._console.progress(say(event.code, **event.params), 0, 0)
            case Logged() if event.severity != "info":
                self._console.warn(event.code, **event.params)
            case Ended():
                self._ended(event)

    def _started(self, event: Started) -> None:
        self._console.emit({**msgspec.to_builtins(event), "folder": self._place()})
        self._console.say(
            "cli.train.started",
            framework=FRAMEWORK_NAMES.get(event.framework, event.framework),
            version=event.framework_version.partition(" ")[0],
            device=event.device_name,
            samples=event.samples.get("train", 0),
            validation=event.samples.get("validation", 0),
            parameters=event.parameters,
        )
        columns = ("epoch", "loss", "accuracy", "val_loss", "val_accuracy", "seconds")
        self._row([say(f"cli.train.column.{name}") for name in columns])

    def _place(self) -> str | None:
        return str(self._folder) if self._folder else None

    def _row(self, cells: list[str]) -> None:
        self._console.print("".join(cell.rjust(width) for cell, width in zip(cells, _WIDTHS, strict=True)))

    def _progress(self) -> None:
        history = self._history.history()
        left = history.seconds_left()
        loss = history.smoothed[-1] if history.steps else float("nan")
        text = say("cli.train.progress", loss=float(loss), left=_duration(left[1]) if left else "?")
        self._console.progress(text, history.steps, history.total_steps)

    def _ended(self, event: Ended) -> None:
        console = self._console
        model = str(self._folder / event.model) if event.model and self._folder else None
        line: dict[str, Any] = {
            "event": "ended",
            "status": event.status,
            "epochs": event.epochs,
            "val_loss": event.val_loss,
            "val_accuracy": event.val_accuracy,
            "samples_per_second": event.samples_per_second,
            "model": model,
            "code": event.code,
            "message": cause(event),
            "advice": advice(event),
            "folder": self._place(),
        }
        if event.status in ("finished", "stopped"):
            console.say(event.code, **event.params)
        else:
            console.warn(event.code, **event.params)
            if line["advice"]:
                console.warn(f"{event.code}.advice", **event.params)
        if model:
            console.say("cli.train.model_written", path=model)
        console.emit(line)


def _cells(event: EpochEnded) -> list[str]:
    numbers = [event.loss, event.accuracy, event.val_loss, event.val_accuracy]
    return [str(event.epoch), *("-" if n is None else f"{n:.4f}" for n in numbers), f"{event.seconds:.1f} s"]


def _duration(seconds: float) -> str:
    whole = round(seconds)
    hours, minutes = whole // 3600, whole // 60 % 60
    return f"{hours}:{minutes:02}:{whole % 60:02}" if hours else f"{minutes}:{whole % 60:02}"
