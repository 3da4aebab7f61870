"""Runs the real loop on a tiny PyTorch network and prints what came of it as JSON; a process of its own."""

from __future__ import annotations

import json
import sys
from typing import Any

import msgspec
import numpy as np

from deepdesk import backends
from deepdesk.backends.base import Position, TrainingData
from deepdesk.backends.loop import fit
from deepdesk.core.errors import DeepDeskError
from deepdesk.data.dataset import DataReport, Dataset, ImageDataset, Split
from deepdesk.data.description import DatasetDescription
from deepdesk.data.preprocessing import ImagePreprocessing
from deepdesk.model.description import InputDescription, LayerDescription, ModelDescription
from deepdesk.model.initial import initial_weights
from deepdesk.training.configuration import TrainingConfiguration

SAMPLES = 50


def dataset(*, train: int = 40, validation: int = 6, side: int = 4) -> Dataset:
    """Two classes: bright and dark."""
    labels = np.arange(SAMPLES, dtype=np.int64) % 2
    images = np.repeat(labels * 200, side * side).reshape(SAMPLES, side, side, 1).astype(np.uint8)
    numbers = np.arange(SAMPLES)
    shape = (side, side, 1)
    return ImageDataset(
        description=DatasetDescription(source="made"),
        report=DataReport(kind="images", name="made", samples=SAMPLES, classes={"dark": 25, "bright": 25}, shape=shape),
        preprocessing=ImagePreprocessing(height=side, width=side, channels=1),
        classes=("dark", "bright"),
        images=images,
        labels=labels,
        split=Split(numbers[:train], numbers[train : train + validation], numbers[train + validation :]),
        fingerprint="",
    )


class Values:
    """Data that are no images: rows of numbers, with values, a label for each, or a label for each of two steps."""

    def __init__(self, kind: str) -> None:
        numbers = np.arange(SAMPLES)
        self.input_shape = (2, 3)
        self.classes = ("low", "high") if kind == "labels of steps" else ()
        self.split = Split(numbers[:40], numbers[40:46], numbers[46:])
        self.rows = np.random.default_rng(1).normal(size=(SAMPLES, 2, 3)).astype(np.float32)
        wanted = {"values": self.rows[:, :, :2] * 2.0, "labels of steps": (self.rows.sum(axis=2) > 0).astype(np.int64)}
        self.wanted = wanted[kind]

    def batch(self, indices: Any) -> Any:
        """Rows of numbers."""
        return self.rows[indices]

    def targets(self, indices: Any) -> Any:
        """What is to come out."""
        return self.wanted[indices]

    def training_batch(self, indices: Any, *, seed: int, epoch: int) -> Any:
        """As they are."""
        return self.batch(indices), self.targets(indices)

    def ignored_places(self, indices: Any) -> int:
        """None."""
        return 0


def over_steps() -> ModelDescription:
    """One dense layer over the features of each step."""
    layers = (LayerDescription(id="out", kind="Dense", params={"units": 2}),)
    return ModelDescription(name="steps", input=InputDescription(shape=(2, 3)), layers=layers)


def model(units: int = 2) -> ModelDescription:
    """Flatten and Dense."""
    layers = (
        LayerDescription(id="flat", kind="Flatten"),
        LayerDescription(id="out", kind="Dense", params={"units": units}),
    )
    return ModelDescription(name="tiny", input=InputDescription(shape=(4, 4, 1)), layers=layers)


class Recorder:
    """Keeps events; asks for a stop at the given question (counted from 1)."""

    def __init__(self, stop_at: int | None) -> None:
        self.events: list[Any] = []
        self.positions: list[Position] = []
        self.questions = self.beats = 0
        self.stop_at = stop_at

    def emit(self, event: Any) -> None:
        self.events.append(msgspec.to_builtins(event))

    def stop_asked(self) -> bool:
        self.questions += 1
        return self.stop_at is not None and self.questions >= self.stop_at

    def checkpoint(self, network: Any, trainer: Any, position: Position) -> None:
        self.positions.append(position)

    def beat(self) -> None:
        self.beats += 1


def told(case: dict[str, Any]) -> dict[str, Any]:
    """What came of one case."""
    backend = backends.load("torch")
    backend.prepare(device="cpu", threads=1, seed=0)
    described = over_steps() if "values" in case else model(case.get("units", 2))
    network = backend.build(described, initial_weights(described, 0), case.get("loss", "cross_entropy"))
    recorder = Recorder(case.get("stop_at"))
    configuration = TrainingConfiguration(
        **{"epochs": 2, "batch_size": 16, "optimizer": "sgd", **case.get("train", {})}
    )
    data: TrainingData = Values(case["values"]) if "values" in case else dataset(**case.get("data", {}))
    before = network.weights()
    try:
        result = fit(network, data, configuration, recorder)
    except DeepDeskError as error:
        return {"error": error.code, "params": error.params}
    evaluated = network.evaluate(data.batch(data.split.validation), data.targets(data.split.validation))
    return {
        "events": recorder.events,
        "positions": [msgspec.to_builtins(position) for position in recorder.positions],
        "beats": recorder.beats,
        "status": result.status,
        "code": result.code,
        "params": result.params,
        "epochs": result.epochs,
        "finite": all(bool(np.isfinite(array).all()) for array in result.weights.values()),
        "as_at_the_start": all(np.array_equal(array, before[name]) for name, array in result.weights.items()),
        "samples_per_second": result.samples_per_second,
        "evaluated": [evaluated[0], evaluated[1], evaluated[2].tolist()],
    }


if __name__ == "__main__":
    json.dump({name: told(case) for name, case in json.loads(sys.argv[1]).items()}, sys.stdout)
