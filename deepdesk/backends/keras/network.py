"""A Keras model made from a description."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import keras
import numpy as np
import numpy.typing as npt
import tensorflow as tf

from deepdesk.backends.base import Engine, Floats, Integers, Targets, Weights
from deepdesk.backends.keras.devices import tensorflow_name
from deepdesk.backends.keras.layers import LAYERS
from deepdesk.backends.keras.losses import mean_loss, right_places
from deepdesk.backends.keras.trainer import KerasTrainer, Penalized, dense
from deepdesk.backends.keras.weights import Built, Place
from deepdesk.backends.plan import PlannedLayer, fitting, penalties, plan, shapes_of_weights
from deepdesk.model.description import ModelDescription
from deepdesk.model.validation import INPUT
from deepdesk.training.configuration import Loss, TrainingConfiguration


def _connected(model: ModelDescription, layers: Sequence[PlannedLayer], built: Sequence[Built]) -> keras.Model:
    values: dict[str, Any] = {INPUT: keras.Input(model.input.shape, dtype="float32", name=INPUT)}
    masks: dict[str, Any] = {}
    for layer, part in zip(layers, built, strict=True):
        sources = [values[name] for name in layer.inputs]
        taken = sources[0] if len(sources) == 1 else sources
        if layer.makes_mask:
            masks[layer.id] = part.layer.made_mask(taken)
        # Not by the name `mask`: Keras would then hand it on by itself.
        values[layer.id] = part.layer(taken) if layer.mask is None else part.layer(taken, masks[layer.mask])
    return keras.Model(values[INPUT], values[layers[-1].id])


class KerasNetwork:
    """Fulfils :class:`deepdesk.backends.base.Network`.

    Attributes:
        engine: what it was built with.
        input_shape, output_shape: of one sample, channels-last.
        loss: what it is trained for and judged by.
        model: the Keras model.
    """

    def __init__(self, model: ModelDescription, engine: Engine, loss: Loss = "cross_entropy") -> None:
        layers = plan(model)
        self.engine, self.loss = engine, loss
        self.input_shape, self.output_shape = model.input.shape, layers[-1].output_shape
        self._device = tensorflow_name(engine.device)
        with tf.device(self._device):
            built = [LAYERS[layer.kind](layer) for layer in layers]
            self.model = _connected(model, layers, built)
        for layer, part in zip(layers, built, strict=True):
            part.layer.trainable = layer.params.get("trainable", True)
        self._shapes = shapes_of_weights(layers)
        self._places: dict[str, Place] = {
            f"{layer.id}/{name}": place
            for layer, part in zip(layers, built, strict=True)
            for name, place in part.places.items()
        }
        self._penalized = Penalized([(self._places[found.name], found) for found in penalties(layers)])
        self._infer = self._traced()

    def _traced(self) -> Any:
        model, device = self.model, self._device

        def infer(inputs: Any) -> Any:
            with tf.device(device):
                return model(inputs, training=False)

        signature = [tf.TensorSpec((None, *model.input_shape[1:]), tf.float32)]
        return tf.function(infer, input_signature=signature, autograph=False, jit_compile=False)

    def weights(self) -> dict[str, npt.NDArray[Any]]:
        """Copies of all weights in the neutral layout."""
        return {name: self._places[name].read() for name in self._shapes}

    def load_weights(self, weights: Weights) -> None:
        """Sets all weights (raises ModelError when a name or shape does not fit)."""
        for name, array in fitting(weights, self._shapes).items():
            self._places[name].write(array)

    def scores(self, inputs: Floats) -> Floats:
        """Raw scores in inference mode."""
        scores: Floats = self._infer(np.asarray(inputs, np.float32)).numpy()
        return scores

    def evaluate(self, inputs: Floats, targets: Targets) -> tuple[float, int, Integers]:
        """Sum of the losses of the samples, how many places are right, and the predicted classes."""
        outputs = self._infer(np.asarray(inputs, np.float32))
        loss = float(mean_loss(self.loss, outputs, targets)) * len(inputs)
        right = int(right_places(self.loss, outputs, targets))
        if self.loss != "cross_entropy":
            return loss, right, np.zeros(0, np.int64)
        return loss, right, outputs.numpy().argmax(axis=-1).astype(np.int64)

    def training_scores(self, inputs: Floats) -> Floats:
        """Raw scores in training mode: batch statistics, and they move (for the parity tests)."""
        with tf.device(self._device):
            scores: Floats = self.model(np.asarray(inputs, np.float32), training=True).numpy()
        return scores

    def gradients(self, inputs: Floats, targets: Targets) -> dict[str, npt.NDArray[Any]]:
        """Gradients of what is minimized, in training mode: trained weights only."""
        held = {name: place.variable for name, place in self._places.items() if place.variable.trainable}
        values = [variable.value for variable in held.values()]
        with tf.device(self._device), tf.GradientTape() as tape:
            outputs = self.model(np.asarray(inputs, np.float32), training=True)
            minimized = self._penalized.added_to(mean_loss(self.loss, outputs, targets))
        found = tape.gradient(minimized, values, unconnected_gradients=tf.UnconnectedGradients.ZERO)
        return {name: dense(gradient).numpy() for name, gradient in zip(held, found, strict=True)}

    def trainer(self, configuration: TrainingConfiguration) -> KerasTrainer:
        """An optimizer over the trained weights (raises TrainingError when there are none)."""
        return KerasTrainer(self.model, self._device, configuration, self.loss, self._penalized)
