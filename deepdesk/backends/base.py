"""The protocols that both back ends fulfil; values cross as numpy arrays, channels-last."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

import msgspec
import numpy as np
import numpy.typing as npt

from deepdesk.model.description import ModelDescription
from deepdesk.training.configuration import TrainingConfiguration

Floats = npt.NDArray[np.float32]
Integers = npt.NDArray[np.int64]
Weights = Mapping[str, npt.NDArray[Any]]
"""Arrays by ``<layer id>/<weight name>`` in the neutral layout of :class:`deepdesk.model.kinds.base.WeightSpec`."""


class Device(msgspec.Struct, frozen=True, kw_only=True):
    """A device that is really there: ``id`` such as ``cpu``, ``cuda:0``; the maker's name; bytes of memory if known."""

    id: str
    name: str
    memory: int | None = None


class Trainer(Protocol):
    """Takes steps; results may lag behind on a GPU until they are read."""

    def step(self, inputs: Floats, labels: Integers) -> Any:
        """One optimizer step on ``(batch, …)`` and ``(batch,)``; gives a handle for :meth:`read`."""

    def read(self, handles: Sequence[Any]) -> tuple[Floats, Integers]:
        """Mean loss of each step and how many samples of it were right, both ``(len(handles),)``."""

    def state(self) -> dict[str, npt.NDArray[Any]]:
        """Optimizer state for a checkpoint, in names of the framework's own."""

    def load_state(self, state: Mapping[str, npt.NDArray[Any]]) -> None:
        """Goes on from :meth:`state`."""


class Network(Protocol):
    """A built network of one framework."""

    def weights(self) -> dict[str, npt.NDArray[Any]]:
        """Copies of all weights in the neutral layout."""

    def load_weights(self, weights: Weights) -> None:
        """Sets all weights (raises ModelError when a name or shape does not fit)."""

    def scores(self, inputs: Floats) -> Floats:
        """Raw scores (logits) in inference mode, ``(batch, classes)``."""

    def evaluate(self, inputs: Floats, labels: Integers) -> tuple[float, int, Integers]:
        """In inference mode: sum of the losses, how many are right, and the predicted classes ``(batch,)``."""

    def gradients(self, inputs: Floats, labels: Integers) -> dict[str, npt.NDArray[Any]]:
        """Gradients of the mean loss in training mode by weight name, neutral layout (for the parity tests)."""

    def trainer(self, configuration: TrainingConfiguration) -> Trainer:
        """An optimizer over this network's trained weights."""


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

    def build(self, model: ModelDescription, weights: Weights | None) -> Network:
        """Builds the network with these weights (``None``: the framework's own start)."""
