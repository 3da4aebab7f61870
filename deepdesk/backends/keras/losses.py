"""The losses, over what a network gives ``(batch, …)``; means weigh every sample alike."""

from __future__ import annotations

from typing import Any, Final

import tensorflow as tf

from deepdesk.training.configuration import Loss

IGNORED: Final = -1
_TINY: Final = 1e-12


def mean_loss(loss: Loss, outputs: Any, targets: Any) -> Any:
    """The mean over samples, places and values; for ``(batch, …, classes)`` labels are int64 ``(batch, …)``, -1 is
    ignored, or float32 weights of all classes, by whose sum the mean is taken."""
    match loss:
        case "cross_entropy":
            return _cross_entropy(outputs, tf.convert_to_tensor(targets))
        case "mean_squared_error":
            return tf.reduce_mean(tf.math.squared_difference(outputs, targets))
        case "mean_absolute_error":
            return tf.reduce_mean(tf.abs(outputs - targets))


def _cross_entropy(outputs: Any, targets: Any) -> Any:
    if targets.dtype.is_floating:
        total = -tf.reduce_sum(targets * tf.nn.log_softmax(outputs))
        return total / tf.maximum(tf.reduce_sum(targets), _TINY)
    if len(outputs.shape) == 2:
        return tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(targets, outputs))
    counted = targets != IGNORED
    losses = tf.nn.sparse_softmax_cross_entropy_with_logits(tf.where(counted, targets, 0), outputs)
    weights = tf.cast(counted, losses.dtype)
    return tf.reduce_sum(losses * weights) / tf.maximum(tf.reduce_sum(weights), 1.0)


def right_places(loss: Loss, outputs: Any, targets: Any) -> Any:
    """How many labels are met, a pixel each where there are maps of labels; 0 where targets are no labels."""
    if loss != "cross_entropy":
        return tf.zeros((), tf.int64)
    labels = tf.convert_to_tensor(targets)
    if labels.dtype.is_floating:
        # A row of zeros is ignored: nothing is right there.
        labels = tf.where(tf.reduce_sum(labels, axis=-1) > 0, tf.argmax(labels, axis=-1), IGNORED)
    return tf.math.count_nonzero(tf.equal(tf.argmax(outputs, axis=-1), labels))


def target_signature(loss: Loss, output_shape: tuple[int | None, ...], *, weighted: bool = False) -> tf.TensorSpec:
    """What targets look like for outputs ``(batch, …)`` of that shape: ``weighted`` of all classes, or labels."""
    if loss == "cross_entropy" and not weighted:
        return tf.TensorSpec((None, *output_shape[1:-1]), tf.int64)
    return tf.TensorSpec(output_shape, tf.float32)
