"""The training loop that both engines share: the same order of samples, the same figures, the same endings."""

from __future__ import annotations

import math
import time
from contextlib import closing
from typing import Any, Final

from deepdesk.backends.base import LoopResult, Network, Position, Reporter, Targets, Trainer, TrainingData
from deepdesk.backends.batches import epoch_batches, evaluation_size, places_of
from deepdesk.backends.feeding import fed
from deepdesk.backends.pace import Pace
from deepdesk.backends.tally import Tally
from deepdesk.core.errors import TrainingError
from deepdesk.data.dataset import Indices
from deepdesk.model.description import Shape
from deepdesk.training.configuration import TrainingConfiguration
from deepdesk.training.events import BatchesEnded, EpochEnded, Started

SECONDS_A_BLOCK: Final = 0.1
"""How often losses are read and told; reading waits for the device."""


class _LossNotFinite(Exception):
    """The loss of a step is no number."""

    def __init__(self, step: int, value: float) -> None:
        super().__init__(step, value)
        self.step = step
        self.value = value


def check(network: Network, data: TrainingData) -> None:
    """Whether network and data fit each other, by the network's loss (raises TrainingError)."""
    expected, found = network.input_shape, tuple(data.input_shape)
    if not _fits(expected, found):
        raise TrainingError("backends.input_shape", expected=_text(expected), found=_text(found))
    targets = data.targets(data.split.train[:1])
    if network.loss == "cross_entropy":
        _check_scores(network.output_shape, targets, len(data.classes))
    else:
        if targets.dtype.kind != "f":
            raise TrainingError("backends.needs_values", loss=network.loss)
        _check_places(network.output_shape, targets.shape[1:])
    if not len(data.split.train):
        raise TrainingError("backends.no_samples")


def _check_scores(scores: Shape, labels: Targets, classes: int) -> None:
    """Whether there is a score for each class, wherever there is a label."""
    if labels.dtype.kind != "i":
        raise TrainingError("backends.needs_labels")
    if not scores or scores[-1] is None or (labels.ndim == 1 and len(scores) != 1):
        raise TrainingError("backends.no_scores", shape=_text(scores))
    _check_places(scores[:-1], labels.shape[1:])
    if scores[-1] < classes:
        raise TrainingError("backends.too_few_scores", units=scores[-1], classes=classes)


def _check_places(output: Shape, targets: tuple[int, ...]) -> None:
    if not _fits(output, targets):
        raise TrainingError("backends.target_shape", found=_text(output), expected=_text(targets))


def _fits(expected: Shape, found: Shape) -> bool:
    """Whether sizes are equal; a free one on either side takes any."""
    same = (e is None or f is None or e == f for e, f in zip(expected, found, strict=False))
    return len(expected) == len(found) and all(same)


def _text(shape: Shape) -> str:
    return "×".join("?" if size is None else str(size) for size in shape)


def _accuracy(network: Network, data: TrainingData, right: int, indices: Indices) -> float | None:
    """The share of labels that are met, 0 to 1; ``None`` where targets are values."""
    if network.loss != "cross_entropy":
        return None
    places = len(indices) * math.prod(data.targets(indices[:1]).shape[1:])
    # Pixels that are ignored are never right, and count for nothing.
    ignored = data.ignored_places(indices)
    return right / max(1, places - ignored)


def evaluate(
    network: Network, data: TrainingData, indices: Indices, batch_size: int, reporter: Reporter
) -> tuple[float, float | None] | None:
    """Mean loss and accuracy on these samples in inference mode; ``None`` when there are none or a stop was asked."""
    size = evaluation_size(data, batch_size)
    loss, right = 0.0, 0
    for first in range(0, len(indices), size):
        if reporter.stop_asked():
            return None
        chosen = indices[first : first + size]
        part_loss, part_right, _ = network.evaluate(data.batch(chosen), data.targets(chosen))
        loss += part_loss
        right += part_right
        reporter.beat()
    return (loss / len(indices), _accuracy(network, data, right, indices)) if len(indices) else None


class _Run:
    """One run of the loop: what changes from step to step."""

    def __init__(
        self,
        network: Network,
        data: TrainingData,
        configuration: TrainingConfiguration,
        reporter: Reporter,
        trainer: Trainer,
        position: Position,
    ) -> None:
        self.network, self.data, self.configuration = network, data, configuration
        self.reporter, self.trainer = reporter, trainer
        self.epoch, self.batch, self.step = position.epoch, position.batch, position.step
        # A position of an earlier version tells no places: its labels were one for each sample.
        before = position.places or position.batch * configuration.batch_size
        self.tally = Tally(position.loss_sum, position.right, before)
        self.val: tuple[float | None, float | None] = (position.val_loss, position.val_accuracy)
        self.pace = Pace(position.seconds)
        self.epoch_seconds = position.epoch_seconds
        self.good = network.weights()
        self.handles: list[Any] = []
        self.sizes: list[int] = []
        self.places: list[int] = []

    def position(self) -> Position:
        return Position(
            epoch=self.epoch,
            batch=self.batch,
            step=self.step,
            loss_sum=self.tally.loss,
            right=self.tally.right,
            places=self.tally.places,
            seconds=self.pace.seconds(),
            epoch_seconds=self.epoch_seconds,
            val_loss=self.val[0],
            val_accuracy=self.val[1],
        )

    def train_epoch(self) -> bool:
        """The batches that are left of the epoch; False when a stop was asked on the way."""
        data, trainer, reporter, clock = self.data, self.trainer, self.reporter, time.perf_counter
        began = clock()
        due = began + SECONDS_A_BLOCK
        earlier = self.epoch_seconds
        stopped = False
        self.pace.resume()
        seed, epoch = self.configuration.seed, self.epoch + 1
        chosen = epoch_batches(data.split.train, self.configuration, epoch, self.batch)
        units = self.network.output_shape[-1] if self.network.loss == "cross_entropy" else None
        engine = self.network.engine.framework
        with closing(fed(data, chosen, seed=seed, epoch=epoch, units=units, framework=engine)) as batches:
            for batch in batches:
                if reporter.stop_asked():
                    stopped = True
                    break
                self.handles.append(trainer.step(batch.inputs, batch.targets))
                self.sizes.append(batch.samples)
                self.places.append(places_of(batch.targets) if units else 0)
                if clock() >= due or self.pace.is_cold():
                    self.tell()
                    due = clock() + SECONDS_A_BLOCK
        self.tell()
        self.epoch_seconds = earlier + clock() - began
        return not stopped

    def tell(self) -> None:
        """Reads the losses of the block and tells them (raises _LossNotFinite)."""
        if not self.handles:
            return
        losses, right = self.trainer.read(self.handles)
        sizes, places, first = self.sizes, self.places, self.step
        self.handles, self.sizes, self.places = [], [], []
        self.pace.block(len(sizes), sum(sizes))
        self.step += len(sizes)
        self.batch += len(sizes)
        self.tally.add(losses, right, sizes, places)
        figures = tuple(value if math.isfinite(value) else None for value in losses.tolist())
        self.reporter.emit(
            BatchesEnded(
                first_step=first,
                losses=figures,
                seconds=self.pace.seconds(),
                samples_per_second=self.pace.samples_per_second(),
            )
        )
        self.reporter.beat()
        if None in figures:
            at = figures.index(None)
            raise _LossNotFinite(first + at, float(losses[at]))

    def end_epoch(self) -> bool:
        """Validation, the epoch's event and the checkpoint; False when a stop was asked during validation."""
        began = time.perf_counter()
        split = self.data.split
        found = evaluate(self.network, self.data, split.validation, self.configuration.batch_size, self.reporter)
        if found is None and len(split.validation):
            return False
        self.val = (_finite(found[0]), found[1]) if found else (None, None)
        self.epoch += 1
        tally = self.tally
        loss = tally.loss / len(split.train)
        accuracy = tally.right / max(1, tally.places) if self.network.loss == "cross_entropy" else None
        self.epoch_seconds += time.perf_counter() - began
        self.reporter.emit(
            EpochEnded(
                epoch=self.epoch,
                loss=_finite(loss),
                accuracy=accuracy,
                val_loss=self.val[0],
                val_accuracy=self.val[1],
                seconds=self.epoch_seconds,
            )
        )
        self.batch, self.epoch_seconds, self.tally = 0, 0.0, Tally()
        self.good = self.network.weights()
        self.keep()
        return True

    def keep(self) -> None:
        self.reporter.checkpoint(self.network, self.trainer, self.position())

    def ended(self, status: Any, code: str, **params: Any) -> LoopResult:
        weights = self.good if status == "failed" else self.network.weights()
        return LoopResult(
            status=status,
            code=code,
            params=params,
            position=self.position(),
            weights=weights,
            samples_per_second=self.pace.samples_per_second(),
        )


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None


def _started(run: _Run) -> Started:
    engine, split, configuration = run.network.engine, run.data.split, run.configuration
    samples = {"train": len(split.train), "validation": len(split.validation), "test": len(split.test)}
    return Started(
        framework=engine.framework,
        framework_version=engine.version,
        device=engine.device.id,
        device_name=engine.device.name,
        threads=engine.threads,
        epochs=configuration.epochs,
        steps_per_epoch=-(-len(split.train) // configuration.batch_size),
        samples=samples,
        parameters=sum(array.size for array in run.good.values()),
    )


def _not_finite(run: _Run, error: _LossNotFinite) -> LoopResult:
    rate = run.configuration.learning_rate
    figures = {"value": str(error.value), "step": error.step + 1, "epoch": run.epoch + 1}
    return run.ended("failed", "training.loss_not_finite", learning_rate=rate, suggested=rate / 10, **figures)


def fit(
    network: Network,
    data: TrainingData,
    configuration: TrainingConfiguration,
    reporter: Reporter,
    *,
    trainer: Trainer | None = None,
    position: Position | None = None,
) -> LoopResult:
    """Trains ``network`` and tells ``reporter`` of :class:`Started`, blocks of batches and epochs, in this order.

    ``Ended`` is left to the caller, who saves the model first. A stop is looked for before every batch; the epoch that
    it cuts short has no event, and the last checkpoint tells where the run stands.

    Args:
        network: built for the engine in use, with its starting weights.
        data: its training part is learnt from, in an order drawn from (seed, epoch), the smaller last batch
            included; its validation part is looked at after each epoch.
        configuration: epochs, batch size, optimizer, learning rate and seed.
        reporter: takes events and checkpoints, and says when to stop.
        trainer, position: those of a checkpoint, to go on from there with ``network`` as it was then.

    Raises:
        TrainingError: network and data do not fit, or there is nothing to learn from.
    """
    check(network, data)
    steps = trainer if trainer is not None else network.trainer(configuration)
    run = _Run(network, data, configuration, reporter, steps, position or Position())
    reporter.emit(_started(run))
    try:
        while run.epoch < configuration.epochs:
            if not run.train_epoch() or not run.end_epoch():
                run.keep()
                return run.ended("stopped", "training.stopped")
    except _LossNotFinite as error:
        return _not_finite(run, error)
    return run.ended("finished", "training.finished")
