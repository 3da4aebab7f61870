"""The Keras engine's layers beside Keras' own ones; imported where TensorFlow may be."""

from __future__ import annotations

from typing import Any

import keras
import numpy as np

from deepdesk.backends.base import Backend
from deepdesk.core.randomness import generator
from deepdesk.model.description import InputDescription, LayerDescription, ModelDescription
from deepdesk.model.initial import initial_weights


def _masked_inputs() -> Any:
    """``(batch, steps, features)`` filled up at the right, as Keras' own layers take them."""
    values = generator(0, "own").normal(size=(3, 6, 4)).astype(np.float32)
    values[1, 4:] = 0
    values[2, 1:] = 0
    return values


def _ours(backend: Backend, layer: LayerDescription) -> tuple[Any, dict[str, Any]]:
    """Scores behind a Masking, and the weights by their names alone."""
    layers = (LayerDescription(id="mask", kind="Masking"), layer)
    model = ModelDescription(name="n", input=InputDescription(shape=(6, 4)), layers=layers)
    weights = initial_weights(model, 1)
    named = {name.partition("/")[2]: array for name, array in weights.items()}
    return backend.build(model, weights).scores(_masked_inputs()), named


def _recurrent(backend: Backend, kind: str, merge: str, *, every: bool) -> float:
    params = {"units": 5, "return_sequences": every, "bidirectional": True, "merge_mode": merge}
    ours, weights = _ours(backend, LayerDescription(id="a", kind=kind, params=params))
    cell = getattr(keras.layers, kind)(5, return_sequences=every, zero_output_for_mask=True)
    own = keras.layers.Bidirectional(cell, merge_mode=merge)
    inputs = _masked_inputs()
    mask = np.any(inputs != 0, axis=-1)
    own(inputs, mask=mask)
    names = ("kernel", "recurrent_kernel", "bias")
    own.set_weights([weights[start + name] for start in ("", "backward_") for name in names])
    theirs = np.array(own(inputs, mask=mask))
    return float(np.abs(ours - theirs).max())


def _attention(backend: Backend, *, causal: bool) -> float:
    """Differences at the real steps: what Keras gives at masked ones has no meaning."""
    params = {"num_heads": 2, "key_dim": 3, "causal": causal}
    ours, weights = _ours(backend, LayerDescription(id="a", kind="MultiHeadAttention", params=params))
    own = keras.layers.MultiHeadAttention(2, 3)
    inputs = _masked_inputs()
    mask = np.any(inputs != 0, axis=-1)
    own.build(inputs.shape, inputs.shape)
    for part, dense in (("query", "query"), ("key", "key"), ("value", "value"), ("output", "output")):
        getattr(own, f"{dense}_dense").set_weights([weights[f"{part}_kernel"], weights[f"{part}_bias"]])
    both = mask[:, None, :] & mask[:, :, None]
    theirs = np.array(own(inputs, inputs, attention_mask=both, use_causal_mask=causal))
    return float(np.abs((ours - theirs)[mask]).max())


def apart(backend: Backend) -> dict[str, float]:
    """The greatest difference of each."""
    found = {
        f"{kind}-{merge}-{every}": _recurrent(backend, kind, merge, every=every)
        for kind in ("SimpleRNN", "LSTM")
        for merge in ("concat", "sum", "mul", "ave")
        for every in (False, True)
    }
    return found | {f"attention-{causal}": _attention(backend, causal=causal) for causal in (False, True)}
