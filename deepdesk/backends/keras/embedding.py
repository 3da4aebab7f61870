"""Layers that turn token numbers into vectors, and masks of sequences."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

import keras
import tensorflow as tf

from deepdesk.backends.keras.weights import Built, places
from deepdesk.backends.plan import PlannedLayer


@tf.custom_gradient
def looked_up(table: Any, tokens: Any) -> Any:
    """Rows ``tokens`` of ``table``; the gradient is as large as the table.

    TensorFlow's own is a list of rows, for which optimizers leave the momentum of all other rows as it is. PyTorch's
    do not.
    """

    def gradient(rows: Any) -> Any:
        flat = tf.reshape(rows, (-1, table.shape[1]))
        return tf.math.unsorted_segment_sum(flat, tf.reshape(tokens, (-1,)), table.shape[0]), None

    return tf.gather(table, tokens), gradient


class Tokens(keras.layers.Embedding):
    """Token numbers ``(batch, steps)``, float32, to rows ``(batch, steps, output_dim)``."""

    def call(self, inputs: Any) -> Any:
        """The row of each token."""
        return looked_up(tf.convert_to_tensor(self.embeddings), tf.cast(inputs, tf.int32))

    def made_mask(self, inputs: Any) -> Any:
        """``(batch, steps)``, true where the token is not 0."""
        return keras.ops.not_equal(keras.ops.cast(inputs, "int32"), 0)


class Masking(keras.Layer):
    """Steps whose features all equal ``mask_value`` become zero and do not count."""

    def __init__(self, mask_value: float, *, name: str) -> None:
        super().__init__(name=name)
        self.mask_value = mask_value

    def call(self, inputs: Any) -> Any:
        """Same shape as the inputs."""
        return inputs * keras.ops.cast(self.made_mask(inputs)[..., None], inputs.dtype)

    def made_mask(self, inputs: Any) -> Any:
        """``(batch, steps)``, true where a feature differs from the value."""
        return keras.ops.any(keras.ops.not_equal(inputs, self.mask_value), axis=-1)


def embedding(layer: PlannedLayer) -> Built:
    """``Embedding``."""
    built = Tokens(layer.params["input_dim"], layer.params["output_dim"], name=layer.id)
    return Built(built, places(built, "embeddings"))


def masking(layer: PlannedLayer) -> Built:
    """``Masking``."""
    return Built(Masking(float(layer.params["mask_value"]), name=layer.id))


LAYERS: Final[Mapping[str, Callable[[PlannedLayer], Built]]] = MappingProxyType(
    {
        "Embedding": embedding,
        "Masking": masking,
    }
)
