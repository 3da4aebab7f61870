"""Prints what one engine's sequence layers do in training, and, with Keras, how they compare to its own layers."""

from __future__ import annotations

import json
import sys
from typing import Any

from deepdesk import backends
from deepdesk.core.randomness import generator
from deepdesk.model.description import InputDescription, LayerDescription, ModelDescription
from deepdesk.model.initial import initial_weights
from deepdesk.training.configuration import TrainingConfiguration

FRAMEWORK = sys.argv[1]
BACKEND = backends.load(FRAMEWORK)
BACKEND.prepare(device="cpu", threads=1, seed=0)

import numpy as np  # noqa: E402

SEED = 4
RATE = 0.25


def layer(name: str, kind: str, inputs: tuple[str, ...] | None = None, **params: Any) -> LayerDescription:
    return LayerDescription(id=name, kind=kind, params=params, inputs=inputs)


def network(shape: tuple[int, ...], *layers: LayerDescription) -> ModelDescription:
    return ModelDescription(name="n", input=InputDescription(shape=shape), layers=layers)


def normal(*shape: int) -> Any:
    return generator(0, "inputs", str(shape)).normal(size=shape).astype(np.float32)


def dropped_inputs(kind: str, *, both: bool, masked: bool) -> dict[str, Any]:
    """How the dropout of a layer that reads what it gets and nothing else shows in its outputs.

    A SimpleRNN with relu, no recurrent weights and the unit matrix as kernel gives its (positive) inputs.
    """
    start = (layer("mask", "Masking", mask_value=-1.0),) if masked else ()
    cell = layer("a", kind, units=40, activation="relu", dropout=RATE, return_sequences=True, bidirectional=both)
    model = network((5, 40), *start, cell)
    weights = {name: np.zeros_like(array) for name, array in initial_weights(model, SEED).items()}
    for name in weights:
        if name.endswith(("/kernel", "/backward_kernel")):
            weights[name] = np.eye(40, dtype=np.float32)
    outputs = BACKEND.build(model, weights).training_scores(np.ones((50, 5, 40), np.float32))
    forward, backward = outputs[..., :40], outputs[..., 40:]
    return {
        "values": sorted({round(float(value), 4) for value in np.unique(outputs)}),
        "mean": float(outputs.mean()),
        "same_at_all_steps": bool((outputs == outputs[:, :1]).all()),
        "samples_differ": bool((forward[0] != forward[1]).any()),
        "directions_differ": bool((forward != backward).any()) if both else True,
    }


def stepping() -> ModelDescription:
    """A network of all that draws in training."""
    return network(
        (8,),
        layer("embed", "Embedding", input_dim=9, output_dim=6, mask_zero=True),
        layer("one", "LSTM", units=5, return_sequences=True, bidirectional=True, dropout=0.3),
        layer("look", "MultiHeadAttention", num_heads=2, key_dim=3, dropout=0.2),
        layer("two", "GRU", units=4, dropout=0.3),
        layer("three", "RepeatVector", n=3),
        layer("four", "SimpleRNN", units=4, dropout=0.1),
        layer("out", "Dense", units=3),
    )


def trained(parts: tuple[int, ...]) -> dict[str, Any]:
    """Weights after steps that were interrupted: each part begins in a new network, from what the last one left."""
    model = stepping()
    weights: dict[str, Any] = dict(initial_weights(model, SEED))
    state: dict[str, Any] | None = None
    BACKEND.prepare(device="cpu", threads=1, seed=SEED)
    tokens = generator(0, "tokens").integers(0, 9, (4, 6, 8)).astype(np.float32)
    labels = generator(0, "labels").integers(0, 3, (4, 6))
    step = 0
    for length in parts:
        built = BACKEND.build(model, weights)
        trainer = built.trainer(TrainingConfiguration(optimizer="adam", learning_rate=0.01))
        if state is not None:
            trainer.load_state(state)
        for _ in range(length):
            trainer.read([trainer.step(tokens[step], labels[step])])
            step += 1
        weights, state = built.weights(), trainer.state()
        # What is drawn between the parts must not matter.
        BACKEND.prepare(device="cpu", threads=1, seed=SEED + step)
    return weights


def resumed() -> dict[str, Any]:
    whole, parted, start = trained((4,)), trained((2, 2)), initial_weights(stepping(), SEED)
    return {
        "equal": all(whole[name].tobytes() == parted[name].tobytes() for name in whole),
        "moved": [name for name in whole if not np.array_equal(whole[name], start[name])],
        "all": list(whole),
    }


def written_and_read() -> bool:
    """Whether weights come back as they were put in."""
    model = stepping()
    weights = initial_weights(model, SEED)
    found = BACKEND.build(model, weights).weights()
    return found.keys() == weights.keys() and all(np.array_equal(found[name], weights[name]) for name in weights)


def skipped() -> float:
    """How far masked steps reach: outputs on sequences with holes, less those on the real steps alone."""
    worst = 0.0
    for kind in ("SimpleRNN", "LSTM", "GRU"):
        cell = layer("a", kind, units=4, bidirectional=True)
        long, short = network((7, 3), layer("mask", "Masking"), cell), network((4, 3), cell)
        weights = initial_weights(short, SEED)
        real = normal(2, 4, 3)
        holes = np.zeros((2, 7, 3), np.float32)
        for row, steps in enumerate(((1, 2, 4, 6), (0, 3, 4, 5))):
            holes[row, steps] = real[row]
        apart = BACKEND.build(long, weights).scores(holes) - BACKEND.build(short, weights).scores(real)
        worst = max(worst, float(np.abs(apart).max()))
    return worst


def main() -> None:
    dropped = {
        f"both:{both}-masked:{masked}": dropped_inputs("SimpleRNN", both=both, masked=masked)
        for both in (False, True)
        for masked in (False, True)
    }
    found = {"dropped": dropped, "resumed": resumed(), "written": written_and_read(), "skipped": skipped()}
    if FRAMEWORK == "tensorflow":
        from tests.unit.backends import keras_own

        found["own"] = keras_own.apart(BACKEND)
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main()
