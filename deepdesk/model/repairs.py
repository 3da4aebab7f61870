"""Applies the steps of a fix: pure, a description in, a description out."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from deepdesk.model import edit
from deepdesk.model.description import LayerDescription, ModelDescription
from deepdesk.model.findings import (
    AnyStep,
    DropParam,
    InsertLayer,
    MoveLayer,
    RemoveLayer,
    RenameAt,
    SetInputs,
    SetInputShape,
    SetKind,
    SetParam,
    SetSetting,
)
from deepdesk.model.shapes import sources


def _changed_layer(model: ModelDescription, index: int, **fields: object) -> ModelDescription:
    layers = list(model.layers)
    layers[index] = msgspec.structs.replace(layers[index], **fields)
    return msgspec.structs.replace(model, layers=tuple(layers))


def _inserted(model: ModelDescription, step: InsertLayer) -> ModelDescription:
    """The new layer takes what fed the layer behind it, which now takes the new one."""
    if step.before is None:
        return edit.insert(model, len(model.layers), step.kind, step.params)[0]
    if step.source is not None:
        return _inserted_between(model, step, step.before, step.source)
    index = edit.index_of(model, step.before)
    feeders = model.layers[index].inputs
    model, _ = edit.insert(model, index, step.kind, step.params)
    if feeders is None:
        return model
    return _changed_layer(_changed_layer(model, index, inputs=feeders), index + 1, inputs=None)


def _inserted_between(model: ModelDescription, step: InsertLayer, before: str, source: str) -> ModelDescription:
    """The new layer stands between one input and the layer; what took "the one before" goes on taking it."""
    index = edit.index_of(model, before)
    feeders = sources(model)[index]
    if source not in feeders:
        raise KeyError(source)
    model, new = edit.insert(model, index, step.kind, step.params)
    model = _changed_layer(model, index, inputs=(source,))
    return _changed_layer(model, index + 1, inputs=tuple(new if name == source else name for name in feeders))


def _moved(model: ModelDescription, step: MoveLayer) -> ModelDescription:
    """Taken out as :func:`edit.remove` does, and put in as an inserted layer is; id and parameters stay."""
    layer = model.layer(step.layer)
    rest = edit.remove(model, step.layer)
    insert = InsertLayer(kind=layer.kind, params=dict(layer.params), before=step.before)
    index = len(rest.layers) if step.before is None else edit.index_of(rest, step.before)
    return _changed_layer(_inserted(rest, insert), index, id=layer.id)


def apply_step(model: ModelDescription, step: AnyStep) -> ModelDescription:
    """The network after one step (raises KeyError when the layer is not there)."""
    match step:
        case SetParam():
            return edit.set_param(model, step.layer, step.name, step.value)
        case DropParam():
            return edit.drop_param(model, step.layer, step.name)
        case InsertLayer():
            return _inserted(model, step)
        case MoveLayer():
            return _moved(model, step)
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
        case SetSetting():
            return model


def _all_set(model: ModelDescription, steps: Sequence[SetParam]) -> ModelDescription:
    """Many parameters in one pass over the layers: a thousand layers are not copied for each."""
    by_layer: dict[str, list[SetParam]] = {}
    for step in steps:
        by_layer.setdefault(step.layer, []).append(step)
    layers: list[LayerDescription] = []
    for layer in model.layers:
        for step in by_layer.pop(layer.id, ()):
            layer = edit.with_param(layer, step.name, step.value)
        layers.append(layer)
    if by_layer:
        raise KeyError(next(iter(by_layer)))
    return msgspec.structs.replace(model, layers=tuple(layers))


def apply(model: ModelDescription, steps: Sequence[AnyStep]) -> ModelDescription:
    """The network after all steps, in order (raises KeyError when a layer is not there)."""
    settings = [step for step in steps if isinstance(step, SetParam)]
    if len(settings) == len(steps) > 1:
        return _all_set(model, settings)
    for step in steps:
        model = apply_step(model, step)
    return model
