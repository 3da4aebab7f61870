"""Keras on TensorFlow as an engine: version, devices, threads, and building."""

from __future__ import annotations

import logging
import os
from pathlib import Path

from deepdesk.core.places import cache_folder

# Read when Keras and TensorFlow are imported; Keras would otherwise read and write in the person's home.
os.environ["KERAS_BACKEND"] = "tensorflow"
os.environ.setdefault("KERAS_HOME", str(cache_folder() / "keras"))
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

import keras
import tensorflow as tf

from deepdesk.backends.base import Device, Engine, Weights
from deepdesk.backends.devices import choose
from deepdesk.backends.keras import state_dict
from deepdesk.backends.keras.devices import find, take_memory_as_needed
from deepdesk.backends.keras.network import KerasNetwork
from deepdesk.inference.foreign_weights import ForeignWeights
from deepdesk.model.description import ModelDescription
from deepdesk.training.configuration import Loss

_log = logging.getLogger(__name__)


class KerasBackend:
    """Fulfils :class:`deepdesk.backends.base.Backend`."""

    name = "tensorflow"

    def __init__(self) -> None:
        self._device = find()[-1]
        self._threads = 0

    def version(self) -> str:
        """Versions of TensorFlow and Keras, such as ``2.21.0 (Keras 3.15.1)``."""
        return f"{tf.__version__} (Keras {keras.__version__})"

    def devices(self) -> tuple[Device, ...]:
        """What is really there, best first."""
        return find()

    def prepare(self, *, device: str, threads: int, seed: int) -> Device:
        """Chooses device and threads and seeds Keras (raises TrainingError when the device is not there).

        TensorFlow fixes its threads at its first work: a later, different number is not taken, and the engine of the
        networks says which one is in use.
        """
        self._device = choose(device, find())
        try:
            if self._device.id == "cpu":
                # A GPU that is merely in sight would still be given the recurrent layers.
                tf.config.set_visible_devices([], "GPU")
            take_memory_as_needed()
            tf.config.threading.set_intra_op_parallelism_threads(threads)
            tf.config.threading.set_inter_op_parallelism_threads(threads)
            self._threads = threads
        except RuntimeError:
            _log.info("TensorFlow is already at work with %d threads; %d were asked for", self._threads, threads)
        # Touches the context, which fixes the threads.
        keras.utils.set_random_seed(seed)
        return self._device

    def build(self, model: ModelDescription, weights: Weights | None, loss: Loss = "cross_entropy") -> KerasNetwork:
        """Builds ``model`` with these weights, or Keras' own start (raises ModelError)."""
        network = KerasNetwork(model, self._engine(), loss)
        if weights is not None:
            network.load_weights(weights)
        return network

    def read_weights(self, path: Path) -> ForeignWeights:
        """The weights in a file (raises FormatError, OSError)."""
        return state_dict.read_weights(path)

    def _engine(self) -> Engine:
        threads = self._threads or tf.config.threading.get_intra_op_parallelism_threads()
        return Engine(framework=self.name, version=self.version(), device=self._device, threads=threads)


def create() -> KerasBackend:
    """The engine; what :func:`deepdesk.backends.load` calls."""
    return KerasBackend()
