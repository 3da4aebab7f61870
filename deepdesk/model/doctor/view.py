"""What the layers see of an image: too little of it, more than there is, or every pixel of a large one all the way.

The rules. Too little: the places that are pooled over at the end see less than a sixth of the image's shorter side,
and no layer on the way sees everything. Too much: a window whose outer weights meet nothing but padding wherever it
stands (with padding ``same``, a window of ``k`` on a side of ``n < (k + 1) / 2``). No pooling: an image of 64 pixels or
more a side passes two convolutions or more and keeps its full size to the end.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from deepdesk.model.doctor.case import Patient, make_fix, warning
from deepdesk.model.doctor.windows import CONVOLUTIONS, figures, plain
from deepdesk.model.findings import Finding, Fix, InsertLayer, SetParam
from deepdesk.model.kinds.geometry import reach, sizes_text
from deepdesk.model.receptive_field import Field, receptive_fields
from deepdesk.model.shapes import LayerReport

SEEN_SHARE: Final = 1 / 6
LARGE_SIDE: Final = 64


def view_findings(patient: Patient) -> Iterator[Finding]:
    """Findings about the receptive field; only of networks on images that can be built."""
    shape = patient.model.input.shape
    if len(shape) != 3 or not patient.report.builds:
        return
    yield from _wasted_windows(patient)
    sides = [size for size in shape[:2] if size is not None]
    if len(sides) != 2 or patient.context.task != "classification":
        return
    pooled = next((item for item in patient.report.layers if _pools_all(patient, item)), None)
    if pooled is None:
        return
    yield from _full_size(patient, pooled, min(sides))
    field = receptive_fields(patient.model, patient.report).get(pooled.inputs[0])
    if field is not None and not field.whole and field.size and min(field.size) < SEEN_SHARE * min(sides):
        yield _too_little(patient, pooled, field)


def _pools_all(patient: Patient, item: LayerReport) -> bool:
    return item.kind.startswith("Global") and len(item.input_shapes[0]) == 3


def _wasted_windows(patient: Patient) -> Iterator[Finding]:
    for item in patient.report.layers:
        if item.kind not in CONVOLUTIONS or len(item.input_shapes[0]) != 3:
            continue
        params = patient.params(item.id)
        kernel, sizes = figures(params["kernel_size"]), item.input_shapes[0][:2]
        window = reach(kernel, figures(params["dilation_rate"]))
        wasted = [size is not None and 2 * size - 1 < span for size, span in zip(sizes, window, strict=True)]
        if params["padding"] == "valid" or not any(wasted):
            continue
        fitting = tuple(min(k, 2 * size - 1) if size is not None else k for k, size in zip(kernel, sizes, strict=True))
        step = SetParam(layer=item.id, name="kernel_size", value=plain(fitting))
        fixes: list[Fix | None] = [_one_dilation(patient, item.id)] if max(figures(params["dilation_rate"])) > 1 else []
        fixes.append(make_fix("model.fix.fit_window", step, layer=item.id, size=sizes_text(fitting)))
        shown = {"window": sizes_text(window), "received": sizes_text(sizes), "source": item.inputs[0]}
        yield warning(item.id, "model.finding.wasted_window", *patient.helpful(*fixes), **shown)


def _one_dilation(patient: Patient, name: str) -> Fix:
    ones = plain((1,) * len(figures(patient.params(name)["dilation_rate"])))
    step = SetParam(layer=name, name="dilation_rate", value=ones)
    return make_fix("model.fix.set_param", step, id="set_dilation_rate", name="dilation_rate", value="1×1")


def _convolutions(patient: Patient, pooled: LayerReport) -> list[LayerReport]:
    before = patient.report.layers[: patient.places[pooled.id]]
    return [item for item in before if item.kind in CONVOLUTIONS and len(item.input_shapes[0]) == 3]


def _full_size(patient: Patient, pooled: LayerReport, side: int) -> Iterator[Finding]:
    """Nothing halves a large image before it is pooled over."""
    convolutions = _convolutions(patient, pooled)
    sizes = [size for size in pooled.input_shapes[0][:2] if size is not None]
    if side < LARGE_SIDE or len(convolutions) < 2 or not sizes or min(sizes) < 0.8 * side:
        return
    second = convolutions[1].id
    shown = {"sides": sizes_text(pooled.input_shapes[0][:2]), "count": len(convolutions)}
    yield warning(second, "model.finding.full_size", *patient.helpful(_pool_before(second)), **shown)


def _pool_before(layer: str) -> Fix:
    step = InsertLayer(kind="MaxPooling2D", before=layer)
    return make_fix("model.fix.insert_before", step, id="insert_pool", kind="MaxPooling2D", layer=layer)


def _too_little(patient: Patient, pooled: LayerReport, field: Field) -> Finding:
    convolutions = _convolutions(patient, pooled)
    flatten = (
        make_fix(
            "model.fix.insert_before",
            InsertLayer(kind="MaxPooling2D", before=convolutions[-1].id),
            id="insert_pool",
            kind="MaxPooling2D",
            layer=convolutions[-1].id,
        )
        if convolutions
        else None
    )
    seen = sizes_text([int(size) for size in field.size])
    image = sizes_text(patient.model.input.shape[:2])
    return warning(pooled.inputs[0], "model.finding.narrow_view", *patient.helpful(flatten), seen=seen, image=image)
