"""Cures for what is wrong with a layer by itself: its name, its kind, its parameters, the names of its inputs."""

from __future__ import annotations

import difflib
import math
from types import MappingProxyType
from typing import Any, Final

from deepdesk.model import edit
from deepdesk.model.description import LayerDescription, ModelDescription
from deepdesk.model.doctor.case import make_fix
from deepdesk.model.findings import AnyStep, DropParam, Fix, RemoveLayer, RenameAt, SetInputs, SetKind, SetParam
from deepdesk.model.kinds import KINDS
from deepdesk.model.kinds.activations import ACTIVATIONS
from deepdesk.model.kinds.base import Parameter
from deepdesk.model.validation import INPUT, Fault, value_fault, value_text

_SHARES: Final = ("rate", "dropout")
_PERCENT_FROM: Final = 2
_FALSE_WORDS: Final = ("false", "no", "off", "0")
_TRUE_WORDS: Final = ("true", "yes", "on", "1")
_OTHER_NAMES: Final = MappingProxyType(
    {"swish": "silu", "hard_swish": "silu", "none": "linear", "logistic": "sigmoid", "lrelu": "leaky_relu"}
)


def own_fixes(model: ModelDescription, index: int, fault: Fault) -> tuple[Fix, ...]:
    """Fixes for what is wrong with a layer by itself."""
    layer = model.layers[index]
    match fault.code.removeprefix("model.fault."):
        case "bad_id" | "duplicate_id":
            new = edit.new_id(model, layer.kind)
            return (make_fix("model.fix.rename", RenameAt(index=index, new=new), new=new),)
        case "no_inputs":
            before = model.layers[index - 1].id if index else INPUT
            return (make_fix("model.fix.take_before", SetInputs(layer=layer.id), before=before),)
        case "unknown_input" | "later_input":
            return _input_fixes(model, index, fault)
        case "unknown_kind":
            return _kind_fixes(layer, fault)
        case "unknown_parameter":
            return _name_fixes(layer, fault)
        case "range" | "choice" | "type":
            return _value_fixes(layer, fault)
    return _value_fixes(layer, fault) if fault.code.startswith("model.fault.type.") else ()


def _input_fixes(model: ModelDescription, index: int, fault: Fault) -> tuple[Fix, ...]:
    """The name that was most likely meant, the layer before it, or without that input."""
    layer, wrong = model.layers[index], fault.params["name"]
    inputs = layer.inputs or ()
    known = [INPUT, *(item.id for item in model.layers[:index])]
    near = difflib.get_close_matches(wrong, [name for name in known if name not in inputs], n=1, cutoff=0.7)
    chosen = list(dict.fromkeys((*near, *(name for name in known[-1:] if name not in inputs))))
    fixes = []
    for name in chosen:
        joined = tuple(name if item[:60] == wrong else item for item in inputs)
        step = SetInputs(layer=layer.id, inputs=None if joined == (known[-1],) else joined)
        fixes.append(make_fix("model.fix.take_before", step, id=f"take_{name}", before=name))
    others = tuple(item for item in inputs if item[:60] != wrong)
    if others:
        step = SetInputs(layer=layer.id, inputs=others)
        fixes.append(make_fix("model.fix.drop_input", step, name=wrong))
    return tuple(fixes)


def _kind_fixes(layer: LayerDescription, fault: Fault) -> tuple[Fix, ...]:
    near = fault.params["near"]
    gone = make_fix("model.fix.remove_layer", RemoveLayer(layer=layer.id), id="remove", layer=layer.id)
    if not near:
        return (gone,)
    steps: tuple[AnyStep, ...] = (SetKind(layer=layer.id, kind=near),)
    function = layer.kind.rpartition(".")[2].lower()
    if near == "Activation" and function in ACTIVATIONS and "activation" not in layer.params:
        steps = (*steps, SetParam(layer=layer.id, name="activation", value=function))
    return (make_fix("model.fix.set_kind", *steps, near=near), gone)


def _name_fixes(layer: LayerDescription, fault: Fault) -> tuple[Fix, ...]:
    names = [name for name in layer.params if name[:60] == fault.params["name"]]
    drop = DropParam(layer=layer.id, name=names[0])
    gone = make_fix("model.fix.drop_param", drop, name=fault.params["name"])
    near = fault.params["near"]
    if not near or near in layer.params:
        return (gone,)
    steps = (drop, SetParam(layer=layer.id, name=near, value=layer.params[names[0]]))
    return (make_fix("model.fix.rename_param", *steps, near=near), gone)


def _value_fixes(layer: LayerDescription, fault: Fault) -> tuple[Fix, ...]:
    """The nearest possible value; where nothing is near, the default."""
    kind = KINDS[layer.kind]
    parameter = kind.parameter(fault.params["name"])
    value = _nearest(parameter, layer.params[parameter.name])
    if value is None or value_fault(kind, parameter, value) is not None:
        value = parameter.default
    step = SetParam(layer=layer.id, name=parameter.name, value=value)
    shown = {"name": parameter.name, "value": value_text(value)}
    return (make_fix("model.fix.set_param", step, **shown),)


def _nearest(parameter: Parameter, found: Any) -> Any:
    """What was most likely meant by a value that is not possible; ``None`` where that cannot be told."""
    text = found.strip().lower() if isinstance(found, str) else None
    match parameter.type:
        case "integer" | "number":
            return _nearest_number(parameter, found if text is None else _number(text))
        case "switch":
            return _nearest_switch(found if text is None else text)
        case "choice" if text is not None:
            meant = _OTHER_NAMES.get(text, text)
            return next(iter(difflib.get_close_matches(meant, parameter.choices, n=1, cutoff=0.6)), None)
        case "size2d" | "shape" if isinstance(found, list | tuple):
            return _nearest_sizes(parameter, found)
        case "size2d":
            number = _nearest_number(parameter, found if text is None else _number(text))
            return None if number is None else [int(number)] * 2
    return None


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _nearest_number(parameter: Parameter, found: Any) -> int | float | None:
    entry = found[0] if isinstance(found, list | tuple) and found else found
    if isinstance(entry, bool) or not isinstance(entry, int | float) or not math.isfinite(entry):
        return None
    low = float("-inf") if parameter.minimum is None else parameter.minimum
    high = float("inf") if parameter.maximum is None else parameter.maximum
    if entry < low:
        # A sign too many; nothing at all is not what was meant.
        entry = -entry if low <= -entry <= high else parameter.default
    elif entry > high and parameter.name in _SHARES:
        entry = entry / 100 if entry >= _PERCENT_FROM and entry / 100 <= high else high
    elif entry > high:
        # So much is a slip of the hand; the most that is possible would be as senseless.
        entry = parameter.default
    if entry is None or isinstance(entry, list | tuple):
        return None if entry is None else int(entry[0])
    return float(entry) if parameter.type == "number" else int(entry)


def _nearest_switch(found: Any) -> bool | None:
    if isinstance(found, int | float):
        return bool(found)
    return True if found in _TRUE_WORDS else False if found in _FALSE_WORDS else None


def _nearest_sizes(parameter: Parameter, found: list[Any] | tuple[Any, ...]) -> list[int] | None:
    sizes = [_nearest_number(parameter, entry) for entry in found]
    whole = [int(size) for size in sizes if size is not None]
    if len(whole) != len(found) or not whole:
        return None
    return whole if parameter.type == "shape" else [whole[0], whole[min(1, len(whole) - 1)]]
