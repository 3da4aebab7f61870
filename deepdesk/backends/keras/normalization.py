"""Normalization by the batch, by the place and by groups, over the last axis."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

import keras
import tensorflow as tf

from deepdesk.backends.keras.weights import Built, places
from deepdesk.backends.plan import PlannedLayer


class BatchNormalization(keras.layers.BatchNormalization):
    """Keras' batch normalization with PyTorch's running variance, the unbiased one (n - 1 below the line)."""

    def call(self, inputs: Any, training: bool | None = None, mask: Any = None) -> Any:
        """Same shape as ``inputs``."""
        if not training or not self.trainable:
            return super().call(inputs, training=False)
        size = inputs.shape[-1]
        beta = tf.convert_to_tensor(self.beta) if self.center else tf.zeros(size, inputs.dtype)
        gamma = tf.convert_to_tensor(self.gamma) if self.scale else tf.ones(size, inputs.dtype)
        if len(inputs.shape) == 4:
            # One operation, traced and run faster; its variance is the unbiased one.
            outputs, mean, unbiased, *_ = tf.raw_ops.FusedBatchNormV3(
                x=inputs, scale=gamma, offset=beta, mean=[], variance=[], epsilon=self.epsilon, is_training=True
            )
        else:
            mean, variance = tf.nn.moments(inputs, self._reduction_axes)
            values = tf.cast(tf.size(inputs) // tf.shape(inputs)[-1], inputs.dtype)
            # One value per channel has no variance; it counts as zero.
            unbiased = variance * values / tf.maximum(values - 1.0, 1.0)
            outputs = tf.nn.batch_normalization(inputs, mean, variance, beta, gamma, self.epsilon)
        kept = self.momentum
        self.moving_mean.assign(self.moving_mean * kept + mean * (1.0 - kept))
        self.moving_variance.assign(self.moving_variance * kept + unbiased * (1.0 - kept))
        return outputs


def _affine(layer: PlannedLayer) -> tuple[str, ...]:
    """Names of scale and shift, where the layer has them."""
    return tuple(name for name, switch in (("gamma", "scale"), ("beta", "center")) if layer.params[switch])


def _settings(layer: PlannedLayer) -> dict[str, Any]:
    params = layer.params
    return {
        "epsilon": float(params["epsilon"]),
        "scale": params["scale"],
        "center": params["center"],
        "name": layer.id,
    }


def batch_normalization(layer: PlannedLayer) -> Built:
    """``BatchNormalization``."""
    built = BatchNormalization(momentum=float(layer.params["momentum"]), **_settings(layer))
    return Built(built, places(built, *_affine(layer), "moving_mean", "moving_variance"))


def layer_normalization(layer: PlannedLayer) -> Built:
    """``LayerNormalization``."""
    built = keras.layers.LayerNormalization(**_settings(layer))
    return Built(built, places(built, *_affine(layer)))


def group_normalization(layer: PlannedLayer) -> Built:
    """``GroupNormalization``."""
    built = keras.layers.GroupNormalization(groups=layer.params["groups"], **_settings(layer))
    return Built(built, places(built, *_affine(layer)))


LAYERS: Final[Mapping[str, Callable[[PlannedLayer], Built]]] = MappingProxyType(
    {
        "BatchNormalization": batch_normalization,
        "LayerNormalization": layer_normalization,
        "GroupNormalization": group_normalization,
    }
)
