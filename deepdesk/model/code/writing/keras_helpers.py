"""The classes that a Keras script needs where our definition is not Keras' own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

_GELU: Final = '''
def gelu(x):
    """@ script.keras.gelu"""
    return keras.activations.gelu(x, approximate=False)
'''

_BATCH_NORM: Final = '''
class BatchNormalization(layers.BatchNormalization):
    """@ script.keras.batch_norm"""

    def call(self, inputs, training=False, mask=None):
        if training and self.trainable:
            before = ops.copy(self.moving_variance.value)
        outputs = super().call(inputs, training=training)
        if training and self.trainable:
            count = ops.cast(ops.size(inputs) / ops.shape(inputs)[-1], "float32")
            biased = self.moving_variance - before * self.momentum
            unbiased = biased * count / ops.maximum(count - 1.0, 1.0)
            self.moving_variance.assign(before * self.momentum + unbiased)
        return outputs
'''

_GRU_CELL: Final = '''
@keras.saving.register_keras_serializable()
class OneBiasGRUCell(layers.GRUCell):
    """@ script.keras.gru"""

    def build(self, input_shape):
        shape = (input_shape[-1], 3 * self.units)
        self.kernel = self.add_weight(
            shape=shape,
            name="kernel",
            initializer="glorot_uniform",
            regularizer=self.kernel_regularizer,
        )
        self.recurrent_kernel = self.add_weight(
            shape=(self.units, 3 * self.units),
            name="recurrent_kernel",
            initializer="orthogonal",
            regularizer=self.recurrent_regularizer,
        )
        self.bias = None
        if self.use_bias:
            self.bias = self.add_weight(shape=(3 * self.units,), name="bias", initializer="zeros")

    def call(self, inputs, states, training=False):
        if training and 0.0 < self.dropout < 1.0:
            inputs = inputs * self.get_dropout_mask(inputs)
        x = ops.matmul(inputs, self.kernel)
        if self.bias is not None:
            x = x + self.bias
        h = ops.matmul(states[0], self.recurrent_kernel)
        update_x, reset_x, new_x = ops.split(x, 3, axis=-1)
        update_h, reset_h, new_h = ops.split(h, 3, axis=-1)
        update = ops.sigmoid(update_x + update_h)
        new = ops.tanh(new_x + ops.sigmoid(reset_x + reset_h) * new_h)
        output = update * states[0] + (1.0 - update) * new
        return output, [output]
'''

_LARGEST: Final = '''
class MaskedGlobalMaxPooling1D(layers.GlobalMaxPooling1D):
    """@ script.help.amax_of_real_steps"""

    def call(self, inputs, mask=None):
        counts = ops.expand_dims(mask, axis=2)
        largest = ops.max(ops.where(counts, inputs, -np.inf), axis=1)
        return ops.where(ops.any(counts, axis=1), largest, 0.0)
'''

_ADAM: Final = '''
class Adam(keras.optimizers.Adam):
    """@ script.keras.adam"""

    def update_step(self, gradient, variable, learning_rate):
        #@ script.keras.sparse
        gradient = ops.add(gradient, ops.zeros_like(variable))
        index = self._get_variable_index(variable)
        m, v = self._momentums[index], self._velocities[index]
        step = ops.cast(self.iterations + 1, "float32")
        m.assign(self.beta_1 * m + (1.0 - self.beta_1) * gradient)
        v.assign(self.beta_2 * v + (1.0 - self.beta_2) * ops.square(gradient))
        corrected_m = m / (1.0 - self.beta_1**step)
        corrected_v = v / (1.0 - self.beta_2**step)
        variable.assign_sub(learning_rate * corrected_m / (ops.sqrt(corrected_v) + self.epsilon))
'''

_RMSPROP: Final = '''
class RMSprop(keras.optimizers.RMSprop):
    """@ script.keras.rmsprop"""

    def update_step(self, gradient, variable, learning_rate):
        #@ script.keras.sparse
        gradient = ops.add(gradient, ops.zeros_like(variable))
        v = self._velocities[self._get_variable_index(variable)]
        v.assign(self.rho * v + (1.0 - self.rho) * ops.square(gradient))
        variable.assign_sub(learning_rate * gradient / (ops.sqrt(v) + self.epsilon))
'''

HELPERS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "gelu": _GELU,
        "BatchNormalization": _BATCH_NORM,
        "OneBiasGRUCell": _GRU_CELL,
        "MaskedGlobalMaxPooling1D": _LARGEST,
        "Adam": _ADAM,
        "RMSprop": _RMSPROP,
    }
)


def needed(names: Iterable[str]) -> tuple[str, ...]:
    """Sources of these helpers, each once, in the order of :data:`HELPERS`."""
    wanted = frozenset(names)
    return tuple(source for name, source in HELPERS.items() if name in wanted)
