"""How a network follows the data: its input shape and the units of its last layer, until they are pinned."""

from __future__ import annotations

import msgspec

from deepdesk.model import edit
from deepdesk.model.description import ModelDescription, Shape
from deepdesk.model.findings import CheckContext
from deepdesk.model.presets import rows_of
from deepdesk.model.shapes import sources
from deepdesk.model.validation import INPUT


def takes_scores(model: ModelDescription) -> bool:
    """Whether the last layer is one whose units can follow the number of classes."""
    return bool(model.layers) and model.layers[-1].kind == "Dense"


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
    if follows_units and context.classes and takes_scores(model):
        last = model.layers[-1]
        if last.params.get("units") != context.classes:
            params = {**last.params, "units": context.classes}
            layers = (*model.layers[:-1], msgspec.structs.replace(last, params=params))
            model = msgspec.structs.replace(model, layers=layers)
    return model
