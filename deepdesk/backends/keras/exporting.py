"""The weights of an exported Keras script: set in the script's own network, tried, and saved.

The script is the one that DeepDesk wrote itself from a checked description; nothing of a foreign file is executed.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import keras
import numpy as np

from deepdesk.backends.base import Floats, Weights
from deepdesk.backends.plan import PlannedLayer, plan
from deepdesk.backends.trial import difference
from deepdesk.core.errors import ModelError
from deepdesk.core.files import replacing
from deepdesk.model.description import ModelDescription


def script_network(script: str) -> keras.Model:
    """A new network of the script."""
    names: dict[str, Any] = {"__name__": "exported", "__file__": "exported.py"}
    exec(compile(script, "exported.py", "exec"), names)  # our own text, see above
    return names["build_model"]()


def neutral_name(kind: str, path: str) -> str:
    """The neutral name of a variable of a stock layer, from its path, such as ``lstm1/lstm_cell/kernel``."""
    _, *inner, name = path.split("/")
    if any(part.startswith("backward_") for part in inner):
        return f"backward_{name}"
    if kind == "MultiHeadAttention":
        return f"{inner[-1].removeprefix('attention_')}_{name}"
    return name


def set_weights(network: keras.Model, model: ModelDescription, weights: Weights) -> None:
    """Sets the script's network from neutral weights, whose layouts are Keras' own.

    Raises:
        ModelError: a weight has another shape there.
    """
    # A layer that leads nowhere is not in a Keras model.
    built = {layer.name for layer in network.layers}
    for layer in plan(model):
        for variable in network.get_layer(layer.id).weights if layer.weights and layer.id in built else ():
            name = f"{layer.id}/{neutral_name(layer.kind, variable.path)}"
            variable.assign(_shaped(layer, name, weights, tuple(variable.shape)))


def _shaped(layer: PlannedLayer, name: str, weights: Weights, shape: tuple[int, ...]) -> Any:
    array = weights.get(name)
    if array is not None and layer.kind == "GRU" and shape == (2, *array.shape):
        # Keras' stock GRU has a second, recurrent bias.
        return np.stack([array, np.zeros_like(array)])
    if array is None or tuple(array.shape) != shape:
        found = None if array is None else list(array.shape)
        raise ModelError("export.weight_shape", name=name, found=list(shape), expected=found)
    return array


def outputs(network: keras.Model, inputs: Floats) -> Floats:
    """What the script's network answers in inference mode."""
    found: Floats = network(inputs, training=False).numpy()
    return found


def save_weights(
    script: str,
    model: ModelDescription,
    weights: Weights,
    inputs: Floats,
    expected: Floats,
    path: Path,
    *,
    strict: bool = True,
) -> float:
    """Writes the weights for the script; gives how far its answers are from ``expected``.

    Raises:
        ModelError: the script's network is not ours; without ``strict`` it may answer otherwise.
        OSError: the file cannot be written.
    """
    network = script_network(script)
    set_weights(network, model, weights)
    apart = difference(outputs(network, inputs), expected, strict=strict)
    # Keras looks at the ending of the name it is given, which a temporary file beside the target would not have.
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder) / "made.weights.h5"
        network.save_weights(made)
        with replacing(path) as stream:
            stream.write(made.read_bytes())
    return apart
