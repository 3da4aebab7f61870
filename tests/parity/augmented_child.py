"""One engine in a process of its own trains on varied, mixed and balanced samples and writes down what it was fed."""

from __future__ import annotations

import hashlib
import json
import sys
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from deepdesk import backends
from deepdesk.backends.loop import fit
from deepdesk.data.description import DatasetDescription
from deepdesk.data.opening import open_dataset
from deepdesk.data.settings import ImageAugmentation
from deepdesk.model.initial import initial_weights
from deepdesk.training.configuration import TrainingConfiguration
from tests.parity.runs import Recorder, network

ASKED = ImageAugmentation(
    rotate=15, zoom=0.15, shift=0.1, brightness=0.2, contrast=0.2, noise=0.05, cutout=0.3, mixup=0.4
)
LOGITS = np.array([[1.0, -2.0, 0.5], [0.0, 3.0, -1.0], [2.0, 2.0, 2.0]], np.float32)
WEIGHTED = np.array([[0.75, 0.5, 0.0], [0.0, 0.0, 2.0], [0.0, 0.0, 0.0]], np.float32)


class Fed:
    """The data, with a digest of every batch that is asked for."""

    def __init__(self, data: Any) -> None:
        self._data = data
        self.digests: list[str] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self._data, name)

    def training_batch(self, indices: Any, *, seed: int, epoch: int) -> Any:
        """As the data give it."""
        inputs, targets = self._data.training_batch(indices, seed=seed, epoch=epoch)
        self.digests.append(hashlib.sha256(inputs.tobytes() + targets.tobytes()).hexdigest())
        return inputs, targets


def main(framework: str, folder: Path) -> dict[str, Any]:
    """The losses, the digests, and a loss that can be computed by hand."""
    backend = backends.load(framework)
    description = DatasetDescription(source="sample:digits", augmentation=ASKED, balance="weights")
    opened = open_dataset(description, cache=folder, progress=lambda *_: None, stop_asked=lambda: False)
    data = Fed(opened)
    configuration = TrainingConfiguration(epochs=1, batch_size=28, optimizer="sgd", learning_rate=0.05, seed=3)
    backend.prepare(device="cpu", threads=1, seed=3)
    built = backend.build(network("cnn"), initial_weights(network("cnn"), 3))
    recorder = Recorder()
    result = fit(built, data, configuration, recorder)
    told = msgspec.to_builtins(recorder.events[-1])
    module = f"deepdesk.backends.{'torch' if framework == 'torch' else 'keras'}.losses"
    return {
        "losses": recorder.losses(),
        "digests": data.digests,
        "status": result.status,
        "accuracy": told["accuracy"],
        "by_hand": _by_hand(framework, module),
    }


def _by_hand(framework: str, module: str) -> list[float]:
    import importlib

    losses = importlib.import_module(module)
    as_tensor = importlib.import_module("torch").from_numpy if framework == "torch" else np.asarray
    arguments = ("cross_entropy", as_tensor(LOGITS), as_tensor(WEIGHTED))
    return [float(losses.mean_loss(*arguments)), int(losses.right_places(*arguments))]


if __name__ == "__main__":
    json.dump(main(sys.argv[1], Path(sys.argv[2])), sys.stdout)
