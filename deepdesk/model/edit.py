"""Edits of a network: each takes a description and gives a new one; nothing is changed in place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final

import msgspec

from deepdesk.core.errors import ModelError
from deepdesk.model.description import InputDescription, LayerDescription, ModelDescription, Shape
from deepdesk.model.kinds import KINDS
from deepdesk.model.shapes import sources
from deepdesk.model.validation import INPUT, is_id

_STEMS: Final = MappingProxyType(
    {
        "Conv2D": "conv",
        "Conv1D": "conv",
        "SeparableConv2D": "sepconv",
        "DepthwiseConv2D": "dwconv",
        "Conv2DTranspose": "upconv",
        "MaxPooling2D": "pool",
        "AveragePooling2D": "pool",
        "MaxPooling1D": "pool",
        "AveragePooling1D": "pool",
        "GlobalAveragePooling2D": "gap",
        "GlobalAveragePooling1D": "gap",
        "GlobalMaxPooling2D": "gmp",
        "GlobalMaxPooling1D": "gmp",
        "UpSampling2D": "up",
        "ZeroPadding2D": "pad",
        "Cropping2D": "crop",
        "UpSampling1D": "up",
        "ZeroPadding1D": "pad",
        "Cropping1D": "crop",
        "BatchNormalization": "norm",
        "Flatten": "flat",
        "Reshape": "reshape",
        "Dense": "dense",
        "Dropout": "drop",
        "SimpleRNN": "rnn",
        "LSTM": "lstm",
        "GRU": "gru",
        "Activation": "act",
        "LeakyReLU": "act",
        "SpatialDropout1D": "drop",
        "SpatialDropout2D": "drop",
        "GaussianNoise": "noise",
        "LayerNormalization": "norm",
        "GroupNormalization": "norm",
        "Add": "add",
        "Subtract": "sub",
        "Multiply": "mul",
        "Average": "avg",
        "Maximum": "max",
        "Concatenate": "concat",
        "MultiHeadAttention": "attention",
        "Embedding": "embed",
        "Masking": "mask",
        "Permute": "permute",
        "RepeatVector": "repeat",
    }
)
_FIRST_WITHOUT_NUMBER: Final = frozenset(
    {"flat", "gap", "gmp", "reshape", "drop", "embed", "mask", "repeat", "permute"}
)


def new_id(model: ModelDescription, kind: str) -> str:
    """An id that no layer has yet, such as ``conv3`` for a Conv2D."""
    stem = _STEMS.get(kind, "layer")
    taken = {layer.id for layer in model.layers}
    if stem in _FIRST_WITHOUT_NUMBER and stem not in taken:
        return stem
    number = 2 if stem in _FIRST_WITHOUT_NUMBER else 1
    while f"{stem}{number}" in taken:
        number += 1
    return f"{stem}{number}"


def index_of(model: ModelDescription, layer_id: str) -> int:
    """Where a layer stands in the list (raises KeyError)."""
    for index, layer in enumerate(model.layers):
        if layer.id == layer_id:
            return index
    raise KeyError(layer_id)


def _with_layers(model: ModelDescription, layers: Sequence[LayerDescription]) -> ModelDescription:
    return msgspec.structs.replace(model, layers=tuple(layers))


def _replaced(model: ModelDescription, index: int, layer: LayerDescription) -> ModelDescription:
    return _with_layers(model, (*model.layers[:index], layer, *model.layers[index + 1 :]))


def insert(
    model: ModelDescription, index: int, kind: str, params: Mapping[str, Any] | None = None
) -> tuple[ModelDescription, str]:
    """The network with a new layer at ``index`` (0 to the number of layers; others are clipped), and the layer's id.

    Raises:
        ModelError: there is no such kind.
    """
    if kind not in KINDS:
        raise ModelError("model.no_such_kind", kind=kind, known=", ".join(KINDS))
    place = max(0, min(index, len(model.layers)))
    layer = LayerDescription(id=new_id(model, kind), kind=kind, params=dict(params or {}))
    return _with_layers(model, (*model.layers[:place], layer, *model.layers[place:])), layer.id


def remove(model: ModelDescription, layer_id: str) -> ModelDescription:
    """The network without a layer; what used it now takes that layer's own input (raises KeyError)."""
    gone = index_of(model, layer_id)
    feeders = sources(model)
    kept: list[LayerDescription] = []
    for index, layer in enumerate(model.layers):
        if index == gone:
            continue
        before = kept[-1].id if kept else INPUT
        joined = tuple(
            dict.fromkeys(
                other for name in feeders[index] for other in (feeders[gone] if name == layer_id else (name,))
            )
        )
        if layer_id in feeders[index]:
            layer = msgspec.structs.replace(layer, inputs=None if joined == (before,) else joined)
        kept.append(layer)
    return _with_layers(model, kept)


def duplicate(model: ModelDescription, layer_id: str) -> tuple[ModelDescription, str]:
    """The network with a copy of a layer right behind it, and the copy's id (raises KeyError)."""
    index = index_of(model, layer_id)
    layer = model.layers[index]
    copy = LayerDescription(id=new_id(model, layer.kind), kind=layer.kind, params=dict(layer.params))
    return _with_layers(model, (*model.layers[: index + 1], copy, *model.layers[index + 1 :])), copy.id


def move(model: ModelDescription, layer_id: str, index: int) -> ModelDescription:
    """The network with a layer at another place in the list (0 is first; others are clipped).

    It is taken out as :func:`remove` does and put in between its new neighbours (raises KeyError).
    """
    old = index_of(model, layer_id)
    place = max(0, min(index, len(model.layers) - 1))
    if place == old:
        return model
    layer = msgspec.structs.replace(model.layers[old], inputs=None)
    rest = remove(model, layer_id).layers
    return _with_layers(model, (*rest[:place], layer, *rest[place:]))


def with_param(layer: LayerDescription, name: str, value: Any) -> LayerDescription:
    """The layer with one parameter changed; a default is left out of the description."""
    kept = {key: item for key, item in layer.params.items() if key != name}
    kind = KINDS.get(layer.kind)
    known = next((item for item in kind.parameters if item.name == name), None) if kind else None
    plain = list(value) if isinstance(value, tuple) else value
    if known is None or known.normal(plain) != known.normal(known.default):
        kept[name] = plain
    return msgspec.structs.replace(layer, params=kept)


def set_param(model: ModelDescription, layer_id: str, name: str, value: Any) -> ModelDescription:
    """The network with one parameter of a layer changed; a default is left out of the description.

    The value is not judged here, the doctor does (raises KeyError for a layer that is not there).
    """
    index = index_of(model, layer_id)
    return _replaced(model, index, with_param(model.layers[index], name, value))


def drop_param(model: ModelDescription, layer_id: str, name: str) -> ModelDescription:
    """The network with one parameter of a layer back at its default (raises KeyError)."""
    index = index_of(model, layer_id)
    layer = model.layers[index]
    kept = {key: item for key, item in layer.params.items() if key != name}
    return _replaced(model, index, msgspec.structs.replace(layer, params=kept))


def rename(model: ModelDescription, layer_id: str, new: str) -> ModelDescription:
    """The network with a layer's id changed, also where other layers name it.

    Raises:
        KeyError: no such layer.
        ModelError: the new id is not allowed or taken.
    """
    index = index_of(model, layer_id)
    if new == layer_id:
        return model
    if not is_id(new):
        raise ModelError("model.bad_id", id=new)
    if any(layer.id == new for layer in model.layers):
        raise ModelError("model.id_taken", id=new)
    renamed = [
        layer
        if layer.inputs is None or layer_id not in layer.inputs
        else msgspec.structs.replace(layer, inputs=tuple(new if name == layer_id else name for name in layer.inputs))
        for layer in model.layers
    ]
    renamed[index] = msgspec.structs.replace(renamed[index], id=new)
    return _with_layers(model, renamed)


def set_input_shape(model: ModelDescription, shape: Shape) -> ModelDescription:
    """The network with another input shape."""
    return msgspec.structs.replace(model, input=InputDescription(shape=tuple(shape)))


def set_name(model: ModelDescription, name: str) -> ModelDescription:
    """The network under another name."""
    return msgspec.structs.replace(model, name=name)
