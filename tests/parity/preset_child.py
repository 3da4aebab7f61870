"""One engine in a process of its own: takes a few steps with every preset on small made-up data."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from deepdesk import backends
from deepdesk.backends.base import Backend
from deepdesk.core.randomness import generator
from deepdesk.model import edit
from deepdesk.model.description import ModelDescription, Shape
from deepdesk.model.initial import initial_weights
from deepdesk.model.presets import PRESETS, Preset, preset
from deepdesk.model.shapes import infer
from deepdesk.training.configuration import Loss, TrainingConfiguration

BATCH, CLASSES, STEPS = 8, 3, 8
_LOSSES: dict[str, Loss] = {
    "classification": "cross_entropy",
    "segmentation": "cross_entropy",
    "regression": "mean_squared_error",
    "reconstruction": "mean_squared_error",
}


def small_shape(chosen: Preset) -> Shape:
    """A small input of the axes that the preset is made for."""
    return {3: (32, 32, 3), 2: (12, 4), 1: (12,)}[len(chosen.usual_shape)]


def network(preset_id: str) -> ModelDescription:
    """The preset on its small input, without dropout: each engine draws its own."""
    model = preset(preset_id, small_shape(PRESETS[preset_id]), CLASSES)
    for layer in model.layers:
        if layer.kind == "Dropout":
            model = edit.set_param(model, layer.id, "rate", 0.0)
    return model


def samples(chosen: Preset, model: ModelDescription) -> tuple[Any, Any]:
    """``(batch, …)`` inputs and what the network is to answer."""
    draws = generator(0, "preset", chosen.id)
    shape = (BATCH, *(size or 1 for size in small_shape(chosen)))
    if chosen.family == "text":
        inputs = draws.integers(1, 50, shape).astype(np.float32)
    else:
        inputs = draws.uniform(0, 1, shape).astype(np.float32)
    if chosen.task == "reconstruction":
        return inputs, inputs
    if chosen.task == "regression":
        size = (BATCH, *(length or 1 for length in infer(model).output_shape or ()))
        return inputs, draws.normal(size=size).astype(np.float32)
    places = shape[:3] if chosen.task == "segmentation" else (BATCH,)
    return inputs, draws.integers(0, CLASSES, places)


def losses_of(backend: Backend, chosen: Preset) -> list[float]:
    """The loss of a few Adam steps on one batch."""
    model = network(chosen.id)
    built = backend.build(model, initial_weights(model, 1), _LOSSES[chosen.task])
    inputs, targets = samples(chosen, model)
    trainer = built.trainer(TrainingConfiguration(optimizer="adam", learning_rate=1e-3))
    losses, _ = trainer.read([trainer.step(inputs, targets) for _ in range(STEPS)])
    return [float(loss) for loss in losses]


def main(framework: str, path: str, names: list[str]) -> None:
    """Writes the losses by preset as JSON."""
    backend = backends.load(framework)
    backend.prepare(device="cpu", threads=1, seed=0)
    found = {name: losses_of(backend, PRESETS[name]) for name in names}
    Path(path).write_bytes(msgspec.json.encode(found))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3:])
