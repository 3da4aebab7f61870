"""One or two directions of a recurrent layer, with dropout on its inputs and masks of any pattern."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

import keras
import tensorflow as tf

from deepdesk.backends.keras.weights import Built, Place
from deepdesk.backends.plan import PlannedLayer
from deepdesk.model.kinds.recurrent import BACKWARD

_MERGES: Final[Mapping[str, Callable[[Any, Any], Any]]] = MappingProxyType(
    {
        "concat": lambda forward, backward: tf.concat([forward, backward], axis=-1),
        "sum": lambda forward, backward: forward + backward,
        "mul": lambda forward, backward: forward * backward,
        "ave": lambda forward, backward: (forward + backward) / 2.0,
    }
)


def _at_steps(values: Any, steps: Any) -> Any:
    """``values[b, steps[b, t]]`` for ``(batch, steps, features)`` and ``(batch, steps)``."""
    return tf.gather(values, steps, axis=1, batch_dims=1)


def _order(mask: Any, *, backward: bool) -> Any:
    """The steps ``(batch, steps)`` in the order of reading: those that count (backward: from the last), then the
    others."""
    count = tf.shape(mask)[1]
    steps = tf.range(count)[None]
    return tf.argsort(tf.where(mask, -steps if backward else steps, steps + count), axis=1)


class Directions(keras.Layer):
    """All outputs of one or two recurrent layers, or the last one of each.

    Args:
        layers: the forward and, if any, the backward one; where there is a mask, they give all their outputs.
        return_sequences: whether the output at every step is given.
        merge_mode: how two directions are joined.
        dropout: share of the input features that a sample loses in training, the same ones at all steps.
    """

    def __init__(
        self,
        layers: tuple[keras.layers.RNN, ...],
        *,
        return_sequences: bool,
        merge_mode: str,
        dropout: float,
        name: str,
    ) -> None:
        super().__init__(name=name)
        self.directions = list(layers)
        self.return_sequences = return_sequences
        self.merge_mode = merge_mode
        self.dropout = dropout
        # Its state is among the model's variables, so that a run can be gone on with exactly.
        self.seed_generator = keras.random.SeedGenerator() if dropout else None

    def build(self, input_shape: Any) -> None:
        """Builds the directions."""
        for direction in self.directions:
            direction.build(input_shape)
        self.built = True

    def call(self, sequences: Any, mask: Any = None, training: bool = False) -> Any:
        """``(batch, steps, features)`` to ``(batch, steps, units)`` or ``(batch, units)``."""
        given = []
        for direction, backward in zip(self.directions, (False, True), strict=False):
            values = self._dropped(sequences) if training and self.dropout else sequences
            if mask is None:
                given.append(self._read(direction, values, backward=backward))
            else:
                given.append(self._read_masked(direction, values, mask, backward=backward))
        return given[0] if len(given) == 1 else _MERGES[self.merge_mode](*given)

    def _dropped(self, sequences: Any) -> Any:
        shape = tf.shape(sequences)
        kept = keras.random.dropout(
            tf.ones((shape[0], 1, sequences.shape[2]), sequences.dtype), self.dropout, seed=self.seed_generator
        )
        return sequences * kept

    def _read(self, direction: Any, values: Any, *, backward: bool) -> Any:
        outputs = direction(tf.reverse(values, (1,)) if backward else values)
        return tf.reverse(outputs, (1,)) if backward and self.return_sequences else outputs

    def _read_masked(self, direction: Any, values: Any, mask: Any, *, backward: bool) -> Any:
        order = _order(mask, backward=backward)
        outputs = direction(_at_steps(values, order))
        zeros = tf.zeros((), outputs.dtype)
        if self.return_sequences:
            return tf.where(mask[..., None], _at_steps(outputs, tf.argsort(order, axis=1)), zeros)
        count = tf.reduce_sum(tf.cast(mask, tf.int32), axis=1, keepdims=True)
        last = _at_steps(outputs, tf.maximum(count - 1, 0))[:, 0]
        return tf.where(count > 0, last, zeros)


def built(layer: PlannedLayer, make: Callable[[str, bool], keras.layers.RNN]) -> Built:
    """A recurrent layer; ``make`` gives one direction, by its name and whether it gives all its outputs.

    A plain one is that direction itself.
    """
    params = layer.params
    every = params["return_sequences"]
    if not params["bidirectional"] and not params["dropout"] and layer.mask is None:
        directions = (make(layer.id, every),)
        whole: keras.Layer = directions[0]
    else:
        names = ("forward", "backward") if params["bidirectional"] else ("forward",)
        directions = tuple(make(name, every or layer.mask is not None) for name in names)
        whole = Directions(
            directions,
            return_sequences=every,
            merge_mode=params["merge_mode"],
            dropout=float(params["dropout"]),
            name=layer.id,
        )
    held = ("kernel", "recurrent_kernel", "bias") if params["use_bias"] else ("kernel", "recurrent_kernel")
    places = {
        before + name: Place(direction.cell, name)
        for before, direction in zip(("", BACKWARD), directions, strict=False)
        for name in held
    }
    return Built(whole, places)
