"""Applies the steps of a fix: pure, a description in, a description out."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from deepdesk.model import edit
from deepdesk.model.description import ModelDescription
from deepdesk.model.findings import (
    AnyStep,
    DropParam,
    InsertLayer,
    RemoveLayer,
    RenameAt,
    SetInputs,
    SetInputShape,
    SetKind,
    SetParam,
)


def _changed_layer(model: ModelDescription, index: int, **fields: object) -> ModelDescription:
    layers = list(model.layers)
    layers[index] = msgspec.structs.replace(layers[index], **fields)
    return msgspec.structs.replace(model, layers=tuple(layers))


def _inserted(model: ModelDescription, step: InsertLayer) -> ModelDescription:
    """The new layer takes what fed the layer behind it, which now takes the new one."""
    if step.before is None:
        return edit.insert(model, len(model.layers), step.kind, step.params)[0]
    index = edit.index_of(model, step.before)
    feeders = model.layers[index].inputs
    model, _ = edit.insert(model, index, step.kind, step.params)
    if feeders is None:
        return model
    return _changed_layer(_changed_layer(model, index, inputs=feeders), index + 1, inputs=None)


def apply_step(model: ModelDescription, step: AnyStep) -> ModelDescription:
    """The network after one step (raises KeyError when the layer is not there)."""
    match step:
        case SetParam():
            return edit.set_param(model, step.layer, step.name, step.value)
        case DropParam():
            return edit.drop_param(model, step.layer, step.name)
        case InsertLayer():
            return _inserted(model, step)
        case RemoveLayer():
            return edit.remove(model, step.layer)
        case SetKind():
            return _changed_layer(model, edit.index_of(model, step.layer), kind=step.kind)
        case RenameAt():
            return _changed_layer(model, step.index, id=step.new)
        case SetInputs():
            return _changed_layer(model, edit.index_of(model, step.layer), inputs=step.inputs)
        case SetInputShape():
            return edit.set_input_shape(model, step.shape)


def apply(model: ModelDescription, steps: Sequence[AnyStep]) -> ModelDescription:
    """The network after all steps, in order (raises KeyError when a layer is not there)."""
    for step in steps:
        model = apply_step(model, step)
    return model
