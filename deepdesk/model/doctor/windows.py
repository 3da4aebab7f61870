"""Cures for windows that do not fit: of convolutions and pools, strides with dilation, groups, and cuts."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final

from deepdesk.model import repairs
from deepdesk.model.doctor.case import Case, make_fix
from deepdesk.model.findings import Fix, InsertLayer, RemoveLayer, SetParam
from deepdesk.model.kinds.geometry import sizes_text

REMOVALS_LIMIT: Final = 6
PADDINGS_LIMIT: Final = 1_000
CONVOLUTIONS: Final = ("Conv1D", "Conv2D", "SeparableConv2D", "DepthwiseConv2D")
WINDOWED_POOLS: Final = ("MaxPooling1D", "AveragePooling1D", "MaxPooling2D", "AveragePooling2D")
_TOO_LARGE: Final = "model.fault.window_too_large"


def figures(value: Any) -> tuple[int, ...]:
    """A window, strides or a dilation by axis: layers over sequences state one number."""
    return (value,) if isinstance(value, int) else tuple(value)


def plain(sizes: tuple[int, ...]) -> int | list[int]:
    """The same as a description states it."""
    return sizes[0] if len(sizes) == 1 else list(sizes)


def _padding(case: Case, end: int, kinds: tuple[str, ...]) -> Fix | None:
    """Padding ``same`` on every layer of these kinds, up to ``end``, that has ``valid``."""
    chosen = [
        layer.id
        for layer in case.model.layers[:end]
        if layer.kind in kinds and layer.params.get("padding", "valid") == "valid"
    ]
    if not chosen or len(chosen) > PADDINGS_LIMIT:
        return None
    steps = tuple(SetParam(layer=layer_id, name="padding", value="same") for layer_id in chosen)
    code = "model.fix.padding_same_one" if len(chosen) == 1 else "model.fix.padding_same_range"
    return make_fix(code, *steps, id="padding_same", first=chosen[0], last=chosen[-1])


def _paddings(case: Case) -> Iterator[Fix]:
    """The first repair by padding that makes everything fit: convolutions up to here, then all, then pools as well."""
    before = {(item.id, item.fault.code) for item in case.patient.report.layers if item.fault}
    cause = next(iter(fault for fault in before if fault[0] == case.layer.id))
    for kinds in (CONVOLUTIONS, (*CONVOLUTIONS, *WINDOWED_POOLS)):
        for end in (case.place + 1, len(case.model.layers)):
            fix = _padding(case, end, kinds)
            left = set(case.after(fix).faults) if fix else {cause}
            if fix and cause not in left and left <= before:
                yield fix
                return


def _smaller_window(case: Case) -> Iterator[Fix]:
    """The largest window that fits, its dilation taken back first where that is what reaches too far."""
    name = "pool_size" if case.layer.kind in WINDOWED_POOLS else "kernel_size"
    windows = figures(case.params[name])
    dilation = figures(case.params.get("dilation_rate", 1))
    if max(dilation) > 1:
        step = SetParam(layer=case.layer.id, name="dilation_rate", value=plain((1,) * len(windows)))
        shown = sizes_text((1,) * len(windows))
        yield make_fix("model.fix.set_param", step, id="set_dilation_rate", name="dilation_rate", value=shown)
        return
    sizes = case.received[: len(windows)]
    size = tuple(w if limit is None else min(w, limit) for w, limit in zip(windows, sizes, strict=True))
    step = SetParam(layer=case.layer.id, name=name, value=plain(size))
    yield make_fix("model.fix.fit_window", step, layer=case.layer.id, size=sizes_text(size))


def _without_what_does_not_fit(case: Case) -> Iterator[Fix]:
    """Removes this layer and those behind it whose windows do not fit either."""
    gone: list[str] = []
    model, faulty = case.model, case.layer.id
    while faulty and len(gone) < REMOVALS_LIMIT:
        gone.append(faulty)
        model = repairs.apply_step(model, RemoveLayer(layer=faulty))
        faulty = next((name for name, code in case.patient.trials.outcome(model).faults if code == _TOO_LARGE), "")
    steps = tuple(RemoveLayer(layer=layer_id) for layer_id in gone)
    if len(gone) == 1:
        yield make_fix("model.fix.remove_layer", *steps, layer=gone[0])
    else:
        yield make_fix("model.fix.remove_layers", *steps, layers=", ".join(gone))


def _earlier_pool_gone(case: Case) -> Iterator[Fix]:
    """One pool less before this layer leaves a larger map."""
    name = case.patient.feeder(case.layer.id)
    while (feeder := case.patient.reports.get(name)) is not None and len(feeder.inputs) == 1:
        if feeder.kind in WINDOWED_POOLS:
            yield make_fix("model.fix.remove_layer", RemoveLayer(layer=feeder.id), id="fewer_pools", layer=feeder.id)
            return
        name = case.patient.feeder(name)


def _for_window(case: Case) -> Iterator[Fix]:
    yield from _paddings(case)
    yield from _smaller_window(case)
    yield from _without_what_does_not_fit(case)
    yield from _earlier_pool_gone(case)


def _for_strides(case: Case) -> Iterator[Fix]:
    for name in ("strides", "dilation_rate"):
        ones = (1,) * len(figures(case.params[name]))
        step = SetParam(layer=case.layer.id, name=name, value=plain(ones))
        yield make_fix("model.fix.set_param", step, id=f"set_{name}", name=name, value=sizes_text(ones))


def _for_groups(case: Case) -> Iterator[Fix]:
    """The nearest number of groups that divides both, the nearest number of filters, or no groups."""
    channels, groups = case.received[-1] or 1, max(case.params["groups"], 1)
    filters = case.params.get("filters", channels)
    choices = [number for number in range(2, min(groups * 2, channels) + 1) if not channels % number]
    dividing = [number for number in choices if not filters % number]
    if channels % groups == 0:
        rounded = max(groups, groups * round(filters / groups))
        yield _set(case, "filters", rounded)
    if dividing:
        yield _set(case, "groups", min(dividing, key=lambda number: abs(math.log(number / groups))))
    yield _set(case, "groups", 1, id="one_group")


def _set(case: Case, name: str, value: int, id: str = "") -> Fix:
    step = SetParam(layer=case.layer.id, name=name, value=value)
    return make_fix("model.fix.set_param", step, id=id or f"set_{name}", name=name, value=value)


def _for_cropping(case: Case) -> Iterator[Fix]:
    """Cuts that leave a row and a column (or a step) at least, more places before, or no cut at all."""
    steps = case.layer.kind == "Cropping1D"
    cuts = (case.params["cropping"],) if steps else case.params["cropping"]
    sides = []
    for (low, high), size in zip(cuts, case.received[:-1], strict=True):
        while size is not None and low + high >= size:
            low, high = (low, high - 1) if high >= low else (low - 1, high)
        sides.append([low, high])
    step = SetParam(layer=case.layer.id, name="cropping", value=sides[0] if steps else sides)
    shown = ", ".join(sizes_text(pair) for pair in sides)
    if any(sum(pair) for pair in sides):
        yield make_fix("model.fix.set_param", step, id="fit_cropping", name="cropping", value=shown)
    yield make_fix("model.fix.remove_layer", RemoveLayer(layer=case.layer.id), layer=case.layer.id)
    kind = "UpSampling1D" if steps else "UpSampling2D"
    grow = InsertLayer(kind=kind, before=case.layer.id)
    yield make_fix("model.fix.insert_before", grow, id="insert_upsampling", kind=kind, layer=case.layer.id)


CURES: Final[Mapping[str, Callable[[Case], Iterator[Fix]]]] = MappingProxyType(
    {
        _TOO_LARGE: _for_window,
        "model.fault.strides_and_dilation": _for_strides,
        "model.fault.channels_in_groups": _for_groups,
        "model.fault.filters_in_groups": _for_groups,
        "model.fault.channel_groups": _for_groups,
        "model.fault.crops_all": _for_cropping,
    }
)
