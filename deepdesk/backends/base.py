"""The protocols that both back ends fulfil; values cross as numpy arrays, channels-last."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal, Protocol, TypeAlias

import msgspec

from deepdesk.data.dataset import Indices, Split
from deepdesk.model.description import ModelDescription, Shape
from deepdesk.training.configuration import Loss, TrainingConfiguration
from deepdesk.training.events import RunEvent

# The window reads this page for its messages; numpy must not hold up its first paint.
if TYPE_CHECKING:
    from pathlib import Path

    import numpy as np
    import numpy.typing as npt

    from deepdesk.inference.foreign_weights import ForeignWeights

Floats: TypeAlias = "npt.NDArray[np.float32]"
Integers: TypeAlias = "npt.NDArray[np.int64]"
Targets: TypeAlias = "npt.NDArray[np.int64] | npt.NDArray[np.float32]"
"""Class numbers int64 ``(batch, …)`` (-1: ignored), the weights of all classes float32 ``(batch, …, classes)``, or
values float32 of the output's shape."""
Weights: TypeAlias = "Mapping[str, npt.NDArray[Any]]"
"""Arrays by ``<layer id>/<weight name>`` in the neutral layout of :class:`deepdesk.model.kinds.base.WeightSpec`."""


class Device(msgspec.Struct, frozen=True, kw_only=True):
    """A device that is really there: ``id`` such as ``cpu``, ``cuda:0``; the maker's name; bytes of memory if known."""

    id: str
    name: str
    memory: int | None = None


class Engine(msgspec.Struct, frozen=True, kw_only=True):
    """What a network was built with: ``framework`` is ``torch`` or ``tensorflow``, ``threads`` those really in use."""

    framework: str
    version: str
    device: Device
    threads: int


class Position(msgspec.Struct, frozen=True, kw_only=True):
    """Where a run stands, for a checkpoint: everything of :func:`deepdesk.backends.loop.fit` that is not in the weights
    or in :meth:`Trainer.state`.

    Attributes:
        epoch: whole epochs done.
        batch: batches done in the epoch that is under way; 0 between epochs.
        step: steps done in the whole run.
        loss_sum, right: loss times samples, and places that were right (a sample, or a pixel where labels are maps),
            of the epoch under way; ``places``: how many there were to meet.
        seconds: spent in the run so far; ``epoch_seconds``: in the epoch under way.
        val_loss, val_accuracy: of the last whole epoch, ``None`` where there was none.
    """

    epoch: int = 0
    batch: int = 0
    step: int = 0
    loss_sum: float = 0.0
    right: int = 0
    places: int = 0
    seconds: float = 0.0
    epoch_seconds: float = 0.0
    val_loss: float | None = None
    val_accuracy: float | None = None


class LoopResult(msgspec.Struct, frozen=True, kw_only=True):
    """How the training loop ended; ``code`` and ``params`` as in :class:`deepdesk.training.events.Ended`, which whoever
    called the loop emits once the model is saved.

    Attributes:
        status: ``finished``, ``stopped`` (when asked) or ``failed`` (loss not finite).
        position: where the run stands.
        weights: the last good weights in the neutral layout: the present ones, or, after a failure, those of the last
            epoch end (or of the start).
        samples_per_second: training steps after the warm-up, without validation and checkpoints; ``None`` when the run
            was too short.
    """

    status: Literal["finished", "stopped", "failed"]
    code: str
    params: dict[str, Any] = {}
    position: Position
    weights: dict[str, npt.NDArray[Any]]
    samples_per_second: float | None = None

    @property
    def epochs(self) -> int:
        """Whole epochs done."""
        return self.position.epoch


class TrainingData(Protocol):
    """What the training loop needs of data, whatever they are: images, sequences, tables."""

    @property
    def input_shape(self) -> Shape:
        """Of one sample, channels-last; ``None`` where samples differ in length."""

    @property
    def classes(self) -> Sequence[str]:
        """Names by class number; empty where targets are values."""

    @property
    def split(self) -> Split:
        """Sample numbers of the parts."""

    def batch(self, indices: Indices) -> Floats:
        """Network input of these samples, float32 ``(len(indices), …)``."""

    def targets(self, indices: Indices) -> Targets:
        """What is to come out for these samples: class numbers ``(len(indices), …)`` (-1: ignored), or values of the
        output's shape."""

    def training_batch(self, indices: Indices, *, seed: int, epoch: int) -> tuple[Floats, Targets]:
        """Input and what is to come out in training, varied where the data are; what is to come out may then be
        float32 ``(len(indices), …, classes)``: the weight of each class."""

    def ignored_places(self, indices: Indices) -> int:
        """How many places of the targets of these samples are ignored."""


class Trainer(Protocol):
    """Takes steps; results may lag behind on a GPU until they are read."""

    def step(self, inputs: Floats, targets: Targets) -> Any:
        """One optimizer step on ``(batch, …)`` and what is to come out; gives a handle for :meth:`read`."""

    def read(self, handles: Sequence[Any]) -> tuple[Floats, Integers]:
        """Mean loss of each step, without penalties, and how many places of it were right, both ``(len(handles),)``."""

    def state(self) -> dict[str, npt.NDArray[Any]]:
        """Optimizer state for a checkpoint, in names of the framework's own."""

    def load_state(self, state: Mapping[str, npt.NDArray[Any]]) -> None:
        """Goes on from :meth:`state`."""


class Network(Protocol):
    """A built network of one framework."""

    @property
    def engine(self) -> Engine:
        """What it was built with."""

    @property
    def loss(self) -> Loss:
        """What it is trained for and judged by."""

    @property
    def input_shape(self) -> Shape:
        """Of one sample, channels-last."""

    @property
    def output_shape(self) -> Shape:
        """Of one sample's scores."""

    def weights(self) -> dict[str, npt.NDArray[Any]]:
        """Copies of all weights in the neutral layout."""

    def load_weights(self, weights: Weights) -> None:
        """Sets all weights (raises ModelError when a name or shape does not fit)."""

    def scores(self, inputs: Floats) -> Floats:
        """Raw scores (logits) in inference mode, ``(batch, classes)``."""

    def evaluate(self, inputs: Floats, targets: Targets) -> tuple[float, int, Integers]:
        """In inference mode: sum over the samples of each one's mean loss, how many places are right, and the predicted
        classes ``(batch, …)``. Where targets are values there are none: 0 right, and an empty array."""

    def training_scores(self, inputs: Floats) -> Floats:
        """Raw scores in training mode, ``(batch, classes)``; running statistics move (for the parity tests)."""

    def gradients(self, inputs: Floats, targets: Targets) -> dict[str, npt.NDArray[Any]]:
        """Gradients of the mean loss with its penalties in training mode by name of the trained weight, neutral layout
        (for the parity tests)."""

    def trainer(self, configuration: TrainingConfiguration) -> Trainer:
        """An optimizer over this network's trained weights (raises TrainingError when there are none)."""


class Reporter(Protocol):
    """What the training loop is given by whoever runs it; it knows no widget and no pipe."""

    def emit(self, event: RunEvent) -> None:
        """Takes an event of the run."""

    def stop_asked(self) -> bool:
        """Whether to finish the batch and end; asked before every batch, so it must be quick."""

    def checkpoint(self, network: Network, trainer: Trainer, position: Position) -> None:
        """Keeps what is needed to go on from here; called at each epoch end and when the run stops."""

    def beat(self) -> None:
        """Notes that the loop is alive; called for every block of steps and every batch of validation."""


class Backend(Protocol):
    """One framework. ``deepdesk.backends.torch.backend`` and ``deepdesk.backends.keras.backend`` each have
    ``create() -> Backend``; they are imported by name, at run time, in a child."""

    name: str

    def version(self) -> str:
        """The framework's version."""

    def devices(self) -> tuple[Device, ...]:
        """What is really there, best first; ``cpu`` is always among them."""

    def prepare(self, *, device: str, threads: int, seed: int) -> Device:
        """Chooses the device (``auto`` takes the best) and threads and seeds the framework's own generators (dropout)
        before anything is built (raises TrainingError when the device is not there)."""

    def build(self, model: ModelDescription, weights: Weights | None, loss: Loss = "cross_entropy") -> Network:
        """Builds the network with these weights (``None``: the framework's own start) for that loss."""

    def read_weights(self, path: Path) -> ForeignWeights:
        """The weights in a file of the framework's own format, nothing of it run (raises FormatError, OSError)."""


class Exporter(Protocol):
    """Makes the weights of an exported script."""

    def __call__(
        self,
        script: str,
        model: ModelDescription,
        weights: Weights,
        inputs: Floats,
        expected: Floats,
        path: Path,
        *,
        strict: bool = True,
    ) -> float:
        """Sets the script's own network, compares its answers with ``expected``, writes the weights to ``path``, and
        gives the largest difference (raises OSError, and ModelError when with ``strict`` it is more than rounding)."""
