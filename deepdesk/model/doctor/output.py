"""Does the last layer give what the task needs: a score for each class, a map of scores, the input again, numbers."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Final

from deepdesk.model.description import Shape
from deepdesk.model.doctor.axes import RECURRENT
from deepdesk.model.doctor.case import Patient, error, make_fix
from deepdesk.model.doctor.fit import fits
from deepdesk.model.doctor.windows import CONVOLUTIONS
from deepdesk.model.findings import AnyStep, Finding, Fix, InsertLayer, RemoveLayer, SetParam
from deepdesk.model.kinds.geometry import product, sizes_text

FIXES_LIMIT: Final = 3
PADDINGS_LIMIT: Final = 64
POOLED_FROM: Final = 16
"""Channels from which the mean of each says enough to classify by; with fewer, every place is kept."""
_KEEPS_SHAPE: Final = (
    "Activation",
    "LeakyReLU",
    "Dropout",
    "SpatialDropout1D",
    "SpatialDropout2D",
    "GaussianNoise",
    "BatchNormalization",
    "LayerNormalization",
    "GroupNormalization",
)
_OUTPUT_FUNCTIONS: Final = ("linear", "softmax", "sigmoid", "log_softmax")
_FILTERED: Final = ("Conv1D", "Conv2D", "SeparableConv2D", "Conv2DTranspose")


def scoring_layer(patient: Patient) -> str:
    """The layer that gives the output its width: the last one, or one before it and layers that keep the shape."""
    name = last = patient.model.layers[-1].id
    while patient.kind(name) in _KEEPS_SHAPE:
        name = patient.feeder(name)
    return name if _width_parameter(patient.kind(name)) else last


def is_hidden(patient: Patient, scoring: str) -> bool:
    """Whether the layer that gives the output its width looks like one before the output: bent or dropped out."""
    activation = patient.params(scoring).get("activation", "linear")
    behind = patient.model.layers[patient.places[scoring] + 1 :]
    return activation not in _OUTPUT_FUNCTIONS or any(layer.kind == "Dropout" for layer in behind)


def _width_parameter(kind: str) -> str | None:
    return "units" if kind == "Dense" else "filters" if kind in _FILTERED else None


def wanted_output(patient: Patient) -> Shape | None:
    """The shape that the output must have; a length that does not matter is ``None``, ``None``: any."""
    context, taken = patient.context, patient.model.input.shape
    match context.task:
        case "classification":
            return (context.classes,)
        case "segmentation":
            return (*taken[:-1], context.classes) if len(taken) == 3 else None
        case "reconstruction":
            return taken
        case "regression":
            return context.target_shape
    return None


def output_findings(patient: Patient) -> Iterator[Finding]:
    """The output is no row of scores, or not as wide as needed, or not of the size of the image."""
    wanted, output = wanted_output(patient), patient.report.output_shape
    if wanted is None:
        return
    scoring = scoring_layer(patient)
    if output is None:
        width = _stated_width(patient, scoring)
        if width is None or wanted[-1] in (None, width) or patient.context.task != "classification":
            return
        yield _width_finding(patient, scoring, width, wanted)
    elif len(output) == len(wanted) == 1 and not fits(output, wanted):
        yield _width_finding(patient, scoring, output[0] or 0, wanted)
    elif not fits(output, wanted):
        yield _shape_finding(patient, scoring, output, wanted)


def _stated_width(patient: Patient, scoring: str) -> int | None:
    name = _width_parameter(patient.kind(scoring))
    width = patient.params(scoring).get(name) if name else None
    return width if isinstance(width, int) else None


def _width_finding(patient: Patient, scoring: str, width: int, wanted: Shape) -> Finding:
    """One score for each class (or number) is needed."""
    needed = wanted[-1] or 1
    widened, added = _set_width(patient, scoring, needed), _new_output(patient, needed)
    fixes = (added, widened) if is_hidden(patient, scoring) else (widened, added)
    if patient.context.task == "classification":
        shown = {"received": f"{width:,}", "classes": f"{needed:,}"}
        return error(scoring, "model.finding.classes", *_tried(patient, wanted, fixes), **shown)
    return error(
        scoring,
        f"model.finding.output.{patient.context.task}",
        *_tried(patient, wanted, fixes),
        received=sizes_text(patient.report.output_shape or (width,)),
        needed=sizes_text(wanted),
    )


def _shape_finding(patient: Patient, scoring: str, output: Shape, wanted: Shape) -> Finding:
    task = patient.context.task
    if task == "classification":
        fixes = (*_row_fixes(patient, scoring, output), _new_output(patient, wanted[0]) if wanted[0] else None)
        code = "model.finding.output_shape"
    else:
        fixes = tuple(_towards(patient, scoring, output, wanted))
        code = f"model.finding.output.{task}"
    shown = {"received": sizes_text(output), "needed": sizes_text(wanted)}
    return error(scoring, code, *_tried(patient, wanted, fixes), **shown)


def _tried(patient: Patient, wanted: Shape, fixes: tuple[Fix | None, ...]) -> tuple[Fix, ...]:
    """The fixes that bring the output to what is wanted; where none does, those that bring its axes to it."""
    before = {(item.id, item.fault.code) for item in patient.report.layers if item.fault}
    whole: list[Fix] = []
    partial: list[Fix] = []
    for fix in fixes:
        if fix is None or any(fix.id == other.id for other in (*whole, *partial)):
            continue
        after = patient.trials.after(patient.model, fix.steps)
        if not set(after.faults) <= before:
            continue
        if after.output is None or fits(after.output, wanted):
            whole.append(fix)
        elif len(after.output) == len(wanted) != len(patient.report.output_shape or ()):
            partial.append(fix)
    return tuple((whole or partial)[:FIXES_LIMIT])


def _set_width(patient: Patient, scoring: str, width: int) -> Fix | None:
    name = _width_parameter(patient.kind(scoring))
    if name is None:
        return None
    step = SetParam(layer=scoring, name=name, value=width)
    return make_fix("model.fix.set_param", step, name=name, value=width)


def _new_output(patient: Patient, units: int) -> Fix:
    """A Dense layer with so many units behind the last layer, made one row before it where need be."""
    output = patient.report.output_shape or ()
    row = (InsertLayer(kind=_row_maker(output)),) if len(output) > 1 else ()
    dense = InsertLayer(kind="Dense", params={"units": units})
    return make_fix("model.fix.append_output", *row, dense, units=units)


def _row_maker(output: Shape) -> str:
    """Pooling over everything where the channels are many enough or a length is free, else Flatten."""
    pools = len(output) in (2, 3) and ((output[-1] or 0) >= POOLED_FROM or None in output)
    return f"GlobalAveragePooling{len(output) - 1}D" if pools else "Flatten"


def _return_last(patient: Patient) -> Fix | None:
    recurrent = [layer for layer in patient.model.layers if layer.kind in RECURRENT]
    if not recurrent or not recurrent[-1].params.get("return_sequences"):
        return None
    step = SetParam(layer=recurrent[-1].id, name="return_sequences", value=False)
    return make_fix("model.fix.return_last", step, target=recurrent[-1].id)


def _row_fixes(patient: Patient, scoring: str, output: Shape) -> Iterator[Fix | None]:
    """What makes one row of scores out of a last layer that gives a map or a sequence."""
    if len(output) == 2:
        yield _return_last(patient)
    kinds = [f"GlobalAveragePooling{len(output) - 1}D"] if len(output) in (2, 3) else []
    if patient.kind(scoring) == "Dense":
        for kind in (*kinds, "Flatten"):
            code = "model.fix.insert_gap" if kind == "GlobalAveragePooling2D" else "model.fix.insert_before"
            step = InsertLayer(kind=kind, before=scoring)
            yield make_fix(code, step, id=f"insert_{kind.lower()}", kind=kind, layer=scoring)
    elif kinds and output[-1] == patient.context.classes:
        step = InsertLayer(kind=kinds[0])
        yield make_fix("model.fix.append", step, id="append_pool", kind=kinds[0])


def _towards(patient: Patient, scoring: str, output: Shape, wanted: Shape) -> Iterator[Fix | None]:
    """What brings an output nearer to the size of an image, a sequence or a row that is wanted."""
    total = product(wanted)
    width = wanted[-1]
    if len(output) == len(wanted) and output[:-1] == wanted[:-1] and width is not None:
        yield _set_width(patient, scoring, width)
        yield _append_width(wanted, width)
    yield from _places(patient, output, wanted)
    if len(output) == 1 and len(wanted) > 1:
        yield _without_flattening(patient, scoring)
        if total is not None:
            yield _unfolded(patient, scoring, total, wanted)
    if len(wanted) == 1:
        if len(output) == 2:
            yield _return_last(patient)
        yield from _row_fixes(patient, scoring, output)
        if width is not None:
            yield _new_output(patient, width)


def _append_width(wanted: Shape, width: int) -> Fix | None:
    if len(wanted) == 3:
        step = InsertLayer(kind="Conv2D", params={"filters": width, "kernel_size": [1, 1]})
        return make_fix("model.fix.append", step, id="append_width", kind="Conv2D 1×1")
    return make_fix("model.fix.append_output", InsertLayer(kind="Dense", params={"units": width}), units=width)


def _places(patient: Patient, output: Shape, wanted: Shape) -> Iterator[Fix | None]:
    """Rows and columns as wanted: padding ``same``, enlarged, with zeros around, or cut."""
    if len(output) != len(wanted):
        return
    chosen = [
        layer.id
        for layer in patient.model.layers
        if layer.kind in (*CONVOLUTIONS, "Conv2DTranspose") and patient.params(layer.id).get("padding") == "valid"
    ]
    if 0 < len(chosen) <= PADDINGS_LIMIT:
        steps = [SetParam(layer=name, name="padding", value="same") for name in chosen]
        code = "model.fix.padding_same_one" if len(chosen) == 1 else "model.fix.padding_same_range"
        yield make_fix(code, *steps, id="padding_same", first=chosen[0], last=chosen[-1])
    if len(wanted) != 3 or None in output[:2] or None in wanted[:2]:
        return
    pairs = [(size or 1, want or 1) for size, want in zip(output[:2], wanted[:2], strict=True)]
    adapting = _adapting(pairs)
    if adapting is not None and output[:2] != wanted[:2]:
        width = wanted[-1] if wanted[-1] is not None and wanted[-1] != output[-1] else None
        score = (InsertLayer(kind="Conv2D", params={"filters": width, "kernel_size": [1, 1]}),) if width else ()
        kinds = ", ".join((adapting.kind, *("Conv2D 1×1" for _ in score)))
        yield make_fix("model.fix.append", adapting, *score, id="append_places", kind=kinds)


def _adapting(pairs: list[tuple[int, int]]) -> InsertLayer | None:
    if all(want % size == 0 for size, want in pairs):
        return InsertLayer(kind="UpSampling2D", params={"size": [want // size for size, want in pairs]})
    differences = [want - size for size, want in pairs]
    sides = [[abs(item) // 2, abs(item) - abs(item) // 2] for item in differences]
    if all(item >= 0 for item in differences):
        return InsertLayer(kind="ZeroPadding2D", params={"padding": sides})
    if all(item <= 0 for item in differences):
        return InsertLayer(kind="Cropping2D", params={"cropping": sides})
    return None


def _without_flattening(patient: Patient, scoring: str) -> Fix | None:
    """Without the layer that made one row of all places, a Dense layer works on each place."""
    makers = [item.id for item in patient.report.layers if item.kind == "Flatten" or item.kind.startswith("Global")]
    if not makers:
        return None
    return make_fix("model.fix.remove_layer", RemoveLayer(layer=makers[-1]), id="places_kept", layer=makers[-1])


def _unfolded(patient: Patient, scoring: str, total: int, wanted: Shape) -> Fix:
    """As many numbers as the wanted shape holds, arranged as it is."""
    steps: list[AnyStep] = []
    received = patient.report.output_shape or ()
    name = _width_parameter(patient.kind(scoring))
    if math.prod(size or 1 for size in received) != total:
        if name is not None:
            steps.append(SetParam(layer=scoring, name=name, value=total))
        else:
            steps.append(InsertLayer(kind="Dense", params={"units": total}))
    steps.append(InsertLayer(kind="Reshape", params={"target_shape": [size or 1 for size in wanted]}))
    return make_fix("model.fix.unfold", *steps, count=f"{total:,}", shape=sizes_text(wanted))
