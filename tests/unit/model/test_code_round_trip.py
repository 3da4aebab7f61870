"""What the writers of scripts write reads back as the same network."""

from __future__ import annotations

from typing import Any

import pytest

from deepdesk.model.code.graph import plain
from deepdesk.model.code.reading import read_code
from deepdesk.model.code.writing.keras_script import keras_script
from deepdesk.model.code.writing.torch_script import torch_script
from deepdesk.model.description import ModelDescription
from deepdesk.model.presets import PRESETS, preset
from deepdesk.training.code_export import untrained_settings

BROKEN = ("article-cnn",)
# PyTorch has no such layer, padding or mask, so the script says it in several steps.
OTHERWISE_IN_TORCH = ("separable-cnn", "cnn-lstm", "text-bag", "text-lstm", "forecast-cnn", "forecast-linear")


def layers_of(model: ModelDescription, *, with_ids: bool, frozen: bool = True) -> list[tuple[Any, ...]]:
    """Kinds and parameters without defaults; what feeds a layer by its place, so that ids do not count."""
    places = {"input": -1, **{layer.id: place for place, layer in enumerate(model.layers)}}
    found = []
    for place, layer in enumerate(model.layers):
        inputs = [place - 1] if layer.inputs is None else [places[name] for name in layer.inputs]
        params = plain(layer.kind, layer.params)
        kept = {name: value for name, value in params.items() if frozen or name not in ("trainable", "l1", "l2")}
        found.append((layer.id if with_ids else "", layer.kind, kept, inputs))
    return found


@pytest.mark.parametrize("name", [name for name in PRESETS if name not in BROKEN])
def test_keras_scripts_read_back(name: str) -> None:
    model = preset(name)
    reading = read_code(keras_script(model, untrained_settings(model, None), "s.py"), name="s.py")
    (found,) = reading.models
    assert found.description.input == model.input
    assert layers_of(found.description, with_ids=True) == layers_of(model, with_ids=True)


@pytest.mark.parametrize("name", [name for name in PRESETS if name not in (*BROKEN, *OTHERWISE_IN_TORCH)])
def test_torch_scripts_read_back(name: str) -> None:
    model = preset(name)
    reading = read_code(torch_script(model, untrained_settings(model, None), "s.py"), name="s.py")
    (found,) = reading.models
    assert found.description.input == model.input
    # Penalties stand in the training part of such a script.
    assert layers_of(found.description, with_ids=False) == layers_of(model, with_ids=False)
