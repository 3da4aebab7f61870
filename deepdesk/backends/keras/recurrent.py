"""Recurrent layers over ``(batch, steps, features)``, with one bias each.

Masks never reach the loops: the steps that count are moved to the front, where no later step can change what they
give, and their outputs are put back (:mod:`deepdesk.backends.keras.directions`). So any pattern runs on the fast way.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

import keras
import tensorflow as tf

from deepdesk.backends.keras.directions import built
from deepdesk.backends.keras.weights import Built
from deepdesk.backends.plan import PlannedLayer


def _has_one_thread() -> bool:
    """Whether all work is done by a single thread of the processor."""
    return tf.config.threading.get_intra_op_parallelism_threads() == 1 and not tf.config.list_logical_devices("GPU")


@tf.custom_gradient
def block_lstm(inputs: Any, kernel: Any, recurrent_kernel: Any, bias: Any) -> Any:
    """All outputs ``(steps, batch, units)`` of an LSTM over ``(steps, batch, features)`` in one TensorFlow operation.

    Gates i f c o. It is traced in less than half the time of Keras' loop over the steps and, on one thread, is a tenth
    faster; with more threads it is slower, since they meet after each of its many small parts.
    """
    units = recurrent_kernel.shape[0]
    no_peephole = tf.zeros((units,), inputs.dtype)
    start = tf.zeros((tf.shape(inputs)[1], units), inputs.dtype)
    made = tf.raw_ops.BlockLSTMV2(
        seq_len_max=tf.shape(inputs, out_type=tf.int64)[0],
        x=inputs,
        cs_prev=start,
        h_prev=start,
        w=tf.concat([kernel, recurrent_kernel], axis=0),
        wci=no_peephole,
        wcf=no_peephole,
        wco=no_peephole,
        b=bias,
        cell_clip=0.0,
        use_peephole=False,
    )

    def gradient(outputs: Any) -> Any:
        # TensorFlow registers the gradient of the first version, whose gates lie in another order. Here only what
        # hangs on the next step is done step by step; all products with the weights' gradients are one each.
        gates = tf.reshape(_gate_gradients(made, recurrent_kernel, start, outputs), (-1, 4 * units))
        flat = tf.reshape(inputs, (-1, kernel.shape[0]))
        before = tf.reshape(_shifted(made.h, start), (-1, units))
        return (
            tf.reshape(tf.matmul(gates, kernel, transpose_b=True), tf.shape(inputs)),
            tf.matmul(flat, gates, transpose_a=True),
            tf.matmul(before, gates, transpose_a=True),
            tf.reduce_sum(gates, axis=0),
        )

    return made.h, gradient


def _shifted(values: Any, start: Any) -> Any:
    """What each step had before it."""
    return tf.concat([start[None], values[:-1]], axis=0)


def _gate_gradients(made: Any, recurrent_kernel: Any, zeros: Any, outputs: Any) -> Any:
    """Gradients ``(steps, batch, 4·units)`` of the sums that go into the gates, from those of the outputs."""
    entry, forget, new, out, shown = made.i, made.f, made.ci, made.o, made.co
    into_cell = out * (1.0 - shown * shown)
    from_cell = tf.concat(
        [new * entry * (1.0 - entry), _shifted(made.cs, zeros) * forget * (1.0 - forget), entry * (1.0 - new * new)],
        axis=2,
    )
    from_output = shown * out * (1.0 - out)
    back = tf.transpose(recurrent_kernel)
    steps = tf.shape(outputs)[0]

    def one(step: Any, hidden: Any, cell: Any, kept: Any) -> Any:
        hidden = hidden + outputs[step]
        cell = cell + hidden * into_cell[step]
        gates = tf.concat([tf.tile(cell, (1, 3)) * from_cell[step], hidden * from_output[step]], axis=1)
        return step - 1, tf.matmul(gates, back), cell * forget[step], kept.write(step, gates)

    kept = tf.TensorArray(outputs.dtype, steps, element_shape=(None, recurrent_kernel.shape[1]))
    return tf.while_loop(lambda step, *_: step >= 0, one, (steps - 1, zeros, zeros, kept), parallel_iterations=1)[
        3
    ].stack()


class LSTM(keras.layers.LSTM):
    """Keras' LSTM, with a way that starts sooner where there is one thread.

    Attributes:
        in_one_operation: whether the outputs are made by :func:`block_lstm`; Keras' own way otherwise.
    """

    def __init__(self, units: int, **settings: Any) -> None:
        super().__init__(units, **settings)
        self.in_one_operation = _has_one_thread()

    def inner_loop(self, sequences: Any, initial_state: Any, mask: Any, training: bool = False) -> Any:
        """Last output, all outputs, and the states, as Keras' own."""
        if mask is not None or not self.in_one_operation:
            return super().inner_loop(sequences, initial_state, mask, training=training)
        cell = self.cell
        bias = tf.convert_to_tensor(cell.bias) if cell.use_bias else tf.zeros((4 * cell.units,), sequences.dtype)
        steps_first = tf.transpose(sequences, (1, 0, 2))
        kernel, recurrent_kernel = tf.convert_to_tensor(cell.kernel), tf.convert_to_tensor(cell.recurrent_kernel)
        outputs = block_lstm(steps_first, kernel, recurrent_kernel, bias)
        last = outputs[-1]
        # Nobody asks for the states: return_state is never set.
        every = tf.transpose(outputs, (1, 0, 2)) if self.return_sequences else tf.expand_dims(last, 1)
        return last, every, [last, last]


class ProjectingCell(keras.layers.SimpleRNNCell):
    """Keras' simple cell in two parts."""

    def project(self, inputs: Any) -> Any:
        """What the inputs give: ``(…, features)`` to ``(…, units)``."""
        projected = keras.ops.matmul(inputs, self.kernel)
        return projected if self.bias is None else projected + self.bias

    def step(self, projected: Any, hidden: Any) -> Any:
        """The next hidden state ``(batch, units)``."""
        return self.activation(projected + tf.matmul(hidden, self.recurrent_kernel))


class OneBiasGRUCell(keras.layers.GRUCell):
    """PyTorch's GRU: the reset gate acts after the recurrent product, and the recurrent bias is zero and not there."""

    def build(self, input_shape: Any) -> None:
        """``kernel (features, 3·units)``, ``recurrent_kernel (units, 3·units)``, ``bias (3·units,)``; gates z r h."""
        features = input_shape[-1]
        self.kernel = self.add_weight(
            shape=(features, 3 * self.units), name="kernel", initializer=self.kernel_initializer
        )
        self.recurrent_kernel = self.add_weight(
            shape=(self.units, 3 * self.units), name="recurrent_kernel", initializer=self.recurrent_initializer
        )
        self.bias = None
        if self.use_bias:
            self.bias = self.add_weight(shape=(3 * self.units,), name="bias", initializer=self.bias_initializer)
        self.built = True

    def call(self, inputs: Any, states: Any, training: bool = False) -> Any:
        """One step."""
        projected = self.project(inputs)
        hidden = self.step(projected, states[0])
        return hidden, [hidden]

    def project(self, inputs: Any) -> Any:
        """The part of the gates that the inputs give: ``(…, features)`` to ``(…, 3·units)``."""
        projected = keras.ops.matmul(inputs, self.kernel)
        return projected if self.bias is None else projected + self.bias

    def step(self, projected: Any, hidden: Any) -> Any:
        """The next hidden state ``(batch, units)``."""
        update_x, reset_x, new_x = tf.split(projected, 3, axis=-1)
        update_h, reset_h, new_h = tf.split(tf.matmul(hidden, self.recurrent_kernel), 3, axis=-1)
        update = tf.sigmoid(update_x + update_h)
        new = tf.tanh(new_x + tf.sigmoid(reset_x + reset_h) * new_h)
        return update * hidden + (1.0 - update) * new


class ProjectingRNN(keras.layers.RNN):
    """A recurrent layer whose cell has ``project`` and ``step``; the inputs of all steps are projected at once."""

    def inner_loop(self, sequences: Any, initial_state: Any, mask: Any, training: bool = False) -> Any:
        """Last output, all outputs, and the states, as Keras' own."""
        projected = tf.transpose(self.cell.project(sequences), (1, 0, 2))
        outputs = tf.scan(lambda hidden, now: self.cell.step(now, hidden), projected, initializer=initial_state[0])
        last = outputs[-1]
        every = tf.transpose(outputs, (1, 0, 2)) if self.return_sequences else tf.expand_dims(last, 1)
        return last, every, [last]


def simple_rnn(layer: PlannedLayer) -> Built:
    """``SimpleRNN``."""
    params = layer.params

    def make(name: str, every: bool) -> keras.layers.RNN:
        cell = ProjectingCell(
            params["units"], activation=params["activation"], use_bias=params["use_bias"], name="simple_rnn_cell"
        )
        return ProjectingRNN(cell, return_sequences=every, name=name)

    return built(layer, make)


def lstm(layer: PlannedLayer) -> Built:
    """``LSTM``."""
    params = layer.params
    return built(
        layer,
        lambda name, every: LSTM(params["units"], use_bias=params["use_bias"], return_sequences=every, name=name),
    )


def gru(layer: PlannedLayer) -> Built:
    """``GRU``."""
    params = layer.params

    def make(name: str, every: bool) -> keras.layers.RNN:
        cell = OneBiasGRUCell(params["units"], use_bias=params["use_bias"], name="gru_cell")
        return ProjectingRNN(cell, return_sequences=every, name=name)

    return built(layer, make)


LAYERS: Final[Mapping[str, Callable[[PlannedLayer], Built]]] = MappingProxyType(
    {
        "SimpleRNN": simple_rnn,
        "LSTM": lstm,
        "GRU": gru,
    }
)
