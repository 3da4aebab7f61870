"""The events of a run, in the order in which they happen; codes and figures, never sentences."""

from __future__ import annotations

from typing import Any, Literal

import msgspec

Status = Literal["finished", "stopped", "failed", "crashed"]


class Event(msgspec.Struct, frozen=True, kw_only=True, tag_field="event"):
    """Base of all events."""


class PhaseChanged(Event, frozen=True, kw_only=True, tag="phase"):
    """What the child is doing now: catalogue code such as ``training.phase.loading_data``."""

    code: str
    params: dict[str, Any] = {}


class Started(Event, frozen=True, kw_only=True, tag="started"):
    """Before the first step: what was found and chosen, so that resume can use it again."""

    framework: str
    framework_version: str
    device: str
    device_name: str
    threads: int
    epochs: int
    steps_per_epoch: int
    samples: dict[str, int]
    parameters: int


class BatchesEnded(Event, frozen=True, kw_only=True, tag="batches"):
    """A block of steps: ``losses[i]`` belongs to step ``first_step + i`` (from 0 over the whole run); sent about ten
    times a second. ``seconds`` since the first step, ``samples_per_second`` after the warm-up (``None`` before)."""

    first_step: int
    losses: tuple[float | None, ...]
    seconds: float
    samples_per_second: float | None = None


class EpochEnded(Event, frozen=True, kw_only=True, tag="epoch"):
    """``epoch`` counts from 1; losses are means over samples without penalties, accuracies 0 to 1; ``None`` where there
    is no validation part or the number is not finite."""

    epoch: int
    loss: float | None
    accuracy: float | None
    val_loss: float | None = None
    val_accuracy: float | None = None
    seconds: float = 0.0


class Logged(Event, frozen=True, kw_only=True, tag="log"):
    """A line for the run's log view."""

    code: str
    params: dict[str, Any] = {}
    severity: Literal["info", "warning", "error"] = "info"


class Ended(Event, frozen=True, kw_only=True, tag="ended"):
    """The one ending of a run (``outcome.json``): cause and advice are the sentences of ``code`` and ``code.advice``.

    ``model`` is the path of ``model.ddm`` relative to the run folder, or ``None``.
    """

    status: Status
    code: str
    params: dict[str, Any] = {}
    epochs: int = 0
    val_loss: float | None = None
    val_accuracy: float | None = None
    samples_per_second: float | None = None
    model: str | None = None


RunEvent = PhaseChanged | Started | BatchesEnded | EpochEnded | Logged | Ended
