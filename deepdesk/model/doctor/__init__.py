"""Examines a network: findings where they arise, each with the fixes that help."""

from __future__ import annotations

from collections.abc import Iterator

from deepdesk.core.errors import ModelError
from deepdesk.model import repairs
from deepdesk.model.doctor.windows import Case, cures
from deepdesk.model.description import LayerDescription, ModelDescription
from deepdesk.model.edit import new_id
from deepdesk.model.findings import (
    CheckContext,
    DropParam,
    Finding,
    Fix,
    RemoveLayer,
    RenameAt,
    SetInputs,
    SetInputShape,
    SetKind,
    SetParam,
)
from deepdesk.model.kinds import KINDS
from deepdesk.model.kinds.geometry import sizes_text
from deepdesk.model.shapes import NetworkReport, infer
from deepdesk.model.doctor.output import task_findings
from deepdesk.model.validation import INPUT, Fault, parameter_faults, value_text


def _own_fixes(model: ModelDescription, index: int, fault: Fault) -> tuple[Fix, ...]:
    """Fixes for what is wrong with a layer by itself."""
    layer = model.layers[index]
    match fault.code.removeprefix("model.fault."):
        case "bad_id" | "duplicate_id":
            new = new_id(model, layer.kind)
            step = RenameAt(index=index, new=new)
            return (Fix(id="rename", code="model.fix.rename", params={"new": new}, steps=(step,)),)
        case "no_inputs" | "unknown_input" | "later_input":
            before = model.layers[index - 1].id if index else INPUT
            inputs = SetInputs(layer=layer.id)
            return (Fix(id="take_before", code="model.fix.take_before", params={"before": before}, steps=(inputs,)),)
        case "unknown_kind":
            return _kind_fixes(layer, fault)
        case "unknown_parameter":
            return _name_fixes(layer, fault)
        case "range" | "choice" | "type":
            return _value_fixes(layer, fault)
    return _value_fixes(layer, fault) if fault.code.startswith("model.fault.type.") else ()


def _kind_fixes(layer: LayerDescription, fault: Fault) -> tuple[Fix, ...]:
    near = fault.params["near"]
    gone = Fix(
        id="remove", code="model.fix.remove_layer", params={"layer": layer.id}, steps=(RemoveLayer(layer=layer.id),)
    )
    if not near:
        return (gone,)
    step = SetKind(layer=layer.id, kind=near)
    return (Fix(id="set_kind", code="model.fix.set_kind", params={"near": near}, steps=(step,)), gone)


def _name_fixes(layer: LayerDescription, fault: Fault) -> tuple[Fix, ...]:
    names = [name for name in layer.params if name[:60] == fault.params["name"]]
    drop = DropParam(layer=layer.id, name=names[0])
    gone = Fix(id="drop_param", code="model.fix.drop_param", params={"name": fault.params["name"]}, steps=(drop,))
    near = fault.params["near"]
    if not near or near in layer.params:
        return (gone,)
    steps = (drop, SetParam(layer=layer.id, name=near, value=layer.params[names[0]]))
    return (Fix(id="rename_param", code="model.fix.rename_param", params={"near": near}, steps=steps), gone)


def _value_fixes(layer: LayerDescription, fault: Fault) -> tuple[Fix, ...]:
    """The nearest possible value of a number out of range; else the default."""
    parameter = KINDS[layer.kind].parameter(fault.params["name"])
    value = parameter.default
    found = layer.params[parameter.name]
    if fault.code == "model.fault.range" and isinstance(found, int | float) and parameter.type in ("integer", "number"):
        limit = parameter.minimum if parameter.minimum is not None and not found >= parameter.minimum else None
        nearest = parameter.maximum if limit is None else limit
        if nearest is not None and found == found:
            value = int(nearest) if parameter.type == "integer" else nearest
    if parameter.type == "choice" and isinstance(found, str) and found.strip().lower() in parameter.choices:
        value = found.strip().lower()
    step = SetParam(layer=layer.id, name=parameter.name, value=value)
    shown = {"name": parameter.name, "value": value_text(value)}
    return (Fix(id="set_param", code="model.fix.set_param", params=shown, steps=(step,)),)


def _layer_findings(model: ModelDescription, report: NetworkReport) -> Iterator[Finding]:
    ids = [layer.id for layer in model.layers]
    for index, found in enumerate(report.layers):
        fault = found.fault
        if fault is None:
            continue
        fixes = _own_fixes(model, index, fault) or cures(Case(model, report, index))
        yield Finding(layer=found.id, code=fault.code, params=fault.params, fixes=fixes)
        if ids.count(found.id) > 1:
            continue
        place = {name: fault.params[name] for name in ("layer", "kind", "source")}
        for other in parameter_faults(model.layers[index]):
            if (other.code, other.params["name"]) != (fault.code, fault.params.get("name")):
                params = {**place, **other.params}
                own = _own_fixes(model, index, other)
                yield Finding(layer=found.id, code=other.code, params=params, fixes=own)


def _input_findings(report: NetworkReport, context: CheckContext) -> Iterator[Finding]:
    if report.input_fault is None:
        return
    fixes: tuple[Fix, ...] = ()
    if context.input_shape:
        step = SetInputShape(shape=context.input_shape)
        text = sizes_text(context.input_shape)
        fixes = (Fix(id="set_input", code="model.fix.set_input", params={"shape": text}, steps=(step,)),)
    yield Finding(layer=INPUT, code=report.input_fault.code, params=report.input_fault.params, fixes=fixes)


def examine(
    model: ModelDescription, context: CheckContext | None = None, report: NetworkReport | None = None
) -> tuple[Finding, ...]:
    """All findings, in the order of the layers, one for each cause; errors keep the network from being trained.

    Args:
        model: any description that could be read.
        context: what is known of the task; what is ``None`` there is not judged.
        report: of :func:`deepdesk.model.shapes.infer`, if it is at hand.
    """
    context = context or CheckContext()
    report = report or infer(model)
    found = [
        *_input_findings(report, context),
        *_layer_findings(model, report),
        *task_findings(model, report, context),
    ]
    order: dict[str | None, int] = {None: -2, INPUT: -1}
    for index, layer in enumerate(model.layers):
        order.setdefault(layer.id, index)
    return tuple(sorted(found, key=lambda finding: order.get(finding.layer, len(order))))


def repair(model: ModelDescription, finding: Finding, fix: Fix) -> ModelDescription:
    """The network with a fix applied; the given one is not changed.

    Raises:
        ModelError: the fix speaks of a layer that is no longer there.
    """
    try:
        return repairs.apply(model, fix.steps)
    except (KeyError, IndexError) as error:
        raise ModelError("model.fix_is_stale", layer=finding.layer or "–") from error
