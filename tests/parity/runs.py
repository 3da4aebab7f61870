"""Short runs of the real training loop, for both engines: the same networks, data and seeds."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from deepdesk.backends.base import Backend, LoopResult, Position
from deepdesk.backends.loop import fit
from deepdesk.data.dataset import Dataset
from deepdesk.data.description import DatasetDescription
from deepdesk.data.opening import open_dataset
from deepdesk.model.description import InputDescription, ModelDescription
from deepdesk.model.initial import initial_weights
from deepdesk.training.configuration import Optimizer, TrainingConfiguration
from deepdesk.training.events import BatchesEnded, RunEvent
from tests.parity.case import layer

# RMSprop's first steps are ten times its rate whatever the gradient: at 1e-3 rounding alone drives the CNN apart.
RATES: dict[Optimizer, float] = {"adam": 1e-3, "sgd": 0.05, "rmsprop": 1e-4}
LOSSES = 50


def network(name: str) -> ModelDescription:
    """An article-like CNN without dropout, a one-layer LSTM, or one with all that has a state of its own."""
    same = {"kernel_size": [3, 3], "padding": "same", "activation": "relu"}
    chosen = {
        "cnn": (
            layer("conv1", "Conv2D", filters=32, **same),
            layer("pool1", "MaxPooling2D"),
            layer("conv2", "Conv2D", filters=64, **same),
            layer("pool2", "MaxPooling2D"),
            layer("conv3", "Conv2D", filters=64, **same),
            layer("flat", "Flatten"),
            layer("dense", "Dense", units=64, activation="relu"),
        ),
        "lstm": (layer("rows", "Reshape", target_shape=[8, 8]), layer("lstm", "LSTM", units=64)),
        "stateful": (
            layer("conv", "Conv2D", filters=4, use_bias=False),
            layer("norm", "BatchNormalization"),
            layer("rows", "Reshape", target_shape=[6, 24]),
            layer("gru", "GRU", units=8),
            layer("drop", "Dropout", rate=0.3),
        ),
    }[name]
    return ModelDescription(
        name=name, input=InputDescription(shape=(8, 8, 1)), layers=(*chosen, layer("out", "Dense", units=10))
    )


class Recorder:
    """A reporter that keeps what it is told, and stops when so many epochs are checkpointed."""

    def __init__(self, stop_after: int | None = None) -> None:
        self.events: list[RunEvent] = []
        self.checkpoints: list[tuple[dict[str, Any], dict[str, Any], Position]] = []
        self.stop_after = stop_after

    def emit(self, event: RunEvent) -> None:
        """Keeps it."""
        self.events.append(event)

    def stop_asked(self) -> bool:
        """Once there are as many checkpoints as were wanted."""
        return self.stop_after is not None and len(self.checkpoints) >= self.stop_after

    def checkpoint(self, network: Any, trainer: Any, position: Position) -> None:
        """Keeps copies."""
        self.checkpoints.append((network.weights(), trainer.state(), position))

    def beat(self) -> None:
        """Nobody listens."""

    def losses(self) -> list[float | None]:
        """Of every step, in order."""
        return [loss for event in self.events if isinstance(event, BatchesEnded) for loss in event.losses]


class Runs:
    """Runs on the digits with one engine."""

    def __init__(self, backend: Backend, cache: Path) -> None:
        self.backend = backend
        description = DatasetDescription(source="sample:digits")
        self.data: Dataset = open_dataset(description, cache=cache, progress=lambda *_: None, stop_asked=lambda: False)

    def build(self, name: str, configuration: TrainingConfiguration) -> Any:
        """The network with its starting weights."""
        self.backend.prepare(device="cpu", threads=1, seed=configuration.seed)
        return self.backend.build(network(name), initial_weights(network(name), configuration.seed))

    def train(self, name: str, configuration: TrainingConfiguration) -> tuple[LoopResult, Recorder]:
        """A whole run."""
        recorder = Recorder()
        return fit(self.build(name, configuration), self.data, configuration, recorder), recorder

    def resumed(self, name: str, configuration: TrainingConfiguration) -> LoopResult:
        """The same run in two parts: stopped after the first epoch, and gone on in a new network."""
        recorder = Recorder(stop_after=1)
        stopped = fit(self.build(name, configuration), self.data, configuration, recorder)
        assert stopped.status == "stopped" and stopped.epochs == 1
        weights, state, position = recorder.checkpoints[-1]
        again = self.build(name, configuration)
        again.load_weights(weights)
        trainer = again.trainer(configuration)
        trainer.load_state(state)
        return fit(again, self.data, configuration, Recorder(), trainer=trainer, position=position)

    def all(self) -> dict[str, Any]:
        """Losses of the same-start runs, and weights of the runs that must be equal to the byte."""
        found: dict[str, Any] = {}
        for name in ("cnn", "lstm"):
            for optimizer, rate in RATES.items():
                configuration = TrainingConfiguration(
                    epochs=1, batch_size=28, optimizer=optimizer, learning_rate=rate, seed=3
                )
                result, recorder = self.train(name, configuration)
                found[f"losses/{name}/{optimizer}"] = np.array(recorder.losses()[:LOSSES], np.float64)
                if optimizer == "adam":
                    found |= {f"trained/{name}/{key}": array for key, array in result.weights.items()}
                    scores = self.build(name, configuration)
                    scores.load_weights(result.weights)
                    found[f"scores/{name}"] = scores.scores(self.data.batch(self.data.split.test))
        configuration = TrainingConfiguration(epochs=2, batch_size=32, seed=5)
        for attempt in ("first", "second"):
            result, _ = self.train("stateful", configuration)
            found |= {f"{attempt}/{key}": array for key, array in result.weights.items()}
        resumed = self.resumed("stateful", configuration)
        return found | {f"resumed/{key}": array for key, array in resumed.weights.items()}

    def crossed(self, name: str, weights: dict[str, Any]) -> Any:
        """Scores of the test part with weights that the other engine trained."""
        other = self.build(name, TrainingConfiguration())
        other.load_weights(weights)
        return other.scores(self.data.batch(self.data.split.test))
