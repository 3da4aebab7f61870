"""Steps of training in TensorFlow: a function of our own, not ``fit``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import keras
import numpy as np
import numpy.typing as npt
import tensorflow as tf

from deepdesk.backends.base import Floats, Integers
from deepdesk.backends.keras.optimizers import optimizer
from deepdesk.training.configuration import TrainingConfiguration


class KerasTrainer:
    """Fulfils :class:`deepdesk.backends.base.Trainer`."""

    def __init__(self, model: keras.Model, device: str, configuration: TrainingConfiguration) -> None:
        self._model = model
        with tf.device(device):
            self._optimizer = optimizer(configuration)
            self._optimizer.build(model.trainable_variables)
        self._step = self._traced(device)

    def _traced(self, device: str) -> Any:
        model, chosen = self._model, self._optimizer
        variables = model.trainable_variables
        values = [variable.value for variable in variables]
        shape = (None, *model.input_shape[1:])

        def step(inputs: Any, labels: Any) -> Any:
            with tf.device(device):
                with tf.GradientTape(watch_accessed_variables=False) as tape:
                    tape.watch(values)
                    scores = model(inputs, training=True)
                    losses = tf.nn.sparse_softmax_cross_entropy_with_logits(labels, scores)
                    loss = tf.reduce_mean(losses)
                chosen.apply(tape.gradient(loss, values), variables)
                right = tf.math.count_nonzero(tf.equal(tf.argmax(scores, axis=1), labels))
                return loss, right

        signature = [tf.TensorSpec(shape, tf.float32), tf.TensorSpec((None,), tf.int64)]
        return tf.function(step, input_signature=signature, autograph=False, jit_compile=False)

    def step(self, inputs: Floats, labels: Integers) -> Any:
        """One step; the handle is the loss and the number of right answers, still on the device."""
        return self._step(inputs, labels)

    def read(self, handles: Sequence[Any]) -> tuple[Floats, Integers]:
        """Mean losses and numbers of right answers."""
        losses = np.array([loss.numpy() for loss, _ in handles], np.float32)
        return losses, np.array([right.numpy() for _, right in handles], np.int64)

    def _held(self) -> dict[str, Any]:
        """Variables of the optimizer, and those of the network that are no weights: the states of random generators."""
        held = {f"optimizer/{number}": variable for number, variable in enumerate(self._optimizer.variables)}
        weights = {id(variable) for variable in self._model.weights}
        others = [variable for variable in self._model.variables if id(variable) not in weights]
        return held | {f"random/{number}": variable for number, variable in enumerate(others)}

    def state(self) -> dict[str, npt.NDArray[Any]]:
        """Copies of the optimizer's variables and of the random generators' states."""
        return {name: np.array(variable.numpy()) for name, variable in self._held().items()}

    def load_state(self, state: Mapping[str, npt.NDArray[Any]]) -> None:
        """Goes on from :meth:`state`."""
        for name, variable in self._held().items():
            variable.assign(state[name])
