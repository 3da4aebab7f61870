"""Layers in which every step looks at every other."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

import keras
import tensorflow as tf

from deepdesk.backends.keras.weights import Built, Place
from deepdesk.backends.plan import PlannedLayer


class Attention(keras.Layer):
    """Keras' multi-head attention with the mask handed in; one input looks at itself, of two the first at the second.

    Args:
        inner: the attention, built.
        causal: whether a step sees itself and earlier ones only.
    """

    def __init__(self, inner: keras.layers.MultiHeadAttention, *, causal: bool, name: str) -> None:
        super().__init__(name=name)
        self.inner = inner
        self.causal = causal

    def build(self, input_shape: Any) -> None:
        """The inner layer is built already."""
        self.built = True

    def call(self, inputs: Any, value_mask: Any = None, training: bool = False) -> Any:
        """``(batch, steps, features)``; ``value_mask`` is that of what is looked at.

        Where nothing is left to look at, Keras would take the mean of all steps: there, only the bias is given.
        """
        query, value = inputs if isinstance(inputs, list | tuple) else (inputs, inputs)
        if value_mask is None:
            return self.inner(query, value, use_causal_mask=self.causal, training=training)
        rows, columns = tf.shape(query)[1], tf.shape(value)[1]
        allowed = tf.tile(value_mask[:, None, :], (1, rows, 1))
        if self.causal:
            allowed = allowed & (tf.range(rows)[:, None] >= tf.range(columns)[None, :])
        found = self.inner(query, value, attention_mask=allowed, training=training)
        bias = self.inner.output_dense.bias
        empty = tf.zeros_like(found) if bias is None else tf.zeros_like(found) + tf.convert_to_tensor(bias)
        return tf.where(tf.reduce_any(allowed, axis=-1, keepdims=True), found, empty)


def multi_head_attention(layer: PlannedLayer) -> Built:
    """``MultiHeadAttention``."""
    params = layer.params
    inner = keras.layers.MultiHeadAttention(
        params["num_heads"],
        params["key_dim"],
        dropout=float(params["dropout"]),
        use_bias=params["use_bias"],
        name="attention",
    )
    inner.build((None, *layer.input_shapes[0]), (None, *layer.input_shapes[-1]))
    parts = {
        "query": inner.query_dense,
        "key": inner.key_dense,
        "value": inner.value_dense,
        "output": inner.output_dense,
    }
    held = ("kernel", "bias") if params["use_bias"] else ("kernel",)
    places = {f"{part}_{name}": Place(dense, name) for part, dense in parts.items() for name in held}
    return Built(Attention(inner, causal=params["causal"], name=layer.id), places)


LAYERS: Final[Mapping[str, Callable[[PlannedLayer], Built]]] = MappingProxyType(
    {
        "MultiHeadAttention": multi_head_attention,
    }
)
