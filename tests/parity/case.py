"""What a case of the parity table is, and what is put into it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from deepdesk.core.randomness import generator
from deepdesk.model.description import InputDescription, LayerDescription, ModelDescription, Shape
from deepdesk.model.initial import initial_weights

BATCH = 6
CLASSES = 5


@dataclass(frozen=True)
class Case:
    """Layers over an input shape; ``random_in_training`` where a layer draws."""

    name: str
    shape: Shape
    layers: tuple[LayerDescription, ...]
    random_in_training: bool = False
    batch: int = BATCH

    @property
    def model(self) -> ModelDescription:
        """The layers alone."""
        return ModelDescription(name="case", input=InputDescription(shape=self.shape), layers=self.layers)

    @property
    def classifier(self) -> ModelDescription:
        """The layers followed by Flatten and Dense, so that there is a loss."""
        end = (layer("end_flat", "Flatten"), layer("end", "Dense", units=CLASSES))
        return ModelDescription(name="case", input=InputDescription(shape=self.shape), layers=(*self.layers, *end))

    def inputs(self) -> Any:
        """``(batch, …)`` float32, normally distributed, a free length taken as 5."""
        sizes = [5 if size is None else size for size in self.shape]
        return generator(0, "inputs", self.name).normal(size=(self.batch, *sizes)).astype(np.float32)

    def labels(self) -> Any:
        """``(batch,)`` int64."""
        return generator(0, "labels", self.name).integers(0, CLASSES, self.batch)


def layer(name: str, kind: str, **params: Any) -> LayerDescription:
    """A layer description."""
    return LayerDescription(id=name, kind=kind, params=params)


def weights_of(model: ModelDescription) -> dict[str, Any]:
    """Starting weights, with biases, scales and running statistics that are not the same for all channels."""
    drawn = initial_weights(model, 7)
    for name, array in drawn.items():
        noise = generator(0, "noise", name).uniform(0.1, 0.4, array.shape).astype(np.float32)
        if not name.endswith("kernel"):
            drawn[name] = array + noise
    return drawn
