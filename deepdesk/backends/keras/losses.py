"""The losses, over what a network gives ``(batch, …)``; means weigh every sample alike."""

from __future__ import annotations

from typing import Any

import tensorflow as tf

from deepdesk.training.configuration import Loss


def mean_loss(loss: Loss, outputs: Any, targets: Any) -> Any:
    """The mean over samples, places and values; labels are int64 ``(batch, …)`` for ``(batch, …, classes)``."""
    match loss:
        case "cross_entropy":
            return tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(targets, outputs))
        case "mean_squared_error":
            return tf.reduce_mean(tf.math.squared_difference(outputs, targets))
        case "mean_absolute_error":
            return tf.reduce_mean(tf.abs(outputs - targets))


def right_places(loss: Loss, outputs: Any, targets: Any) -> Any:
    """How many labels are met, a pixel each where there are maps of labels; 0 where targets are no labels."""
    if loss != "cross_entropy":
        return tf.zeros((), tf.int64)
    return tf.math.count_nonzero(tf.equal(tf.argmax(outputs, axis=-1), targets))


def target_signature(loss: Loss, output_shape: tuple[int | None, ...]) -> tf.TensorSpec:
    """What targets look like for outputs ``(batch, …)`` of that shape."""
    if loss == "cross_entropy":
        return tf.TensorSpec((None, *output_shape[1:-1]), tf.int64)
    return tf.TensorSpec(output_shape, tf.float32)
