"""Steps of training in TensorFlow: a function of our own, not ``fit``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import keras
import numpy as np
import numpy.typing as npt
import tensorflow as tf

from deepdesk.backends.base import Floats, Integers, Targets
from deepdesk.backends.keras.losses import mean_loss, right_places, target_signature
from deepdesk.backends.keras.optimizers import optimizer
from deepdesk.backends.keras.weights import Place
from deepdesk.backends.plan import Penalty
from deepdesk.core.errors import TrainingError
from deepdesk.training.configuration import Loss, TrainingConfiguration


def dense(gradient: Any) -> Any:
    """The whole gradient of a table of which a batch looked up some rows: the others have a gradient too, zero."""
    return tf.convert_to_tensor(gradient) if isinstance(gradient, tf.IndexedSlices) else gradient


class Penalized:
    """The weights that large values are held against."""

    def __init__(self, weights: Sequence[tuple[Place, Penalty]]) -> None:
        self._weights = tuple(weights)

    def added_to(self, loss: Any) -> Any:
        """What is minimized; the very same loss where nothing is penalized."""
        for place, penalty in self._weights:
            values = tf.convert_to_tensor(place.variable.value)
            if penalty.l1:
                loss = loss + penalty.l1 * tf.reduce_sum(tf.abs(values))
            if penalty.l2:
                loss = loss + penalty.l2 * tf.reduce_sum(tf.square(values))
        return loss


class KerasTrainer:
    """Fulfils :class:`deepdesk.backends.base.Trainer`."""

    def __init__(
        self,
        model: keras.Model,
        device: str,
        configuration: TrainingConfiguration,
        loss: Loss,
        penalized: Penalized,
    ) -> None:
        if not model.trainable_variables:
            raise TrainingError("backends.nothing_learns")
        self._model = model
        self._loss: Loss = loss
        self._penalized = penalized
        with tf.device(device):
            self._optimizer = optimizer(configuration)
            self._optimizer.build(model.trainable_variables)
        self._device = device
        self._steps: dict[bool, Any] = {}

    def _traced(self, *, weighted: bool) -> Any:
        device = self._device
        model, chosen, judged_by, penalized = self._model, self._optimizer, self._loss, self._penalized
        variables = model.trainable_variables
        values = [variable.value for variable in variables]
        shape = (None, *model.input_shape[1:])

        def step(inputs: Any, targets: Any) -> Any:
            with tf.device(device):
                with tf.GradientTape(watch_accessed_variables=False) as tape:
                    tape.watch(values)
                    outputs = model(inputs, training=True)
                    loss = mean_loss(judged_by, outputs, targets)
                    minimized = penalized.added_to(loss)
                chosen.apply([dense(gradient) for gradient in tape.gradient(minimized, values)], variables)
                return loss, right_places(judged_by, outputs, targets)

        targets_like = target_signature(judged_by, model.output_shape, weighted=weighted)
        signature = [tf.TensorSpec(shape, tf.float32), targets_like]
        return tf.function(step, input_signature=signature, autograph=False, jit_compile=False)

    def step(self, inputs: Floats, targets: Targets) -> Any:
        """One step; the handle is the loss and the number of right answers, still on the device."""
        weighted = targets.dtype.kind == "f"
        if weighted not in self._steps:
            self._steps[weighted] = self._traced(weighted=weighted)
        return self._steps[weighted](inputs, targets)

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
