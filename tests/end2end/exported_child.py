"""Exports many networks in one process of one framework, and runs what was written as a reader would.

Called with the framework, a folder for the weights, ``presets`` or ``cases``, and how many of them to take (one in N).
Prints one JSON object.
"""

from __future__ import annotations

import importlib
import inspect
import json
import sys
from pathlib import Path
from typing import Any

import numpy as np

from deepdesk import backends
from deepdesk.backends.registry import EXPORTERS, exporter
from deepdesk.backends.trial import trial_inputs
from deepdesk.model.code.writing.keras_script import keras_script
from deepdesk.model.code.writing.layer import ScriptSettings
from deepdesk.model.code.writing.torch_network import MODULE_NAMES
from deepdesk.model.code.writing.torch_script import torch_script
from deepdesk.model.description import ModelDescription
from deepdesk.model.initial import initial_weights
from deepdesk.model.kinds import KINDS
from deepdesk.model.presets import PRESETS, preset
from deepdesk.model.shapes import infer
from tests.parity.cases import cases, weights_of

HUGE = 30_000_000
"""Networks of more parameters take seconds each and show nothing new."""


def networks(which: str, one_in: int) -> list[tuple[str, ModelDescription, Any]]:
    if which == "cases":
        return [(case.name, case.model, weights_of) for case in cases()[::one_in]]
    models = [preset(name) for name in PRESETS]
    return [
        (model.name, model, lambda item: initial_weights(item, 1))
        for model in models
        if infer(model).builds and infer(model).parameters < HUGE
    ]


def trained(framework: str, network: Any) -> int:
    """How many numbers the script's network trains, as its reader would count them."""
    if framework == "torch":
        return sum(parameter.numel() for parameter in network.parameters() if parameter.requires_grad)
    return sum(int(np.prod(weight.shape)) for weight in network.trainable_weights)


def loaded(framework: str, module: Any, script: str, path: Path) -> Any:
    """A second network of the script with the weights of the file, loaded as the script does it."""
    network = module.script_network(script)
    if framework == "torch":
        torch = importlib.import_module("torch")
        network.load_state_dict(torch.load(path, weights_only=True))
    else:
        network.load_weights(path)
    return network


def wrong_defaults() -> list[str]:
    """Parameters that a Keras script leaves out although Keras has no such default."""
    layers = importlib.import_module("keras").layers
    keras_layers = importlib.import_module("deepdesk.model.code.writing.keras_layers")
    found = []
    for name, kind in KINDS.items():
        known = inspect.signature(getattr(layers, name)).parameters
        for item in kind.parameters:
            default = known[item.name].default if item.name in known else inspect.Parameter.empty
            if item.name in keras_layers.ALWAYS or item.name in keras_layers.OURS:
                continue
            same = item.normal(default) == item.normal(item.default) or (default is None and item.default == "linear")
            if default is inspect.Parameter.empty and item.name not in known:
                same = item.default in (False, 0.0)
            if not same:
                found.append(f"{name}.{item.name}: {default!r} there, {item.default!r} here")
    return found


def untaken_names() -> list[str]:
    nn = importlib.import_module("torch").nn
    names = [name for name in dir(nn.Module()) if not name.startswith(("_", "register_")) and name.islower()]
    return [name for name in names if name not in MODULE_NAMES]


def main() -> None:
    framework, folder, which, one_in = sys.argv[1], Path(sys.argv[2]), sys.argv[3], int(sys.argv[4])
    backend = backends.load(framework)
    backend.prepare(device="cpu", threads=1, seed=0)
    module = importlib.import_module(EXPORTERS[framework])
    write = torch_script if framework == "torch" else keras_script
    path = folder / {"torch": "weights.pt", "tensorflow": "it.weights.h5"}[framework]
    found = {}
    for name, model, drawn in networks(which, one_in):
        weights, inputs = drawn(model), trial_inputs(model)
        script = write(model, ScriptSettings(), "script.py")
        expected = backend.build(model, weights).scores(inputs)
        try:
            exporter(framework)(script, model, weights, inputs, expected, path)
            network = loaded(framework, module, script, path)
            apart = np.abs(module.outputs(network, inputs) - expected).max() / max(1.0, np.abs(expected).max())
            found[name] = [float(apart), trained(framework, network), infer(model).trained_parameters]
        except Exception as error:  # noqa: BLE001 - all are to be told
            found[name] = [repr(error), 0, 0]
    extra = untaken_names() if framework == "torch" else wrong_defaults()
    print(json.dumps({"networks": found, "extra": extra}))


if __name__ == "__main__":
    main()
