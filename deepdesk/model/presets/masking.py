"""A Masking layer before networks that read sequences of different lengths."""

from __future__ import annotations

from typing import Final

import msgspec

from deepdesk.model.description import ModelDescription
from deepdesk.model.presets.recipe import layer

_READERS: Final = ("SimpleRNN", "LSTM", "GRU")


def masked(model: ModelDescription) -> ModelDescription:
    """The network with a Masking layer in front, where its first layer reads ``(steps, features)`` step by step: steps
    that are filled up with zeros are then skipped. Convolutions would drop the mask, so networks that begin with one
    stay as they are."""
    first = model.layers[0] if model.layers else None
    if first is None or len(model.input.shape) != 2 or first.kind not in _READERS or first.inputs:
        return model
    if any(one.id == "mask" for one in model.layers):
        return model
    return msgspec.structs.replace(model, layers=(layer("mask", "Masking", mask_value=0.0), *model.layers))
