"""Cures for layers that join several inputs: shapes that differ, too few inputs or too many."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final

from deepdesk.model import edit, repairs
from deepdesk.model.description import ModelDescription, Shape
from deepdesk.model.doctor.axes import remove_this
from deepdesk.model.doctor.case import Case, make_fix
from deepdesk.model.doctor.windows import CONVOLUTIONS
from deepdesk.model.findings import AnyStep, Fix, InsertLayer, SetInputs, SetKind, SetParam
from deepdesk.model.validation import INPUT

Layers = tuple[tuple[str, dict[str, Any]], ...]
"""Kinds with their parameters, in the order in which the numbers pass them."""


def _stride(size: int, wanted: int) -> int | None:
    """The stride with which a window of 1 makes ``wanted`` places of ``size``: ``ceil(size / stride)``."""
    stride = max(1, round(size / wanted))
    return stride if -(-size // stride) == wanted else None


def _smaller_map(shape: tuple[int, ...], wanted: tuple[int, ...]) -> Layers:
    """A map or sequence with fewer places: strides where they come out even, else its sides are cut."""
    strides = [_stride(size, want) for size, want in zip(shape[:-1], wanted[:-1], strict=True)]
    if None not in strides and len(shape) == 3:
        given = {"filters": wanted[-1], "kernel_size": [1, 1], "strides": strides, "padding": "same"}
        return (("Conv2D", given),)
    if None not in strides:
        one = {"filters": wanted[-1], "kernel_size": 1, "strides": strides[0], "padding": "same"}
        return (("Conv1D", one),)
    width = _other_width((*wanted[:-1], shape[-1]), wanted)
    sides = _halved([size - want for size, want in zip(shape[:-1], wanted[:-1], strict=True)])
    if len(shape) == 2:
        return (("Cropping1D", {"cropping": sides[0]}), *width)
    return (("Cropping2D", {"cropping": sides}), *width) if len(shape) == 3 else ()


def _halved(differences: Iterable[int]) -> list[list[int]]:
    """How much of each difference lies at either end."""
    return [[item // 2, item - item // 2] for item in differences]


def _larger_map(shape: tuple[int, ...], wanted: tuple[int, ...]) -> Layers:
    """A map or sequence with more places: enlarged where that comes out even, else zeros around it."""
    if len(shape) not in (2, 3):
        return ()
    steps = len(shape) == 2
    width = _other_width((*wanted[:-1], shape[-1]), wanted)
    pairs = list(zip(shape[:-1], wanted[:-1], strict=True))
    if all(want % size == 0 for size, want in pairs):
        size = [want // size for size, want in pairs]
        return (("UpSampling1D", {"size": size[0]}) if steps else ("UpSampling2D", {"size": size}), *width)
    sides = _halved([want - size for size, want in pairs])
    return (("ZeroPadding1D", {"padding": sides[0]}) if steps else ("ZeroPadding2D", {"padding": sides}), *width)


def _other_width(shape: tuple[int, ...], wanted: tuple[int, ...]) -> Layers:
    """Other channels or features at the same places: a 1×1 convolution on maps, else a Dense layer."""
    if shape == wanted:
        return ()
    if len(shape) == 3:
        return (("Conv2D", {"filters": wanted[-1], "kernel_size": [1, 1]}),)
    return (("Dense", {"units": wanted[-1]}),)


def _adapter(shape: tuple[int, ...], wanted: tuple[int, ...]) -> Layers:
    """What makes one shape of another; empty where nothing simple does."""
    if len(shape) == len(wanted):
        if shape[:-1] == wanted[:-1]:
            return _other_width(shape, wanted)
        if all(size >= want for size, want in zip(shape[:-1], wanted[:-1], strict=True)):
            return _smaller_map(shape, wanted)
        if all(size <= want for size, want in zip(shape[:-1], wanted[:-1], strict=True)):
            return _larger_map(shape, wanted)
        return ()
    if len(wanted) == 1 and len(shape) in (2, 3):
        return ((f"GlobalAveragePooling{len(shape) - 1}D", {}), *_other_width((shape[-1],), wanted))
    if len(wanted) == 2 and len(shape) == 1:
        return (*_other_width(shape, wanted[1:]), ("RepeatVector", {"n": wanted[0]}))
    if len(wanted) == 2 and len(shape) == 3:
        cells = (shape[0] * shape[1], shape[2])
        return (("Reshape", {"target_shape": list(cells)}), *_adapter(cells, wanted))
    return ()


def _between(
    model: ModelDescription, layer_id: str, source: str, layers: Layers
) -> tuple[ModelDescription, tuple[AnyStep, ...]]:
    """The network with layers between one input and a layer, and the steps to it (each names the one before)."""
    steps: list[AnyStep] = []
    for kind, params in layers:
        step = InsertLayer(kind=kind, params=params, before=layer_id, source=source)
        model = repairs.apply_step(model, step)
        source = model.layers[edit.index_of(model, layer_id) - 1].id
        steps.append(step)
    return model, tuple(steps)


def _adapted(case: Case, wanted: Mapping[str, tuple[int, ...]]) -> Iterator[Fix]:
    """Every input brought to the shape that is wanted of it."""
    steps: list[AnyStep] = []
    names: list[str] = []
    kinds: list[str] = []
    model = case.model
    for name, shape in zip(case.report.inputs, case.report.input_shapes, strict=True):
        whole = tuple(size for size in shape if size is not None)
        if len(whole) != len(shape) or shape == wanted[name] or name in names:
            continue
        layers = _adapter(whole, wanted[name])
        if not layers:
            return
        model, inserted = _between(model, case.layer.id, name, layers)
        steps += inserted
        names.append(name)
        kinds += [_named(kind, params) for kind, params in layers]
    shown = {"kinds": ", ".join(dict.fromkeys(kinds)), "source": ", ".join(names), "layer": case.layer.id}
    if steps:
        yield make_fix("model.fix.insert_between", *steps, id=f"adapt_{'_'.join(names)}", **shown)


def _named(kind: str, params: Mapping[str, Any]) -> str:
    if params.get("kernel_size") in ([1, 1], 1):
        return f"{kind} 1×1" if kind == "Conv2D" else f"{kind} 1"
    return kind


def _same_padding_on_the_way(case: Case) -> Iterator[Fix]:
    """Convolutions with padding ``valid`` on the way to this layer are what made one input smaller."""
    chosen: list[str] = []
    ends = set(case.report.inputs)
    for name in case.report.inputs:
        seen = case.patient.reports.get(name)
        while seen is not None and len(seen.inputs) == 1:
            if seen.kind in CONVOLUTIONS and case.patient.params(seen.id).get("padding") == "valid":
                chosen.append(seen.id)
            if seen.inputs[0] in ends:
                break
            seen = case.patient.reports.get(case.patient.feeder(seen.id))
    chosen = sorted(set(chosen), key=lambda name: case.patient.places[name])
    steps = tuple(SetParam(layer=name, name="padding", value="same") for name in chosen)
    if steps:
        code = "model.fix.padding_same_one" if len(chosen) == 1 else "model.fix.padding_same_range"
        yield make_fix(code, *steps, id="padding_same", first=chosen[0], last=chosen[-1])


def _nearest_first(case: Case) -> list[tuple[str, Shape]]:
    """The inputs with their shapes: the shape that most have first, then what stands nearest above this layer, which
    is the main path."""
    pairs = list(dict(zip(case.report.inputs, case.report.input_shapes, strict=True)).items())
    times = Counter(shape for _, shape in pairs)
    return sorted(pairs, key=lambda pair: (-times[pair[1]], -case.patient.places.get(pair[0], -1)))


def _for_same_shape(case: Case) -> Iterator[Fix]:
    yield from _same_padding_on_the_way(case)
    for anchor in dict.fromkeys(shape for _, shape in _nearest_first(case)):
        sizes = tuple(size for size in anchor if size is not None)
        if len(sizes) == len(anchor):
            yield from _adapted(case, dict.fromkeys(case.report.inputs, sizes))
    # Side by side, other channels do no harm.
    step = SetKind(layer=case.layer.id, kind="Concatenate")
    yield make_fix("model.fix.convert", step, id="concatenate", layer=case.layer.id, kind="Concatenate")
    yield remove_this(case)


def _for_concatenation(case: Case) -> Iterator[Fix]:
    """All other sizes as those of the nearest input, or of the largest; along the axis each keeps its own."""
    axis = case.params["axis"]
    if axis != -1:
        step = SetParam(layer=case.layer.id, name="axis", value=-1)
        yield make_fix("model.fix.set_param", step, id="last_axis", name="axis", value=-1)
    yield from _same_padding_on_the_way(case)
    anchors = dict.fromkeys(shape for _, shape in _nearest_first(case))
    for anchor in sorted(anchors, key=lambda shape: -sum(size or 0 for size in shape[:-1])):
        wanted: dict[str, tuple[int, ...]] = {}
        for name, shape in zip(case.report.inputs, case.report.input_shapes, strict=True):
            own = shape[-1] if len(shape) == len(anchor) else anchor[-1]
            if own is not None and None not in anchor:
                wanted[name] = (*(size for size in anchor[:-1] if size is not None), own)
        if len(wanted) == len(set(case.report.inputs)):
            yield from _adapted(case, wanted)
    if len({len(shape) for shape in case.report.input_shapes}) > 1:
        yield from _flattened(case)
    yield remove_this(case)


def _flattened(case: Case) -> Iterator[Fix]:
    for name, shape in zip(case.report.inputs, case.report.input_shapes, strict=True):
        if len(shape) > 1 and None not in shape:
            step = InsertLayer(kind="Flatten", before=case.layer.id, source=name)
            shown = {"kinds": "Flatten", "source": name, "layer": case.layer.id}
            yield make_fix("model.fix.insert_between", step, id=f"flatten_{name}", **shown)


def _for_axis(case: Case) -> Iterator[Fix]:
    step = SetParam(layer=case.layer.id, name="axis", value=-1)
    yield make_fix("model.fix.set_param", step, id="last_axis", name="axis", value=-1)


def _for_one_input(case: Case) -> Iterator[Fix]:
    """The inputs are joined before this layer, or one of them is taken."""
    kind = "Add" if len(set(case.report.input_shapes)) == 1 else "Concatenate"
    for name in dict.fromkeys((kind, "Concatenate")):
        step = InsertLayer(kind=name, before=case.layer.id)
        shown = {"kind": name, "layer": case.layer.id}
        yield make_fix("model.fix.insert_before", step, id=f"insert_{name.lower()}", **shown)
    yield from _one_of_them(case)


def _one_of_them(case: Case) -> Iterator[Fix]:
    for name in case.report.inputs[:2]:
        step = SetInputs(layer=case.layer.id, inputs=(name,))
        yield make_fix("model.fix.take_before", step, id=f"take_{name}", before=name)


def _for_missing_input(case: Case) -> Iterator[Fix]:
    """What else is there to join: the nearest earlier layer with the same shape that is not on the very same spot."""
    taken = case.report.inputs
    shapes: dict[str, Shape | None] = {INPUT: case.model.input.shape}
    shapes |= {item.id: item.output_shape for item in case.patient.report.layers[: case.place]}
    for name in reversed(list(shapes)):
        if name not in taken and shapes[name] == case.received:
            step = SetInputs(layer=case.layer.id, inputs=(name, *taken))
            yield make_fix("model.fix.also_take", step, id=f"take_{name}", name=name, layer=case.layer.id)
            break
    yield remove_this(case)


def _for_too_many(case: Case) -> Iterator[Fix]:
    kept = case.report.inputs[:2]
    step = SetInputs(layer=case.layer.id, inputs=kept)
    yield make_fix("model.fix.take_only", step, layer=case.layer.id, names=", ".join(kept))
    yield remove_this(case)


CURES: Final[Mapping[str, Callable[[Case], Iterator[Fix]]]] = MappingProxyType(
    {
        "model.fault.merge_shapes": _for_same_shape,
        "model.fault.concatenate_shapes": _for_concatenation,
        "model.fault.merge_axis": _for_axis,
        "model.fault.one_input": _for_one_input,
        "model.fault.needs_inputs": _for_missing_input,
        "model.fault.too_many_inputs": _for_too_many,
        "model.fault.query_and_value": _for_too_many,
    }
)
