"""Convolution over maps ``(batch, height, width, channels)`` and sequences ``(batch, steps, features)``.

TensorFlow has no grouped convolution on every CPU (Keras compiles one at every trace), no depthwise one whose strides
differ between rows and columns, and no dilated transposed one; all are put together here from what it has everywhere.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final

import keras
import tensorflow as tf

from deepdesk.backends.keras.activations import activation
from deepdesk.backends.keras.weights import Built, places
from deepdesk.backends.plan import PlannedLayer


def _padded_same(inputs: Any, kernel: Sequence[int], strides: Sequence[int]) -> Any:
    """``inputs`` padded as ``SAME`` would, the odd cell at the end."""
    sides = []
    for axis, (size, step) in enumerate(zip(kernel, strides, strict=True), start=1):
        cells = inputs.shape[axis]
        if cells is None:
            cells = tf.shape(inputs)[axis]
            total = tf.maximum((-(-cells // step) - 1) * step + size - cells, 0)
        else:
            total = max((-(-cells // step) - 1) * step + size - cells, 0)
        sides.append([total // 2, total - total // 2])
    return tf.pad(inputs, [[0, 0], *sides, [0, 0]])


def depthwise(inputs: Any, kernel: Any, strides: Sequence[int], padding: str, dilation: Sequence[int]) -> Any:
    """Depthwise convolution with ``kernel`` ``(rows, columns, channels, each)``.

    Strides that differ are cut down to what they share, and of the results those that lie on the strides are kept.
    """
    shared = math.gcd(*strides)
    if strides[0] != strides[1] and padding == "same":
        inputs, padding = _padded_same(inputs, kernel.shape[:2], strides), "valid"
    outputs = tf.nn.depthwise_conv2d(inputs, kernel, (1, shared, shared, 1), padding.upper(), dilations=dilation)
    if strides[0] != strides[1]:
        outputs = outputs[:, :: strides[0] // shared, :: strides[1] // shared]
    return outputs


def grouped(inputs: Any, kernel: Any, groups: int, convolve: Callable[[Any, Any], Any]) -> Any:
    """Each part of the channels with its part of the filters."""
    parts = zip(tf.split(inputs, groups, axis=-1), tf.split(kernel, groups, axis=-1), strict=True)
    return tf.concat([convolve(part, own) for part, own in parts], axis=-1)


class GroupedConv2D(keras.layers.Conv2D):
    """Keras' layer for ``groups`` above 1, put together from convolutions that TensorFlow has."""

    def convolution_op(self, inputs: Any, kernel: Any) -> Any:
        """Without bias and activation."""
        if self.groups == inputs.shape[-1]:
            own = tf.reshape(kernel, (*self.kernel_size, self.groups, self.filters // self.groups))
            return depthwise(inputs, own, self.strides, self.padding, self.dilation_rate)
        return grouped(inputs, kernel, self.groups, super().convolution_op)


class GroupedConv1D(keras.layers.Conv1D):
    """Keras' layer for ``groups`` above 1, put together from convolutions that TensorFlow has."""

    def call(self, inputs: Any) -> Any:
        """``(batch, steps, features)`` to ``(batch, other steps, filters)``."""
        kernel, padding = tf.convert_to_tensor(self.kernel), self.padding
        if padding == "causal":
            before = self.dilation_rate[0] * (self.kernel_size[0] - 1)
            inputs, padding = tf.pad(inputs, [[0, 0], [before, 0], [0, 0]]), "valid"
        if self.groups == inputs.shape[-1]:
            outputs = self._each_feature(inputs, kernel, padding)
        else:
            settings = {"strides": self.strides, "padding": padding.upper(), "dilations": self.dilation_rate}
            outputs = grouped(inputs, kernel, self.groups, lambda x, own: tf.nn.convolution(x, own, **settings))
        if self.use_bias:
            outputs = tf.nn.bias_add(outputs, self.bias)
        return self.activation(outputs)

    def _each_feature(self, inputs: Any, kernel: Any, padding: str) -> Any:
        """As a depthwise convolution over a map of one row."""
        own = tf.reshape(kernel, (1, *self.kernel_size, self.groups, self.filters // self.groups))
        outputs = depthwise(tf.expand_dims(inputs, 1), own, self.strides * 2, padding, (1, *self.dilation_rate))
        return tf.squeeze(outputs, 1)


class DepthwiseConv2D(keras.layers.DepthwiseConv2D):
    """Keras' layer with strides that may differ."""

    def call(self, inputs: Any) -> Any:
        """``(batch, height, width, channels)`` to ``(batch, rows, columns, channels · depth_multiplier)``."""
        kernel = tf.convert_to_tensor(self.kernel)
        outputs = depthwise(inputs, kernel, self.strides, self.padding, self.dilation_rate)
        if self.use_bias:
            outputs = tf.nn.bias_add(outputs, self.bias)
        return self.activation(outputs)


class SeparableConv2D(keras.layers.SeparableConv2D):
    """Keras' layer with strides that may differ."""

    def call(self, inputs: Any) -> Any:
        """``(batch, height, width, channels)`` to ``(batch, rows, columns, filters)``."""
        kernel = tf.convert_to_tensor(self.depthwise_kernel)
        between = depthwise(inputs, kernel, self.strides, self.padding, self.dilation_rate)
        outputs = tf.nn.conv2d(between, tf.convert_to_tensor(self.pointwise_kernel), 1, "VALID")
        if self.use_bias:
            outputs = tf.nn.bias_add(outputs, self.bias)
        return self.activation(outputs)


class DilatedConv2DTranspose(keras.layers.Conv2DTranspose):
    """Keras' layer for a dilation above 1: an ordinary one, with zeros between the cells of its kernel."""

    def call(self, inputs: Any) -> Any:
        """``(batch, height, width, channels)`` to ``(batch, rows, columns, filters)``."""
        kernel = self._stretched(tf.convert_to_tensor(self.kernel))
        outputs = keras.ops.conv_transpose(inputs, kernel, strides=list(self.strides), padding=self.padding)
        if self.use_bias:
            outputs = tf.nn.bias_add(outputs, self.bias)
        return self.activation(outputs)

    def _stretched(self, kernel: Any) -> Any:
        """``(rows, columns, filters, channels)`` to what the dilated kernel spans."""
        (rows, columns), (down, across), ends = self.kernel_size, self.dilation_rate, kernel.shape[2:]
        apart = tf.reshape(kernel, (rows, 1, columns, 1, *ends))
        filled = tf.pad(apart, [[0, 0], [0, down - 1], [0, 0], [0, across - 1], [0, 0], [0, 0]])
        whole = tf.reshape(filled, (rows * down, columns * across, *ends))
        return whole[: down * (rows - 1) + 1, : across * (columns - 1) + 1]


def _settings(layer: PlannedLayer, *names: str) -> dict[str, Any]:
    """Keras' arguments that all convolutions share, and those of ``names``; all have the names of the parameters."""
    shared = ("kernel_size", "strides", "padding", "dilation_rate", "use_bias")
    chosen = {name: layer.params[name] for name in (*shared, *names)}
    return {**chosen, "activation": activation(layer.params["activation"]), "name": layer.id}


def _built(layer: PlannedLayer, built: keras.Layer) -> Built:
    return Built(built, places(built, *(spec.name for spec in layer.weights)))


def conv2d(layer: PlannedLayer) -> Built:
    """``Conv2D``."""
    kind = keras.layers.Conv2D if layer.params["groups"] == 1 else GroupedConv2D
    return _built(layer, kind(**_settings(layer, "filters", "groups")))


def conv1d(layer: PlannedLayer) -> Built:
    """``Conv1D``."""
    kind = keras.layers.Conv1D if layer.params["groups"] == 1 else GroupedConv1D
    return _built(layer, kind(**_settings(layer, "filters", "groups")))


def depthwise_conv2d(layer: PlannedLayer) -> Built:
    """``DepthwiseConv2D``."""
    return _built(layer, DepthwiseConv2D(**_settings(layer, "depth_multiplier")))


def separable_conv2d(layer: PlannedLayer) -> Built:
    """``SeparableConv2D``."""
    return _built(layer, SeparableConv2D(**_settings(layer, "filters", "depth_multiplier")))


def conv2d_transpose(layer: PlannedLayer) -> Built:
    """``Conv2DTranspose``."""
    kind = keras.layers.Conv2DTranspose if max(layer.params["dilation_rate"]) == 1 else DilatedConv2DTranspose
    return _built(layer, kind(**_settings(layer, "filters")))


LAYERS: Final[Mapping[str, Callable[[PlannedLayer], Built]]] = MappingProxyType(
    {
        "Conv2D": conv2d,
        "Conv1D": conv1d,
        "SeparableConv2D": separable_conv2d,
        "DepthwiseConv2D": depthwise_conv2d,
        "Conv2DTranspose": conv2d_transpose,
    }
)
