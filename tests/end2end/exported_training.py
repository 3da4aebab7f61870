"""Trains exported scripts by their own functions, and the same networks by the engine, on one batch.

Called with the framework; prints one JSON object: for each network how far both are apart afterwards, and how far
training has moved the answers.
"""

from __future__ import annotations

import importlib
import json
import sys
from typing import Any

import numpy as np

from deepdesk import backends
from deepdesk.backends.base import Backend
from deepdesk.backends.registry import EXPORTERS
from deepdesk.model.code.writing.keras_script import keras_script
from deepdesk.model.code.writing.layer import ScriptSettings
from deepdesk.model.code.writing.torch_script import torch_script
from deepdesk.model.description import InputDescription, LayerDescription, ModelDescription
from deepdesk.model.initial import initial_weights
from deepdesk.training.configuration import TrainingConfiguration

STEPS = 4
BATCH = 12
Case = tuple[ModelDescription, str, str]


def layer(name: str, kind: str, *inputs: str, **params: Any) -> LayerDescription:
    return LayerDescription(id=name, kind=kind, params=params, inputs=inputs or None)


def network(name: str, shape: tuple[int, ...], *layers: LayerDescription) -> ModelDescription:
    return ModelDescription(name=name, input=InputDescription(shape=shape), layers=layers)


def networks() -> list[Case]:
    """Networks with loss and optimizer: a classifier of images, of sequences, of tokens, of places, and a copier."""
    out = layer("out", "Dense", units=3)
    conv = layer("conv", "Conv2D", filters=4, strides=[2, 2], padding="same", activation="gelu", l2=0.01)
    norm = layer("norm", "BatchNormalization", momentum=0.8)
    frozen = layer("held", "Dense", units=5, trainable=False, l1=0.1)
    rows = layer("rows", "Reshape", target_shape=[8, 8])
    gru = layer("gru", "GRU", units=5, bidirectional=True, return_sequences=True, l1=0.001)
    lstm = layer("lstm", "LSTM", units=4)
    words = layer("words", "Embedding", input_dim=9, output_dim=4, mask_zero=True)
    look = layer("look", "MultiHeadAttention", num_heads=2, key_dim=3)
    up = layer("up", "Conv2DTranspose", filters=4, kernel_size=[3, 3], strides=[2, 2], padding="same")
    joined = layer("joined", "Concatenate", "up", "input")
    copy = layer("copy", "Conv2D", filters=2, padding="same", kernel_size=[3, 3])
    return [
        (network("image", (8, 8, 1), conv, norm, layer("flat", "Flatten"), frozen, out), "cross_entropy", "adam"),
        (network("rows", (8, 8, 1), rows, gru, lstm, out), "cross_entropy", "rmsprop"),
        (network("tokens", (6,), words, look, lstm, out), "cross_entropy", "adam"),
        (network("places", (6, 6, 2), conv, up, joined, layer("s", "Conv2D", filters=3)), "cross_entropy", "sgd"),
        (network("steps", (6, 2), layer("seen", "Conv1D", filters=5, padding="causal"), out), "cross_entropy", "adam"),
        (network("copier", (6, 6, 2), conv, up, joined, copy), "mean_squared_error", "adam"),
        (network("line", (6, 2), layer("next", "Conv1D", filters=2, padding="same")), "mean_absolute_error", "sgd"),
    ]


def samples(model: ModelDescription, loss: str, shape: tuple[int, ...]) -> tuple[Any, Any, Any]:
    """What the script takes, what the engine takes, and the answers."""
    draws = np.random.default_rng(5)
    size = (BATCH, *model.input.shape)
    if model.layers[0].kind == "Embedding":
        given = taken = draws.integers(0, 9, size).astype(np.float32)
    elif model.input.shape == (8, 8, 1):
        given = draws.integers(0, 256, size).astype(np.uint8)
        taken = given * np.float32(1 / 255)
    else:
        given = taken = draws.normal(size=size).astype(np.float32)
    if loss == "cross_entropy":
        return given, taken, draws.integers(0, 3, (BATCH, *shape[:-1]))
    return given, taken, draws.normal(size=(BATCH, *shape)).astype(np.float32)


def by_script(framework: str, module: Any, script: str, network: Any, given: Any, answers: Any) -> None:
    """Trains by the script's own functions."""
    names: dict[str, Any] = {"__name__": "exported", "__file__": "exported.py", "print": lambda *texts: None}
    exec(compile(script, "exported.py", "exec"), names)
    if framework == "torch":
        names["train"](network, (given, answers), (given, answers))
        return
    names["compile_model"](network)
    inputs = names["scaled"](given) if "scaled" in names else given
    network.fit(inputs, answers, batch_size=BATCH, epochs=STEPS, verbose=0)


def compared(backend: Backend, framework: str, case: Case) -> list[float]:
    model, loss, optimizer = case
    module = importlib.import_module(EXPORTERS[framework])
    weights = initial_weights(model, 2)
    engine = backend.build(model, weights, loss=loss)
    given, taken, answers = samples(model, loss, engine.output_shape)
    settings = {"optimizer": optimizer, "epochs": STEPS, "batch_size": BATCH, "learning_rate": 0.01, "loss": loss}
    write = torch_script if framework == "torch" else keras_script
    script = write(model, ScriptSettings(**settings), "script.py")
    exported = module.script_network(script)
    module.set_weights(exported, model, weights)
    before = engine.scores(taken)
    trainer = engine.trainer(TrainingConfiguration(**settings))
    for _ in range(STEPS):
        trainer.step(taken, answers)
    by_script(framework, module, script, exported, given, answers)
    if framework == "torch":
        exported.eval().cpu()
    after, found = engine.scores(taken), module.outputs(exported, taken)
    return [float(np.abs(found - after).max()), float(np.abs(after - before).max())]


def main() -> None:
    framework = sys.argv[1]
    backend = backends.load(framework)
    backend.prepare(device="cpu", threads=1, seed=0)
    print(json.dumps({case[0].name: compared(backend, framework, case) for case in networks()}))


if __name__ == "__main__":
    main()
