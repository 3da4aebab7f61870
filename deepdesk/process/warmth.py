"""A first tiny step, so that a spare child's first real one is quick."""

from __future__ import annotations

import logging

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
    return ModelDescription(
        name="warm-up",
        input=InputDescription(shape=(8, 8, 1)),
        layers=(
            LayerDescription(
                id="conv", kind="Conv2D", params={"filters": 2, "kernel_size": [3, 3], "activation": "relu"}
            ),
            LayerDescription(id="pool", kind="MaxPooling2D"),
            LayerDescription(id="flat", kind="Flatten"),
            LayerDescription(id="out", kind="Dense", params={"units": 2}),
        ),
    )
