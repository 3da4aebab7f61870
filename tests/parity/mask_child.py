"""One engine in a process of its own: losses, gradients and accuracy for every target of masks."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

from deepdesk import backends
from deepdesk.model.description import InputDescription, LayerDescription, ModelDescription
from deepdesk.model.initial import initial_weights
from deepdesk.training.configuration import TrainingConfiguration
from tests.parity import mask_targets as table

LAYERS = (
    LayerDescription(id="conv", kind="Conv2D", params={"filters": 4, "kernel_size": [3, 3], "padding": "same"}),
    LayerDescription(id="out", kind="Conv2D", params={"filters": table.CLASSES, "kernel_size": [1, 1]}),
)


def main(framework: str, path: Path) -> None:
    """Writes ``<name>|<what>`` arrays to ``path``."""
    backend = backends.load(framework)
    backend.prepare(device="cpu", threads=1, seed=0)
    shape = (table.HEIGHT, table.WIDTH, table.CHANNELS)
    model = ModelDescription(name="masks", input=InputDescription(shape=shape), layers=LAYERS)
    weights = initial_weights(model, 5)
    network = backend.build(model, weights, "cross_entropy")
    found = {"scores": network.scores(table.inputs())}
    for name, targets in table.targets().items():
        network.load_weights(weights)
        loss, right, predicted = network.evaluate(table.inputs(), targets)
        found[f"{name}|evaluated"] = np.array([loss / table.BATCH, right], np.float64)
        found[f"{name}|predicted"] = predicted
        for weight, gradient in network.gradients(table.inputs(), targets).items():
            found[f"{name}|gradient {weight}"] = gradient
        trainer = network.trainer(TrainingConfiguration(optimizer="sgd", learning_rate=0.1))
        losses, rights = trainer.read([trainer.step(table.inputs(), targets)])
        found[f"{name}|step"] = np.array([losses[0], rights[0]], np.float64)
    np.savez(path, **found)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
