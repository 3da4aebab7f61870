"""A first tiny step, so that a spare child's first real one is quick."""

from __future__ import annotations

import logging
from typing import Any

import numpy as np

from deepdesk.backends.base import Backend
from deepdesk.core.errors import DeepDeskError
from deepdesk.model.description import InputDescription, LayerDescription, ModelDescription
from deepdesk.process.environment import chosen_threads
from deepdesk.training.configuration import TrainingConfiguration

_log = logging.getLogger(__name__)


def warm_up(backend: Backend) -> None:
    """Trains a toy network for one step; what goes wrong is only logged, because the real work will tell it better."""
    try:
        backend.prepare(device="auto", threads=chosen_threads(), seed=0)
        network = backend.build(_toy(), None)
        inputs, labels = np.zeros((4, 8, 8, 1), np.float32), np.zeros(4, np.int64)
        trainer = network.trainer(TrainingConfiguration())
        trainer.read([trainer.step(inputs, labels)])
        network.evaluate(inputs, labels)
    except (DeepDeskError, RuntimeError, ValueError, TypeError, OSError, ImportError):
        _log.warning("The warm-up failed", exc_info=True)


def _toy() -> ModelDescription:
    """One layer of each family that takes long the first time it is built or traced."""
    kinds: tuple[tuple[str, str, dict[str, Any]], ...] = (
        ("conv", "Conv2D", {"filters": 2, "kernel_size": [3, 3], "padding": "same", "activation": "relu"}),
        ("norm", "BatchNormalization", {}),
        ("pool", "MaxPooling2D", {}),
        ("rows", "Reshape", {"target_shape": [4, 8]}),
        ("lstm", "LSTM", {"units": 2, "return_sequences": True}),
        ("drop", "Dropout", {"rate": 0.5}),
        ("flat", "Flatten", {}),
        ("out", "Dense", {"units": 2}),
    )
    return ModelDescription(
        name="warm-up",
        input=InputDescription(shape=(8, 8, 1)),
        layers=tuple(LayerDescription(id=name, kind=kind, params=params) for name, kind, params in kinds),
    )
