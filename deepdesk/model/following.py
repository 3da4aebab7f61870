"""How a network follows the data: its input shape and the units of its last layer, until they are pinned."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from deepdesk.model import edit
from deepdesk.model.description import ModelDescription, Shape
from deepdesk.model.findings import CheckContext
from deepdesk.model.presets import rows_of, with_vocabulary
from deepdesk.model.shapes import sources
from deepdesk.model.validation import INPUT

_COUNTS: Final[Mapping[str, str]] = MappingProxyType({"Dense": "units", "Conv2D": "filters"})


def takes_scores(model: ModelDescription) -> bool:
    """Whether the last layer is one whose units (of a map: filters) can follow the number of classes."""
    if not model.layers or model.layers[-1].kind not in _COUNTS:
        return False
    last = model.layers[-1]
    return last.kind == "Dense" or list(last.params.get("kernel_size", ())) == [1, 1]


def _with_input(model: ModelDescription, shape: Shape) -> ModelDescription:
    """The network on another input shape; a Reshape that reads the old input row by row reads the new one so."""
    old, new = rows_of(model.input.shape), rows_of(shape)
    if old is not None and new is not None:
        for layer, feeders in zip(model.layers, sources(model), strict=True):
            target = layer.params.get("target_shape")
            if layer.kind == "Reshape" and feeders == (INPUT,) and target is not None and tuple(target) == old:
                model = edit.set_param(model, layer.id, "target_shape", list(new))
    return edit.set_input_shape(model, shape)


def followed(
    model: ModelDescription, context: CheckContext, *, follows_input: bool, follows_units: bool
) -> ModelDescription:
    """The network as the data want it; what is pinned, or not known of the data, stays."""
    shape = context.input_shape
    if follows_input and shape and tuple(shape) != tuple(model.input.shape):
        model = _with_input(model, shape)
    if follows_input and context.vocabulary:
        model = with_vocabulary(model, context.vocabulary)
    if follows_units and context.outputs and takes_scores(model):
        last = model.layers[-1]
        count = _COUNTS[last.kind]
        if last.params.get(count) != context.outputs:
            model = edit.set_param(model, last.id, count, context.outputs)
    return model
