"""What a case of the parity table is, and what is put into it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from deepdesk.core.randomness import generator
from deepdesk.model.description import InputDescription, LayerDescription, ModelDescription, Shape
from deepdesk.model.initial import initial_weights
from deepdesk.model.shapes import infer
from deepdesk.training.configuration import Loss

BATCH = 6
CLASSES = 5


@dataclass(frozen=True)
class Case:
    """Layers over an input shape.

    Attributes:
        random_in_training: a layer draws, so only inference is compared.
        loss: what the gradients are of.
        alone: the layers give what the loss judges; otherwise Flatten and Dense are put behind them.
        takes_step: the weights after one real training step are compared too.
    """

    name: str
    shape: Shape
    layers: tuple[LayerDescription, ...]
    random_in_training: bool = False
    batch: int = BATCH
    loss: Loss = "cross_entropy"
    alone: bool = False
    takes_step: bool = False

    @property
    def model(self) -> ModelDescription:
        """The layers alone."""
        return ModelDescription(name="case", input=InputDescription(shape=self.shape), layers=self.layers)

    @property
    def classifier(self) -> ModelDescription:
        """The layers followed by Flatten and Dense, so that there is a loss, or alone."""
        if self.alone:
            return self.model
        end = (layer("end_flat", "Flatten"), layer("end", "Dense", units=CLASSES))
        return ModelDescription(name="case", input=InputDescription(shape=self.shape), layers=(*self.layers, *end))

    def inputs(self) -> Any:
        """``(batch, …)`` float32, normally distributed, a free length taken as 5."""
        sizes = [5 if size is None else size for size in self.shape]
        return generator(0, "inputs", self.name).normal(size=(self.batch, *sizes)).astype(np.float32)

    def targets(self) -> Any:
        """Labels int64 ``(batch, …)``, or values float32 of the output's shape."""
        output = infer(self.classifier).output_shape
        assert output is not None
        sizes = [5 if size is None else size for size in output]
        draws = generator(0, "labels", self.name)
        if self.loss == "cross_entropy":
            return draws.integers(0, sizes[-1], (self.batch, *sizes[:-1]))
        return draws.normal(size=(self.batch, *sizes)).astype(np.float32)


def layer(name: str, kind: str, inputs: Sequence[str] | None = None, **params: Any) -> LayerDescription:
    """A layer description; ``inputs`` are ids, by default the layer before."""
    return LayerDescription(id=name, kind=kind, params=params, inputs=None if inputs is None else tuple(inputs))


def weights_of(model: ModelDescription) -> dict[str, Any]:
    """Starting weights, with biases, scales and running statistics that are not the same for all channels."""
    drawn = initial_weights(model, 7)
    for name, array in drawn.items():
        noise = generator(0, "noise", name).uniform(0.1, 0.4, array.shape).astype(np.float32)
        if not name.endswith("kernel"):
            drawn[name] = array + noise
    return drawn
