"""Cures for layers that get another number of axes than they work on: images, sequences, rows, token numbers."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final

from deepdesk.model.doctor.case import Case, make_fix
from deepdesk.model.doctor.windows import figures
from deepdesk.model.findings import AnyStep, Fix, InsertLayer, RemoveLayer, SetInputShape, SetKind, SetParam
from deepdesk.model.kinds import KINDS
from deepdesk.model.kinds.geometry import product, sizes_text
from deepdesk.model.validation import INPUT

RECURRENT: Final = ("SimpleRNN", "LSTM", "GRU")
GLOBAL_POOLS: Final = tuple(
    f"Global{how}Pooling{axes}" for axes in ("1D", "2D") for how in ("Average", "Max")
)  # of maps and of sequences
EMBEDDING_SIZE: Final = 64
SIDE_LIMIT: Final = 512
_KEEPS_STEPS: Final = (
    *RECURRENT,
    "Dropout",
    "GaussianNoise",
    "BatchNormalization",
    "LayerNormalization",
    "GroupNormalization",
    "Activation",
    "LeakyReLU",
    "Dense",
)
_FLAT_TWINS: Final = MappingProxyType(
    {
        "Conv2D": "Conv1D",
        "SeparableConv2D": "Conv1D",
        "MaxPooling2D": "MaxPooling1D",
        "AveragePooling2D": "AveragePooling1D",
        "GlobalAveragePooling2D": "GlobalAveragePooling1D",
        "GlobalMaxPooling2D": "GlobalMaxPooling1D",
        "SpatialDropout2D": "SpatialDropout1D",
        "UpSampling2D": "UpSampling1D",
        "ZeroPadding2D": "ZeroPadding1D",
        "Cropping2D": "Cropping1D",
    }
)
_DEEP_TWINS: Final = MappingProxyType({flat: deep for deep, flat in reversed(list(_FLAT_TWINS.items()))})
_BY_AXIS: Final = ("kernel_size", "pool_size", "strides", "dilation_rate", "size")
_MARGINS: Final = ("padding", "cropping")


def insert(case: Case, kind: str, id: str = "", **params: Any) -> Fix:
    """Puts a layer right before this one."""
    step = InsertLayer(kind=kind, params=params, before=case.layer.id)
    code = "model.fix.insert_before"
    return make_fix(code, step, id=id or f"insert_{kind.lower()}", kind=kind, layer=case.layer.id)


def reshape_before(case: Case, shape: tuple[int, ...], id: str = "insert_reshape") -> Fix:
    """Puts a Reshape right before this layer."""
    step = InsertLayer(kind="Reshape", params={"target_shape": list(shape)}, before=case.layer.id)
    return make_fix("model.fix.insert_reshape", step, id=id, shape=sizes_text(shape), layer=case.layer.id)


def remove_this(case: Case) -> Fix:
    """Takes the faulty layer out."""
    return make_fix("model.fix.remove_layer", RemoveLayer(layer=case.layer.id), layer=case.layer.id)


def _remove_feeder(case: Case, *kinds: str) -> Iterator[Fix]:
    feeder = case.feeder()
    if feeder is None or feeder.kind not in kinds:
        return
    remove = RemoveLayer(layer=feeder.id)
    if feeder.kind == "Flatten":
        yield make_fix("model.fix.remove_flatten", remove, target=feeder.id)
    else:
        yield make_fix("model.fix.remove_layer", remove, id="remove_feeder", layer=feeder.id)


def _converted(case: Case, twins: Mapping[str, str], axes: int) -> Iterator[Fix]:
    """This layer as its twin for the other number of axes, or it and all behind it that have one."""
    if case.layer.kind not in twins:
        return
    behind = [layer for layer in case.model.layers[case.place :] if layer.kind in twins]
    steps = [step for layer in behind for step in _conversion(layer.id, twins[layer.kind], layer.params, axes)]
    kind = twins[case.layer.kind]
    if len(behind) > 1:
        shown = {"layer": case.layer.id, "kind": kind, "axes": f"{axes}D"}
        yield make_fix("model.fix.convert_all", *steps, id="convert", **shown)
    else:
        yield make_fix("model.fix.convert", *steps, id="convert", layer=case.layer.id, kind=kind)


def _conversion(layer_id: str, kind: str, params: Mapping[str, Any], axes: int) -> list[AnyStep]:
    known = {parameter.name for parameter in KINDS[kind].parameters}
    found: list[AnyStep] = [SetKind(layer=layer_id, kind=kind)]
    for name, value in params.items():
        if name not in known:
            found.append(SetParam(layer=layer_id, name=name))
        elif name in _BY_AXIS and isinstance(value, int | list | tuple) and figures(value):
            size = figures(value)[0]
            found.append(SetParam(layer=layer_id, name=name, value=size if axes == 1 else [size, size]))
        elif name in _MARGINS and isinstance(value, list | tuple) and value:
            found.append(SetParam(layer=layer_id, name=name, value=value[0] if axes == 1 else [value, value]))
        elif name == "padding" and value == "causal":
            found.append(SetParam(layer=layer_id, name=name, value="same"))
    return found


def _map_of(case: Case, total: int) -> Iterator[tuple[int, int, int]]:
    """Maps with so many numbers: one that the network had before, then squares of one, three or more channels."""
    for item in reversed(case.patient.report.layers[: case.place]):
        for shape in item.input_shapes:
            if len(shape) == 3 and product(shape) == total:
                yield shape  # type: ignore[misc]  # A free length has no product.
    for channels in (1, 3):
        side = math.isqrt(total // channels)
        if side * side * channels == total and side > 1:
            yield side, side, channels
    for side in range(min(math.isqrt(total), SIDE_LIMIT), 1, -1):
        if total % (side * side) == 0:
            yield side, side, total // (side * side)


def _for_image(case: Case) -> Iterator[Fix]:
    yield from _remove_feeder(case, "Flatten", "Reshape", *GLOBAL_POOLS)
    sizes = [size for size in case.received if size is not None]
    whole = len(sizes) == len(case.received)
    if len(case.received) == 2:
        converted = list(_converted(case, _FLAT_TWINS, 1))
        reshaped = [reshape_before(case, (sizes[0], sizes[1], 1))] if whole else []
        # Rows of many features are more likely an image whose channel axis is missing than a sequence.
        like_image = whole and sizes[0] == sizes[1]
        yield from (*reshaped, *converted) if like_image else (*converted, *reshaped)
    if whole and len(case.received) == 1:
        for number, shape in enumerate(dict.fromkeys(_map_of(case, sizes[0])), start=1):
            yield reshape_before(case, shape, f"insert_reshape_{number}")
    if whole and len(case.received) == 4:
        yield reshape_before(case, (sizes[0], sizes[1], sizes[2] * sizes[3]))
    yield remove_this(case)


def _recurrent_above(case: Case) -> str | None:
    """The recurrent layer whose single last step arrives here, through layers that would pass its sequence on."""
    name = case.patient.feeder(case.layer.id)
    while name and (kind := case.patient.reports[name].kind) in _KEEPS_STEPS:
        if kind in RECURRENT:
            return name
        name = case.patient.feeder(name)
    return None


def _repeated(case: Case) -> Iterator[Fix]:
    """A row repeated at as many steps as the network's input has."""
    steps = case.model.input.shape[0] if len(case.model.input.shape) == 2 else None
    if steps is not None and len(case.received) == 1:
        yield insert(case, "RepeatVector", n=steps)


def _embedded(case: Case) -> Iterator[Fix]:
    """Token numbers are looked up before they are read as a sequence."""
    context = case.patient.context
    if case.report.inputs[0] != INPUT or len(case.received) != 1:
        return
    if context.vocabulary is not None:
        yield insert(case, "Embedding", input_dim=context.vocabulary, output_dim=EMBEDDING_SIZE)
    elif context.input_shape is None:
        yield insert(case, "Embedding", output_dim=EMBEDDING_SIZE)


def _for_sequence(case: Case) -> Iterator[Fix]:
    received, total = case.received, product(case.received)
    # A decoder gives a sequence; a layer that gives its last step only was stacked upon another one.
    decodes = (
        case.patient.context.task in ("reconstruction", "regression")
        and case.layer.kind in RECURRENT
        and case.layer.params.get("return_sequences") is True
    )
    if decodes:
        yield from _repeated(case)
    if target := _recurrent_above(case):
        step = SetParam(layer=target, name="return_sequences", value=True)
        yield make_fix("model.fix.return_sequences", step, target=target)
    if case.patient.context.vocabulary is not None:
        yield from _embedded(case)
    yield from _rows_instead_of_flatten(case)
    yield from _remove_feeder(case, *GLOBAL_POOLS)
    if len(received) == 3:
        yield from _converted(case, _DEEP_TWINS, 2)
    if total and received[0] and len(received) > 2:
        cells = (received[0] * (received[1] or 1), received[2] or 1)
        rows = (received[0], total // received[0])
        attends = case.layer.kind == "MultiHeadAttention" and len(received) == 3
        yield reshape_before(case, cells if attends else rows)
    if total and len(received) == 1 and not target:
        yield reshape_before(case, (total, 1))
    yield from _repeated(case)
    yield from _embedded(case)
    yield remove_this(case)


def _rows_instead_of_flatten(case: Case) -> Iterator[Fix]:
    feeder = case.feeder()
    if feeder is None or feeder.kind != "Flatten" or not feeder.input_shapes:
        return
    before = feeder.input_shapes[0]
    total = product(before)
    if len(before) == 2:
        yield from _remove_feeder(case, "Flatten")
    elif len(before) == 3 and case.layer.kind in _DEEP_TWINS:
        steps = _conversion(case.layer.id, _DEEP_TWINS[case.layer.kind], case.layer.params, 2)
        yield make_fix("model.fix.remove_flatten", RemoveLayer(layer=feeder.id), *steps, target=feeder.id)
    elif len(before) == 3 and total and before[0]:
        rows = (before[0], total // before[0])
        reshape = InsertLayer(kind="Reshape", params={"target_shape": list(rows)}, before=case.layer.id)
        shown = {"target": feeder.id, "shape": sizes_text(rows)}
        yield make_fix("model.fix.reshape_for_flatten", RemoveLayer(layer=feeder.id), reshape, **shown)


def _for_row(case: Case) -> Iterator[Fix]:
    """One row is wanted: the last step of what returns its sequence, or the mean over all places."""
    target = _recurrent_above(case)
    if len(case.received) == 2 and target:
        step = SetParam(layer=target, name="return_sequences", value=False)
        yield make_fix("model.fix.return_last", step, target=target)
    if len(case.received) in (2, 3):
        yield insert(case, f"GlobalAveragePooling{len(case.received) - 1}D")
    if product(case.received) is not None:
        yield insert(case, "Flatten")
    yield remove_this(case)


def _for_tokens(case: Case) -> Iterator[Fix]:
    """Embedding looks up one number a step: what has features already needs none."""
    received = case.received
    if len(received) == 2 and received[1] == 1 and received[0] and case.report.inputs[0] == INPUT:
        yield reshape_before(case, (received[0],))
    yield remove_this(case)
    if product(received) is not None:
        yield insert(case, "Flatten")


def _for_free_length(case: Case) -> Iterator[Fix]:
    """Pooling over everything takes any size; else the sizes of the data."""
    yield from _shape_of_data(case)
    received = case.received
    if case.layer.kind == "Flatten" and len(received) in (2, 3) and received[-1] is not None:
        kind = f"GlobalAveragePooling{len(received) - 1}D"
        steps = (InsertLayer(kind=kind, before=case.layer.id), RemoveLayer(layer=case.layer.id))
        yield make_fix("model.fix.replace_by", *steps, target=case.layer.id, kind=kind)


def _shape_of_data(case: Case) -> Iterator[Fix]:
    shape = case.patient.context.input_shape
    if shape and tuple(shape) != tuple(case.model.input.shape):
        yield make_fix("model.fix.set_input", SetInputShape(shape=shape), shape=sizes_text(shape))


def _for_free_channels(case: Case) -> Iterator[Fix]:
    yield from _shape_of_data(case)
    shape = case.model.input.shape
    if shape and shape[-1] is None and len(shape) in (2, 3):
        for channels in (3, 1) if len(shape) == 3 else (1,):
            fixed = (*shape[:-1], channels)
            step = SetInputShape(shape=fixed)
            yield make_fix("model.fix.set_input", step, id=f"channels_{channels}", shape=sizes_text(fixed))


CURES: Final[Mapping[str, Callable[[Case], Iterator[Fix]]]] = MappingProxyType(
    {
        "model.fault.needs_image": _for_image,
        "model.fault.needs_sequence": _for_sequence,
        "model.fault.needs_row": _for_row,
        "model.fault.needs_tokens": _for_tokens,
        "model.fault.free_length": _for_free_length,
        "model.fault.free_channels": _for_free_channels,
    }
)
