"""Cures for the faults of a layer: what could be changed, kept only where it really helps.

A candidate is offered when, with it, the cause is gone and no fault appears elsewhere; where none reaches that, those
are offered that at least bring the first fault further down.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Final, NamedTuple

from deepdesk.model import repairs
from deepdesk.model.description import LayerDescription, ModelDescription, Shape
from deepdesk.model.findings import AnyStep, Fix, InsertLayer, RemoveLayer, SetInputs, SetParam
from deepdesk.model.kinds import KINDS
from deepdesk.model.kinds.geometry import product, sizes_text
from deepdesk.model.shapes import LayerReport, NetworkReport, infer

FIXES_LIMIT: Final = 3
REMOVALS_LIMIT: Final = 6
_RECURRENT: Final = ("LSTM", "GRU")
_KEEPS_STEPS: Final = (*_RECURRENT, "Dropout", "BatchNormalization", "Dense")
_WINDOW_PARAM: Final = MappingProxyType(
    {"Conv2D": "kernel_size", "MaxPooling2D": "pool_size", "AveragePooling2D": "pool_size"}
)
_TOO_LARGE: Final = "model.fault.window_too_large"


class Case(NamedTuple):
    """A faulty layer in its network."""

    model: ModelDescription
    report: NetworkReport
    place: int

    @property
    def layer(self) -> LayerDescription:
        """The layer at which the fault arises."""
        return self.model.layers[self.place]

    @property
    def received(self) -> Shape:
        """What the layer's first input hands over."""
        return self.report.layers[self.place].input_shapes[0]

    def feeder(self) -> LayerReport | None:
        """The layer that feeds this one first; ``None`` when that is the input."""
        name = self.report.layers[self.place].inputs[0]
        return next((item for item in self.report.layers[: self.place] if item.id == name), None)


def _fix(code: str, steps: tuple[AnyStep, ...], **params: object) -> Fix:
    return Fix(id=code.rsplit(".", 1)[-1], code=code, params=params, steps=steps)


def _padding(case: Case, end: int, kinds: tuple[str, ...]) -> Fix | None:
    """Padding ``same`` on every layer of these kinds, up to ``end``, that has ``valid``."""
    chosen = [
        layer.id
        for layer in case.model.layers[:end]
        if layer.kind in kinds and layer.params.get("padding", "valid") == "valid"
    ]
    if not chosen:
        return None
    steps = tuple(SetParam(layer=layer_id, name="padding", value="same") for layer_id in chosen)
    code = "model.fix.padding_same_one" if len(chosen) == 1 else "model.fix.padding_same_range"
    return Fix(id="padding_same", code=code, params={"first": chosen[0], "last": chosen[-1]}, steps=steps)


def _paddings(case: Case) -> Iterator[Fix]:
    """The first repair by padding that makes everything fit: convolutions up to here, then all, then pools as well."""
    ends = (case.place + 1, len(case.model.layers))
    for kinds in (("Conv2D",), ("Conv2D", "MaxPooling2D", "AveragePooling2D")):
        for end in ends:
            fix = _padding(case, end, kinds)
            if fix and _cures(case, fix) == 2:
                yield fix
                return


def _smaller_window(case: Case) -> Iterator[Fix]:
    name = _WINDOW_PARAM[case.layer.kind]
    filled = KINDS[case.layer.kind].filled(case.layer.params)
    if max(filled.get("dilation_rate", (1, 1))) > 1:
        return
    limits = [window if size is None else size for size, window in zip(case.received[:2], filled[name], strict=True)]
    size = [min(window, limit) for window, limit in zip(filled[name], limits, strict=True)]
    step = SetParam(layer=case.layer.id, name=name, value=size)
    yield _fix("model.fix.fit_window", (step,), layer=case.layer.id, size=sizes_text(size))


def _without_what_does_not_fit(case: Case) -> Iterator[Fix]:
    """Removes this layer and those behind it whose windows do not fit either."""
    gone: list[str] = []
    model, faulty = case.model, case.layer.id
    while faulty and len(gone) < REMOVALS_LIMIT:
        gone.append(faulty)
        model = repairs.apply_step(model, RemoveLayer(layer=faulty))
        faulty = next((item.id for item in infer(model).layers if item.fault and item.fault.code == _TOO_LARGE), "")
    steps = tuple(RemoveLayer(layer=layer_id) for layer_id in gone)
    if len(gone) == 1:
        yield _fix("model.fix.remove_layer", steps, layer=gone[0])
    else:
        yield _fix("model.fix.remove_layers", steps, layers=", ".join(gone))


def _for_window(case: Case) -> Iterator[Fix]:
    yield from _paddings(case)
    yield from _smaller_window(case)
    yield from _without_what_does_not_fit(case)


def _reshape_before(case: Case, shape: tuple[int, ...]) -> Fix:
    step = InsertLayer(kind="Reshape", params={"target_shape": list(shape)}, before=case.layer.id)
    return _fix("model.fix.insert_reshape", (step,), shape=sizes_text(shape), layer=case.layer.id)


def _remove_this(case: Case) -> Fix:
    return _fix("model.fix.remove_layer", (RemoveLayer(layer=case.layer.id),), layer=case.layer.id)


def _remove_feeding_flatten(case: Case) -> Iterator[Fix]:
    feeder = case.feeder()
    if feeder and feeder.kind == "Flatten":
        yield _fix("model.fix.remove_flatten", (RemoveLayer(layer=feeder.id),), target=feeder.id)


def _for_image(case: Case) -> Iterator[Fix]:
    yield from _remove_feeding_flatten(case)
    sizes = [size for size in case.received if size is not None]
    if len(sizes) == len(case.received) == 2:
        yield _reshape_before(case, (sizes[0], sizes[1], 1))
    if len(sizes) == len(case.received) == 1:
        for channels in (1, 3):
            side = math.isqrt(sizes[0] // channels)
            if side * side * channels == sizes[0] and side > 1:
                yield _reshape_before(case, (side, side, channels))
    yield _remove_this(case)


def _recurrent_above(case: Case) -> str | None:
    """The recurrent layer whose single last step arrives here, through layers that would pass its sequence on."""
    by_id = {item.id: item for item in case.report.layers[: case.place]}
    name = case.report.layers[case.place].inputs[0]
    while (found := by_id.get(name)) and found.kind in _KEEPS_STEPS:
        if found.kind in _RECURRENT:
            return found.id
        name = found.inputs[0]
    return None


def _for_sequence(case: Case) -> Iterator[Fix]:
    if target := _recurrent_above(case):
        step = SetParam(layer=target, name="return_sequences", value=True)
        yield _fix("model.fix.return_sequences", (step,), target=target)
    received = case.received
    total = product(received)
    if total is None:
        return
    yield from _rows_instead_of_flatten(case)
    if len(received) > 2 and received[0]:
        yield _reshape_before(case, (received[0], total // received[0]))
    if len(received) == 1 and not target:
        yield _reshape_before(case, (total, 1))


def _rows_instead_of_flatten(case: Case) -> Iterator[Fix]:
    feeder = case.feeder()
    if feeder is None or feeder.kind != "Flatten":
        return
    before = feeder.input_shapes[0]
    total = product(before)
    if len(before) == 2:
        yield from _remove_feeding_flatten(case)
    elif len(before) == 3 and total and before[0]:
        rows = (before[0], total // before[0])
        reshape = InsertLayer(kind="Reshape", params={"target_shape": list(rows)}, before=case.layer.id)
        steps = (RemoveLayer(layer=feeder.id), reshape)
        yield _fix("model.fix.reshape_for_flatten", steps, target=feeder.id, shape=sizes_text(rows))


def _for_strides(case: Case) -> Iterator[Fix]:
    for name in ("strides", "dilation_rate"):
        step = SetParam(layer=case.layer.id, name=name, value=[1, 1])
        params = {"name": name, "value": "1×1"}
        yield Fix(id=f"set_{name}", code="model.fix.set_param", params=params, steps=(step,))


def _for_reshape(case: Case) -> Iterator[Fix]:
    total = product(case.received)
    target = [size for size in case.layer.params.get("target_shape", [-1]) if size != 0]
    if total is None:
        return
    shapes: list[tuple[int, ...]] = []
    if len(target) == 2 and len(case.received) > 2 and case.received[0]:
        shapes.append((case.received[0], total // case.received[0]))
    for free in range(len(target)):
        known = math.prod(abs(size) for place, size in enumerate(target) if place != free)
        if total % known == 0:
            shapes.append(tuple(total // known if place == free else abs(s) for place, s in enumerate(target)))
    for number, shape in enumerate(dict.fromkeys((*shapes, (total,))), start=1):
        step = SetParam(layer=case.layer.id, name="target_shape", value=list(shape))
        params = {"shape": sizes_text(shape)}
        yield Fix(id=f"set_reshape_{number}", code="model.fix.set_reshape", params=params, steps=(step,))
    yield _remove_this(case)


def _for_one_input(case: Case) -> Iterator[Fix]:
    for name in case.report.layers[case.place].inputs[:2]:
        step = SetInputs(layer=case.layer.id, inputs=(name,))
        yield Fix(id=f"take_{name}", code="model.fix.take_before", params={"before": name}, steps=(step,))


_CURES: Final[Mapping[str, Callable[[Case], Iterator[Fix]]]] = MappingProxyType(
    {
        _TOO_LARGE: _for_window,
        "model.fault.needs_image": _for_image,
        "model.fault.needs_sequence": _for_sequence,
        "model.fault.strides_and_dilation": _for_strides,
        "model.fault.reshape_target": _for_reshape,
        "model.fault.reshape_total": _for_reshape,
        "model.fault.reshape_rest": _for_reshape,
        "model.fault.one_input": _for_one_input,
    }
)


def _faults(report: NetworkReport) -> list[tuple[str, str]]:
    return [(item.id, item.fault.code) for item in report.layers if item.fault]


def _cures(case: Case, fix: Fix) -> int:
    """2: the cause is gone and nothing new is wrong; 1: the first fault is nearer the end; 0: no help."""
    before = _faults(case.report)
    after = infer(repairs.apply(case.model, fix.steps))
    left = _faults(after)
    cause = case.report.layers[case.place]
    if (cause.id, cause.fault.code if cause.fault else "") in left:
        return 0
    if set(left) <= set(before):
        return 2
    order = {layer.id: place for place, layer in enumerate(case.model.layers)}
    return 1 if min(order.get(name, -1) for name, _ in left) > case.place else 0


def cures(case: Case) -> tuple[Fix, ...]:
    """The fixes for a fault of shape, best first, each tried out before it is offered; at most three."""
    fault = case.report.layers[case.place].fault
    propose = _CURES.get(fault.code) if fault else None
    if propose is None or not case.report.layers[case.place].input_shapes:
        return ()
    tried = [(fix, _cures(case, fix)) for fix in propose(case)]
    best = [fix for fix, worth in tried if worth == 2] or [fix for fix, worth in tried if worth == 1]
    return tuple(best[:FIXES_LIMIT])
