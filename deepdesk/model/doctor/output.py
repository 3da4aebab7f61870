"""Findings about the network as a whole: does it fit the task and the data, is anything in it out of proportion."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from deepdesk.model.description import LayerDescription, ModelDescription, Shape
from deepdesk.model.findings import (
    AnyStep,
    CheckContext,
    Finding,
    Fix,
    InsertLayer,
    RemoveLayer,
    SetInputShape,
    SetParam,
)
from deepdesk.model.kinds import KINDS
from deepdesk.model.kinds.geometry import counted, sizes_text
from deepdesk.model.shapes import NetworkReport, sources
from deepdesk.model.validation import INPUT, value_fault

PARAMETERS_LIMIT: Final = 2_000_000_000
HEAVY_SHARE: Final = 0.9
HEAVY_PARAMETERS: Final = 1_000_000
POOLED_AT_LEAST: Final = 16
HIGH_LEARNING_RATE: Final = 1.0


def _fix(code: str, *steps: AnyStep, **params: object) -> Fix:
    return Fix(id=code.rsplit(".", 1)[-1], code=code, params=params, steps=steps)


def _fits(shape: Shape, needed: Shape) -> bool:
    return len(shape) == len(needed) and all(
        a is None or b is None or a == b for a, b in zip(shape, needed, strict=True)
    )


def _input_finding(model: ModelDescription, context: CheckContext) -> Iterator[Finding]:
    needed = context.input_shape
    if needed is None or _fits(model.input.shape, needed):
        return
    shape = sizes_text(needed)
    yield Finding(
        layer=INPUT,
        code="model.finding.input_shape",
        params={"received": sizes_text(model.input.shape), "needed": shape},
        fixes=(_fix("model.fix.set_input", SetInputShape(shape=needed), shape=shape),),
    )


def _unused_findings(model: ModelDescription) -> Iterator[Finding]:
    used = {name for feeders in sources(model) for name in feeders}
    for layer in model.layers[:-1]:
        if layer.id not in used:
            fix = _fix("model.fix.remove_layer", RemoveLayer(layer=layer.id), layer=layer.id)
            params = {"layer": layer.id}
            yield Finding(layer=layer.id, code="model.finding.unused", severity="warning", params=params, fixes=(fix,))


def _size_findings(report: NetworkReport) -> Iterator[Finding]:
    if not report.layers:
        return
    largest = max(report.layers, key=lambda item: item.parameters)
    if report.parameters > PARAMETERS_LIMIT:
        figures = {"parameters": f"{report.parameters:,}", "limit": f"{PARAMETERS_LIMIT:,}"}
        own = {"layer": largest.id, "own": f"{largest.parameters:,}"}
        yield Finding(layer=largest.id, code="model.finding.too_large", params={**figures, **own})
        return
    by_id = {item.id: item for item in report.layers}
    feeder = by_id.get(largest.inputs[0]) if largest.inputs else None
    heavy = largest.parameters > HEAVY_PARAMETERS and largest.parameters > HEAVY_SHARE * report.parameters
    if not (heavy and largest.kind == "Dense" and feeder and feeder.kind == "Flatten"):
        return
    before = feeder.input_shapes[0]
    if len(before) != 3 or before[2] is None or before[2] < POOLED_AT_LEAST:
        return
    gap = InsertLayer(kind="GlobalAveragePooling2D", before=feeder.id)
    yield Finding(
        layer=largest.id,
        code="model.finding.heavy_dense",
        severity="suggestion",
        params={
            "layer": largest.id,
            "share": str(100 * largest.parameters // report.parameters),
            "source": feeder.id,
            "received": f"{counted(before):,}",
            "pooled": f"{before[2]:,}",
        },
        fixes=(_fix("model.fix.replace_flatten", gap, RemoveLayer(layer=feeder.id), target=feeder.id),),
    )


def _flattening_fixes(model: ModelDescription, last: LayerDescription, output: Shape) -> tuple[Fix, ...]:
    """What makes one row of scores out of a last layer that gives a map or a sequence."""
    fixes: list[Fix] = []
    if len(output) == 2:
        recurrent = [layer for layer in model.layers if layer.kind in ("LSTM", "GRU")]
        if recurrent and recurrent[-1].params.get("return_sequences"):
            step = SetParam(layer=recurrent[-1].id, name="return_sequences", value=False)
            fixes.append(_fix("model.fix.return_last", step, target=recurrent[-1].id))
    before = last.id if last.kind == "Dense" else None
    if before is None:
        return tuple(fixes)
    if len(output) == 3:
        gap = InsertLayer(kind="GlobalAveragePooling2D", before=before)
        fixes.append(_fix("model.fix.insert_gap", gap, layer=before))
    if None not in output:
        fixes.append(_fix("model.fix.insert_flatten", InsertLayer(kind="Flatten", before=before), layer=before))
    return tuple(fixes)


def _new_output(model: ModelDescription, output: Shape | None, classes: int) -> Fix:
    """A Dense layer with one unit for each class behind the last layer, flattened before it where need be."""
    flat = (InsertLayer(kind="Flatten"),) if output is not None and len(output) > 1 else ()
    dense = InsertLayer(kind="Dense", params={"units": classes})
    return _fix("model.fix.append_output", *flat, dense, units=classes)


def _class_finding(model: ModelDescription, output: Shape | None, classes: int) -> Iterator[Finding]:
    last = model.layers[-1]
    width = output[-1] if output else None
    if last.kind == "Dense":
        units = last.params.get("units", KINDS["Dense"].parameter("units").default)
        width = None if value_fault(KINDS["Dense"], KINDS["Dense"].parameter("units"), units) else units
    if width is None or width == classes:
        return
    fixes: list[Fix] = []
    if last.kind == "Dense":
        step = SetParam(layer=last.id, name="units", value=classes)
        fixes.append(_fix("model.fix.set_param", step, name="units", value=classes))
    fixes.append(_new_output(model, output, classes))
    params = {"layer": last.id, "received": f"{width:,}", "classes": f"{classes:,}"}
    yield Finding(layer=last.id, code="model.finding.classes", params=params, fixes=tuple(fixes))


def _output_findings(model: ModelDescription, report: NetworkReport, context: CheckContext) -> Iterator[Finding]:
    last, output = model.layers[-1], report.output_shape
    if output is not None and len(output) != 1:
        fixes = _flattening_fixes(model, last, output)
        if last.kind != "Dense" and context.classes:
            fixes = (*fixes, _new_output(model, output, context.classes))
        params = {"layer": last.id, "received": sizes_text(output)}
        yield Finding(layer=last.id, code="model.finding.output_shape", params=params, fixes=fixes)
    elif context.classes:
        yield from _class_finding(model, output, context.classes)
    activation = last.params.get("activation", "linear")
    if last.kind in ("Dense", "Conv2D") and isinstance(activation, str) and activation != "linear":
        step = SetParam(layer=last.id, name="activation", value="linear")
        yield Finding(
            layer=last.id,
            code="model.finding.final_activation",
            severity="warning",
            params={"layer": last.id, "activation": activation[:60]},
            fixes=(_fix("model.fix.set_param", step, name="activation", value="linear"),),
        )


def _settings_findings(model: ModelDescription, context: CheckContext) -> Iterator[Finding]:
    """What the settings of the training make of this network."""
    rate, last = context.learning_rate, model.layers[-1].id
    if rate is not None and rate > HIGH_LEARNING_RATE:
        params = {"rate": f"{rate:g}", "limit": f"{HIGH_LEARNING_RATE:g}"}
        yield Finding(layer=last, code="model.finding.learning_rate", severity="warning", params=params)
    norm = next((layer.id for layer in model.layers if layer.kind == "BatchNormalization"), None)
    if context.batch_size == 1 and norm is not None:
        yield Finding(layer=norm, code="model.finding.single_batch", severity="warning", params={"layer": norm})


def task_findings(model: ModelDescription, report: NetworkReport, context: CheckContext) -> Iterator[Finding]:
    """Findings that need the whole network or the task."""
    if report.input_fault is None:
        yield from _input_finding(model, context)
    if not model.layers:
        yield Finding(layer=None, code="model.finding.no_layers")
        return
    yield from _unused_findings(model)
    yield from _size_findings(report)
    yield from _settings_findings(model, context)
    if context.task == "classification":
        yield from _output_findings(model, report, context)
