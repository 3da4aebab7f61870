"""The weights of an exported PyTorch script: set in the script's own network, tried, and saved.

The script is the one that DeepDesk wrote itself from a checked description; nothing of a foreign file is executed.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import torch

from deepdesk.backends.base import Floats, Weights
from deepdesk.backends.plan import plan
from deepdesk.backends.torch.layers import LAYERS
from deepdesk.backends.trial import difference
from deepdesk.core.errors import ModelError
from deepdesk.core.files import replacing
from deepdesk.model.code.writing.torch_script import torch_keys
from deepdesk.model.description import ModelDescription


def script_network(script: str) -> torch.nn.Module:
    """A new network of the script, in inference mode."""
    names: dict[str, Any] = {"__name__": "exported", "__file__": "exported.py"}
    exec(compile(script, "exported.py", "exec"), names)  # our own text, see above
    network: torch.nn.Module = names["Net"]()
    return network.eval()


def set_weights(network: torch.nn.Module, model: ModelDescription, weights: Weights) -> None:
    """Sets the script's network from neutral weights, in the layouts of the engine's own layers.

    Raises:
        ModelError: a weight has another shape there.
    """
    held = {**dict(network.named_parameters()), **dict(network.named_buffers())}
    # Stock recurrent layers have a second bias, which our weights know nothing of.
    for name, tensor in held.items():
        if ".bias_hh_" in name:
            torch.nn.init.zeros_(tensor)
    keys = torch_keys(model)
    for layer in plan(model):
        for name, place in LAYERS[layer.kind](layer).places.items():
            place.write(weights[f"{layer.id}/{name}"])
            target = held[keys[f"{layer.id}/{name}"]]
            if target.shape != place.tensor.shape:
                shapes = {"found": list(target.shape), "expected": list(place.tensor.shape)}
                raise ModelError("export.weight_shape", name=f"{layer.id}/{name}", **shapes)
            with torch.no_grad():
                target.copy_(place.tensor)


def outputs(network: torch.nn.Module, inputs: Floats) -> Floats:
    """What the script's network answers, maps channels-last as everywhere in DeepDesk."""
    x = torch.from_numpy(inputs)
    with torch.inference_mode():
        y = network(x.permute(0, 3, 1, 2) if x.dim() == 4 else x)
    return (y.permute(0, 2, 3, 1) if y.dim() == 4 else y).numpy()


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
    # Opened here: PyTorch itself cannot open every path on Windows.
    with replacing(path) as stream:
        torch.save(network.state_dict(), stream)
    return apart
