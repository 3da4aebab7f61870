"""Prints how far the two ways of the Keras engine's LSTM are apart; a process of its own."""

from __future__ import annotations

import json
import sys
from typing import Any

from deepdesk import backends

backends.load("tensorflow").prepare(device="cpu", threads=1, seed=0)

import keras  # noqa: E402
import numpy as np  # noqa: E402
import tensorflow as tf  # noqa: E402

from deepdesk.backends.keras.recurrent import LSTM  # noqa: E402


def results(inputs: Any, *, fast: bool, settings: dict[str, bool]) -> list[Any]:
    """Outputs and gradients."""
    keras.utils.set_random_seed(3)
    layer = LSTM(5, **settings)
    assert layer.in_one_operation
    layer.in_one_operation = fast

    @tf.function(autograph=False)
    def run(x: Any) -> Any:
        with tf.GradientTape() as tape:
            tape.watch(x)
            outputs = layer(x)
            loss = tf.reduce_sum(tf.sin(outputs))
        return outputs, *tape.gradient(loss, [x, *(v.value for v in layer.trainable_variables)])

    layer.build(inputs.shape)
    return [value.numpy() for value in run(tf.constant(inputs))]


def main() -> None:
    """The greatest difference of each setting."""
    inputs = np.random.default_rng(0).normal(size=(4, 6, 3)).astype(np.float32)
    apart = []
    for every in (False, True):
        for bias in (False, True):
            settings = {"return_sequences": every, "use_bias": bias}
            fast, slow = (results(inputs, fast=way, settings=settings) for way in (True, False))
            apart.append(max(float(np.abs(a - b).max()) for a, b in zip(fast, slow, strict=True)))
    json.dump(apart, sys.stdout)


if __name__ == "__main__":
    main()
