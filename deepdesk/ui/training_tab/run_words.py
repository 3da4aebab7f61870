"""What is said of a run: how far it is, how it ended, what was asked for."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, NamedTuple

from deepdesk.core.catalogue import codes, say
from deepdesk.state.run_values import ShownRun
from deepdesk.training.configuration import FRAMEWORK_NAMES
from deepdesk.training.events import BatchesEnded, EpochEnded, Logged, PhaseChanged, RunEvent
from deepdesk.ui.figures import duration, loss, percent, time_left
from deepdesk.ui.widgets import Choice
from deepdesk.ui.widgets.banner import Severity


class Progress(NamedTuple):
    """What the progress card shows."""

    title: str
    right: str
    fraction: float | None
    detail: str


class Ending(NamedTuple):
    """What the banner of an ending says."""

    severity: Severity
    title: str
    text: str
    choices: tuple[Choice, ...]


_SEVERITIES: Final[Mapping[str, Severity]] = MappingProxyType(
    {"finished": "good", "stopped": "suggestion", "failed": "error", "crashed": "error", "interrupted": "warning"}
)


def progress_of(run: ShownRun) -> Progress:
    """How far a run that goes on is."""
    history = run.history
    started = history.started
    phase = say(history.phase.code, **history.phase.params) if history.phase is not None else ""
    if run.stopping:
        return Progress(say("train.progress.stopping"), "", None, phase)
    if started is None or not history.steps:
        first = phase or say("activity.starting", framework=FRAMEWORK_NAMES[run.job.configuration.framework])
        return Progress(first, "", None, say("train.progress.first"))
    epoch = min(started.epochs, history.steps // started.steps_per_epoch + 1)
    title = say("train.progress.epoch", epoch=epoch, epochs=started.epochs)
    left = history.seconds_left()
    parts = [] if history.samples_per_second is None else [say("train.speed", speed=history.samples_per_second)]
    parts.append(started.device_name or started.device)
    if left is not None and left[0] >= 1 and started.epochs > 1:
        parts.append(say("train.progress.epoch_left", time=duration(left[0])))
    right = time_left(left[1]) if left is not None else ""
    return Progress(title, right, history.steps / max(1, history.total_steps), " · ".join(parts))


def ending_of(run: ShownRun) -> Ending | None:
    """How a run ended: the cause and what to do; ``None`` while it goes on."""
    if run.is_running:
        return None
    ended = run.history.ended
    if ended is None:
        text = say("train.ended.interrupted.text")
        return Ending("warning", say("train.ended.interrupted"), text, _choices("interrupted", has_model=False))
    was_cut = ended.code.startswith("training.interrupted")
    epochs = say("train.epoch" if ended.epochs == 1 else "train.epochs", epochs=ended.epochs)
    kind = "stopped_early" if ended.status == "stopped" and ended.epochs == 0 else ended.status
    title = say("train.ended.interrupted" if was_cut else f"train.ended.{kind}", epochs=epochs)
    texts = [] if ended.status == "finished" else [say(ended.code, **ended.params)]
    if ended.val_accuracy is not None:
        samples = run.history.started.samples.get("validation", 0) if run.history.started is not None else 0
        accuracy = percent(ended.val_accuracy)
        texts.append(say("train.ended.validation", accuracy=accuracy, samples=samples))
    if ended.status == "finished" and ended.model is None:
        texts.append(say(ended.code, **ended.params))
    if f"{ended.code}.advice" in codes():
        texts.append(say(f"{ended.code}.advice", **ended.params))
    choices = _choices(ended.status, has_model=run.model is not None)
    return Ending(_SEVERITIES[ended.status], title, " ".join(texts), choices)


def _choices(status: str, *, has_model: bool) -> tuple[Choice, ...]:
    predict = (Choice("predict", say("train.ended.predict")),) if has_model else ()
    if status in {"finished", "stopped"}:
        return predict
    log = Choice("log", say("train.ended.show_log"))
    return (*predict, log, Choice("report", say("window.notice.copy_report")))


def settings_of(run: ShownRun) -> tuple[tuple[str, str], ...]:
    """The settings of a run that is looked at, read-only: (label, value)."""
    asked = run.job.configuration
    started = run.history.started
    device = started.device_name or started.device if started is not None else asked.device
    rows = [
        (say("train.form.framework"), FRAMEWORK_NAMES[asked.framework]),
        (say("train.form.device"), device),
        (say("train.form.epochs"), f"{asked.epochs:,}"),
        (say("train.form.batch_size"), f"{asked.batch_size:,}"),
        (say("train.form.optimizer"), say(f"train.optimizer.{asked.optimizer}")),
        (say("train.form.loss"), say(f"train.loss.{asked.loss}")),
        (say("train.form.learning_rate"), f"{asked.learning_rate:g}"),
        (say("train.form.seed"), f"{asked.seed}"),
    ]
    if started is not None:
        parts = ("train", "validation", "test")
        known = [f"{started.samples[part]:,}" for part in parts if part in started.samples]
        rows.append((say("train.form.images"), " / ".join(known)))
        rows.append((say("train.form.threads"), f"{started.threads}"))
    if run.history.samples_per_second is not None:
        rows.append((say("train.form.speed"), say("train.speed", speed=run.history.samples_per_second)))
    return tuple(rows)


def log_line(event: RunEvent, samples: Mapping[str, int]) -> str:
    """An event as a line of the log; empty for what is no news. ``samples``: how many there are in each part."""
    match event:
        case PhaseChanged() | Logged():
            return say(event.code, **event.params)
        case EpochEnded():
            figures = {"loss": loss(event.loss), "accuracy": percent(event.accuracy), "seconds": event.seconds}
            validation = {"val_loss": loss(event.val_loss), "val_accuracy": percent(event.val_accuracy)}
            counts = {"training": samples.get("train", 0), "validation": samples.get("validation", 0)}
            return say("train.log.epoch", epoch=event.epoch, **figures, **validation, **counts)
        case BatchesEnded():
            return ""
        case _:
            return ""
