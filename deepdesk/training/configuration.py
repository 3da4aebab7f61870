"""How to train, as a frozen value (``*.train.json``)."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final, Literal

import msgspec

from deepdesk.core import documents

FORMAT: Final = "deepdesk.train"
VERSION: Final = 1

Framework = Literal["torch", "tensorflow"]
Optimizer = Literal["adam", "sgd", "rmsprop"]
Loss = Literal["cross_entropy", "mean_squared_error", "mean_absolute_error"]
LossChoice = Literal["auto", "cross_entropy", "mean_squared_error", "mean_absolute_error"]
FRAMEWORKS: Final[tuple[Framework, ...]] = ("torch", "tensorflow")
FRAMEWORK_NAMES: Final[Mapping[str, str]] = MappingProxyType({"torch": "PyTorch", "tensorflow": "TensorFlow"})


class TrainingConfiguration(msgspec.Struct, frozen=True, kw_only=True):
    """Settings of one run.

    Attributes:
        framework: which engine trains.
        device: ``auto``, ``cpu``, ``cuda``, ``cuda:N``, ``mps``.
        epochs: passes over the training part, 1 to 100,000.
        batch_size: samples per step, 1 to 1,000,000.
        optimizer: constants are explicit (PyTorch's definitions): adam 0.9/0.999/1e-8, sgd plain (momentum 0),
            rmsprop 0.99/1e-8.
        loss: ``auto`` takes what suits the task; ``cross_entropy`` takes raw scores over the last axis and class
            numbers; the other two compare the output with values of its own shape.
        learning_rate: above 0, at most 100.
        seed: of weights and sample order, 0 to 2**31 - 1.
        start: ``deepdesk`` draws the weights itself (equal in both frameworks); ``framework`` uses the framework's own.
        threads: intra-op threads on the CPU; ``None`` lets DeepDesk choose, and the choice is written into the run.
    """

    framework: Framework = "torch"
    device: str = "auto"
    epochs: int = 5
    batch_size: int = 64
    optimizer: Optimizer = "adam"
    loss: LossChoice = "auto"
    learning_rate: float = 1e-3
    seed: int = 0
    start: Literal["deepdesk", "framework"] = "deepdesk"
    threads: int | None = None


def usual_loss(task: str) -> Loss:
    """What suits a task: squared error where numbers are to come out, else cross entropy."""
    return "mean_squared_error" if task in ("forecasting", "regression", "reconstruction") else "cross_entropy"


def loss_of(configuration: TrainingConfiguration, task: str) -> Loss:
    """The loss that a run of this task minimizes."""
    return usual_loss(task) if configuration.loss == "auto" else configuration.loss


def load_configuration(path: Path) -> TrainingConfiguration:
    """Reads a ``*.train.json`` (raises FormatError, OSError)."""
    return documents.load(path, TrainingConfiguration, format=FORMAT, version=VERSION, strict=True)


def save_configuration(path: Path, configuration: TrainingConfiguration) -> None:
    """Writes a ``*.train.json`` atomically (raises OSError)."""
    documents.save(path, configuration, format=FORMAT, version=VERSION)
