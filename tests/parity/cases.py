"""The one table of what both engines must agree on: every kind of layer × the parameters that matter."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from deepdesk.core.randomness import generator
from deepdesk.model.description import InputDescription, LayerDescription, ModelDescription, Shape
from deepdesk.model.initial import initial_weights
from deepdesk.model.kinds.activations import ACTIVATIONS

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


def _convolutions() -> list[Case]:
    found = []
    for size in ((8, 8), (7, 9)):
        for padding in ("valid", "same"):
            for strides in ((1, 1), (2, 2), (3, 2)):
                for kernel in ((3, 3), (2, 2), (4, 3), (1, 1)):
                    name = f"conv-{size}-{padding}-{strides}-{kernel}".replace(" ", "")
                    params = {"filters": 4, "kernel_size": list(kernel), "strides": list(strides), "padding": padding}
                    found.append(Case(name, (*size, 2), (layer("conv", "Conv2D", **params),)))
            for kernel in ((3, 3), (2, 3)):
                name = f"conv-dilated-{size}-{padding}-{kernel}".replace(" ", "")
                params = {"filters": 3, "kernel_size": list(kernel), "dilation_rate": [2, 3], "padding": padding}
                found.append(Case(name, (*size, 2), (layer("conv", "Conv2D", **params),)))
    found.append(Case("conv-no-bias", (6, 6, 3), (layer("conv", "Conv2D", filters=2, use_bias=False),)))
    found.append(Case("conv-free-size", (None, None, 1), _free_size()))
    return found


def _free_size() -> tuple[LayerDescription, ...]:
    return layer("conv", "Conv2D", filters=3, padding="same", strides=[2, 2]), layer("mean", "GlobalAveragePooling2D")


def _activations() -> list[Case]:
    found = []
    for name in ACTIVATIONS:
        found.append(Case(f"conv-{name}", (5, 5, 2), (layer("conv", "Conv2D", filters=3, activation=name),)))
        found.append(Case(f"dense-{name}", (7,), (layer("dense", "Dense", units=6, activation=name),)))
    return found


def _pooling() -> list[Case]:
    found = []
    before = layer("before", "Conv2D", filters=3, kernel_size=[1, 1])
    for kind in ("MaxPooling2D", "AveragePooling2D"):
        for size in ((8, 8), (7, 9)):
            for padding in ("valid", "same"):
                for pool, strides in (((2, 2), None), ((3, 3), (2, 2)), ((3, 2), (1, 1)), ((2, 3), (3, 3))):
                    name = f"{kind}-{size}-{padding}-{pool}-{strides}".replace(" ", "")
                    params: dict[str, Any] = {"pool_size": list(pool), "padding": padding}
                    if strides is not None:
                        params["strides"] = list(strides)
                    found.append(Case(name, (*size, 2), (before, layer("pool", kind, **params))))
    found.append(Case("global-average", (5, 7, 2), (before, layer("mean", "GlobalAveragePooling2D"))))
    return found


def _recurrent() -> list[Case]:
    found = []
    for kind in ("LSTM", "GRU"):
        for every in (False, True):
            for bias in (True, False):
                params = {"units": 6, "return_sequences": every, "use_bias": bias}
                found.append(Case(f"{kind}-every:{every}-bias:{bias}", (7, 5), (layer("cell", kind, **params),)))
        two = (layer("one", kind, units=6, return_sequences=True), layer("two", kind, units=4))
        found.append(Case(f"{kind}-two", (6, 3), two))
        found.append(Case(f"{kind}-one-step", (1, 3), (layer("cell", kind, units=4),)))
        found.append(Case(f"{kind}-free-length", (None, 3), (layer("cell", kind, units=4),)))
    return found


def _normalization() -> list[Case]:
    found = []
    for momentum, epsilon in ((0.99, 1e-3), (0.5, 1e-5), (0.9, 0.1)):
        norm = layer("norm", "BatchNormalization", momentum=momentum, epsilon=epsilon)
        found.append(Case(f"norm-map-{momentum}", (5, 4, 3), (layer("before", "Conv2D", filters=4), norm)))
        found.append(Case(f"norm-row-{momentum}", (6,), (layer("before", "Dense", units=5), norm)))
        found.append(Case(f"norm-steps-{momentum}", (4, 3), (norm,)))
        # The last batch of an epoch may be a single sample.
        found.append(Case(f"norm-single-{momentum}", (6,), (layer("before", "Dense", units=5), norm), batch=1))
    return found


def _shaping() -> list[Case]:
    before = layer("before", "Conv2D", filters=3, kernel_size=[2, 2])
    return [
        Case("dense-map", (4, 3, 2), (layer("dense", "Dense", units=5, activation="softmax"),)),
        Case("dense-steps", (4, 3), (layer("dense", "Dense", units=5, use_bias=False),)),
        Case("flatten-map", (5, 4, 2), (before, layer("flat", "Flatten"))),
        Case("flatten-row", (5,), (layer("flat", "Flatten"),)),
        Case("reshape-map-to-steps", (5, 4, 2), (before, layer("shape", "Reshape", target_shape=[4, -1]))),
        Case("reshape-map-to-map", (5, 4, 2), (before, layer("shape", "Reshape", target_shape=[2, 3, 6]))),
        Case("reshape-row-to-map", (24,), (layer("shape", "Reshape", target_shape=[3, 4, 2]), before)),
        Case("reshape-rows", (6, 6, 1), (layer("shape", "Reshape", target_shape=[6, 6]), layer("c", "LSTM", units=3))),
        Case("dropout", (9,), (layer("drop", "Dropout", rate=0.4),), random_in_training=True),
        Case("dropout-nothing", (9,), (layer("drop", "Dropout", rate=0.0),)),
        Case("dropout-map", (4, 4, 2), (before, layer("drop", "Dropout", rate=0.4)), random_in_training=True),
    ]


def cases() -> list[Case]:
    """The table."""
    return [*_convolutions(), *_activations(), *_pooling(), *_recurrent(), *_normalization(), *_shaping()]
