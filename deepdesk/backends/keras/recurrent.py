"""LSTM and GRU over ``(batch, steps, features)``, with one bias each."""

from __future__ import annotations

from typing import Any

import keras
import tensorflow as tf

from deepdesk.backends.keras.weights import Built, places
from deepdesk.backends.plan import PlannedLayer


def _has_one_thread() -> bool:
    """Whether all work is done by a single thread of the processor."""
    return tf.config.threading.get_intra_op_parallelism_threads() == 1 and not tf.config.list_logical_devices("GPU")


def block_lstm(inputs: Any, kernel: Any, recurrent_kernel: Any, bias: Any) -> Any:
    """All outputs ``(steps, batch, units)`` of an LSTM over ``(steps, batch, features)`` in one TensorFlow operation.

    Gates i f c o. It is traced three times as fast as Keras' loop over the steps and, on one thread, runs as fast; with
    more threads it is slower, since they meet after each of its many small parts.
    """
    return _block_lstm(inputs, tf.concat([kernel, recurrent_kernel], axis=0), bias)


@tf.custom_gradient
def _block_lstm(inputs: Any, kernel: Any, bias: Any) -> Any:
    # TensorFlow registers for this operation the gradient of its first version, whose gates lie in another order.
    units = bias.shape[0] // 4
    no_peephole = tf.zeros((units,), inputs.dtype)
    start = tf.zeros((tf.shape(inputs)[1], units), inputs.dtype)
    given = {
        "seq_len_max": tf.shape(inputs, out_type=tf.int64)[0],
        "x": inputs,
        "cs_prev": start,
        "h_prev": start,
        "w": kernel,
        "wci": no_peephole,
        "wcf": no_peephole,
        "wco": no_peephole,
        "b": bias,
        "use_peephole": False,
    }
    made = tf.raw_ops.BlockLSTMV2(cell_clip=0.0, **given)

    def gradient(outputs: Any) -> Any:
        found = tf.raw_ops.BlockLSTMGradV2(**given, **made._asdict(), cs_grad=tf.zeros_like(outputs), h_grad=outputs)
        return found.x_grad, found.w_grad, found.b_grad

    return made.h, gradient


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


class GRU(keras.layers.RNN):
    """A GRU by PyTorch's definition; the inputs of all steps are projected at once."""

    def __init__(self, units: int, *, use_bias: bool, return_sequences: bool, name: str) -> None:
        cell = OneBiasGRUCell(units, use_bias=use_bias, name="gru_cell")
        super().__init__(cell, return_sequences=return_sequences, name=name)

    def inner_loop(self, sequences: Any, initial_state: Any, mask: Any, training: bool = False) -> Any:
        """Last output, all outputs, and the states, as Keras' own."""
        if mask is not None:
            return super().inner_loop(sequences, initial_state, mask, training=training)
        projected = tf.transpose(self.cell.project(sequences), (1, 0, 2))
        outputs = tf.scan(lambda hidden, now: self.cell.step(now, hidden), projected, initializer=initial_state[0])
        last = outputs[-1]
        every = tf.transpose(outputs, (1, 0, 2)) if self.return_sequences else tf.expand_dims(last, 1)
        return last, every, [last]


def lstm(layer: PlannedLayer) -> Built:
    """``LSTM``."""
    params = layer.params
    built = LSTM(
        params["units"],
        use_bias=params["use_bias"],
        return_sequences=params["return_sequences"],
        name=layer.id,
    )
    return Built(built, places(built.cell, "kernel", "recurrent_kernel", *(["bias"] if params["use_bias"] else [])))


def gru(layer: PlannedLayer) -> Built:
    """``GRU``."""
    params = layer.params
    built = GRU(
        params["units"],
        use_bias=params["use_bias"],
        return_sequences=params["return_sequences"],
        name=layer.id,
    )
    return Built(built, places(built.cell, "kernel", "recurrent_kernel", *(["bias"] if params["use_bias"] else [])))
