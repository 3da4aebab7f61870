"""What is out of proportion: too many parameters behind Flatten, a layer of one unit, nothing to train, penalties."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from deepdesk.model.doctor.case import Patient, error, make_fix, warning
from deepdesk.model.doctor.placing import WEIGHTED_SUMS
from deepdesk.model.findings import Finding, InsertLayer, RemoveLayer, SetParam
from deepdesk.model.kinds import KINDS
from deepdesk.model.kinds.geometry import counted, product
from deepdesk.model.shapes import LayerReport
from deepdesk.model.validation import INPUT

PARAMETERS_LIMIT: Final = 2_000_000_000
HEAVY_SHARE: Final = 0.9
HEAVY_PARAMETERS: Final = 1_000_000
POOLED_AT_LEAST: Final = 16
NARROW: Final = 2
STRONG_PENALTY: Final = 0.1
USUAL_PENALTY: Final = 1e-4
HIGH_DROPOUT: Final = 0.8
USUAL_DROPOUT: Final = 0.5


def size_findings(patient: Patient) -> Iterator[Finding]:
    """More parameters than can be, or nearly all of them in one Dense layer behind Flatten."""
    report = patient.report
    largest = max(report.layers, key=lambda item: item.parameters)
    if report.parameters > PARAMETERS_LIMIT:
        figures = {"parameters": f"{report.parameters:,}", "limit": f"{PARAMETERS_LIMIT:,}"}
        yield error(largest.id, "model.finding.too_large", **figures, own=f"{largest.parameters:,}")
    elif largest.parameters > HEAVY_PARAMETERS and largest.parameters > HEAVY_SHARE * report.parameters:
        yield from _heavy_finding(patient, largest)


def _heavy_finding(patient: Patient, largest: LayerReport) -> Iterator[Finding]:
    flatten = patient.reports.get(_flatten_before(patient, largest))
    if largest.kind != "Dense" or flatten is None:
        return
    before = flatten.input_shapes[0]
    if len(before) not in (2, 3) or before[-1] is None or before[-1] < POOLED_AT_LEAST:
        return
    kind = f"GlobalAveragePooling{len(before) - 1}D"
    pooled = make_fix(
        "model.fix.replace_by",
        InsertLayer(kind=kind, before=flatten.id),
        RemoveLayer(layer=flatten.id),
        id="replace_flatten",
        target=flatten.id,
        kind=kind,
    )
    smaller = InsertLayer(kind=f"MaxPooling{len(before) - 1}D", before=flatten.id)
    halved = make_fix("model.fix.insert_before", smaller, kind=smaller.kind, layer=flatten.id)
    yield warning(
        largest.id,
        "model.finding.heavy_dense",
        *patient.helpful(pooled, halved),
        share=str(100 * largest.parameters // patient.report.parameters),
        own=f"{largest.parameters:,}",
        source=flatten.id,
        received=f"{counted(before):,}",
        kind=kind,
        pooled=f"{before[-1]:,}",
    )


def _flatten_before(patient: Patient, item: LayerReport) -> str:
    """The Flatten from which a layer takes its numbers, through dropout and normalization."""
    name = patient.feeder(item.id)
    while patient.kind(name) in ("Dropout", "BatchNormalization", "Activation"):
        name = patient.feeder(name)
    return name if patient.kind(name) == "Flatten" else ""


def _all_must_pass(patient: Patient) -> set[str]:
    """The layers that every way from the input to the output goes through: no connection leads past them."""
    reach = max((patient.places[user] for user in patient.users.get(INPUT, ())), default=-1)
    found = set()
    for place, item in enumerate(patient.report.layers):
        if reach <= place:
            found.add(item.id)
        reach = max([reach, *(patient.places[user] for user in patient.users.get(item.id, ()))])
    return found


def bottleneck_findings(patient: Patient) -> Iterator[Finding]:
    """A layer of one or two units through which everything must pass, though more is wanted behind it."""
    output = patient.report.output_shape
    if output is None or patient.context.task == "reconstruction":
        return
    passed = _all_must_pass(patient)
    for item in patient.report.layers[:-1]:
        name = "units" if item.kind in ("Dense", "LSTM", "GRU", "SimpleRNN") else "filters"
        width = patient.params(item.id).get(name) if item.id in passed else None
        shapes = item.input_shapes
        if width is None or width > NARROW or not shapes or item.output_shape is None:
            continue
        many = (product(shapes[0][-1:]) or 0) > 2 * width and (output[-1] or 0) > width
        # A place of a map may be said by one number, if the map has many places.
        if many and (len(item.output_shape) == 1 or (item.kind in WEIGHTED_SUMS and len(item.output_shape) == 3)):
            wider = max(8, 2 * (output[-1] or 1))
            step = SetParam(layer=item.id, name=name, value=wider)
            fix = make_fix("model.fix.set_param", step, name=name, value=wider)
            shown = {"width": width, "received": f"{shapes[0][-1]:,}", "name": name}
            yield warning(item.id, "model.finding.bottleneck", fix, **shown)


def frozen_findings(patient: Patient) -> Iterator[Finding]:
    """Nothing that training could change."""
    report = patient.report
    if not report.builds or report.trained_parameters:
        return
    frozen = [item for item in report.layers if item.parameters and not patient.params(item.id).get("trainable", True)]
    last = report.layers[-1].id
    if frozen:
        step = SetParam(layer=frozen[-1].id, name="trainable", value=True)
        fix = make_fix("model.fix.unfreeze", step, layer=frozen[-1].id)
        yield warning(frozen[-1].id, "model.finding.all_frozen", fix)
    else:
        yield warning(last, "model.finding.no_weights")


def strength_findings(patient: Patient) -> Iterator[Finding]:
    """Penalties and dropout so strong that little is learnt."""
    for layer in patient.model.layers:
        if not layer.params:
            continue
        params = patient.params(layer.id)
        for name in ("l1", "l2"):
            if name in layer.params and params.get(name, 0.0) > STRONG_PENALTY:
                step = SetParam(layer=layer.id, name=name, value=USUAL_PENALTY)
                fix = make_fix("model.fix.set_param", step, id=f"set_{name}", name=name, value=f"{USUAL_PENALTY:g}")
                shown = {"name": name, "value": f"{params[name]:g}", "usual": f"{USUAL_PENALTY:g}"}
                yield warning(layer.id, "model.finding.strong_penalty", fix, **shown)
        for name in ("rate", "dropout"):
            if name in layer.params and params.get(name, 0.0) > HIGH_DROPOUT:
                step = SetParam(layer=layer.id, name=name, value=USUAL_DROPOUT)
                fix = make_fix("model.fix.set_param", step, id=f"set_{name}", name=name, value=USUAL_DROPOUT)
                share = f"{100 * params[name]:.0f}"
                yield warning(layer.id, "model.finding.high_dropout", fix, share=share)


def mask_findings(patient: Patient) -> Iterator[Finding]:
    """A mask that was made and does not reach the layer that would use it."""
    carrying: dict[str, str] = {}
    for item in patient.report.layers:
        if item.output_shape is None:
            continue
        lost = next((name for name in item.inputs if name in carrying), None)
        arrives = any(item.input_masks)
        if KINDS[item.kind].mask == "uses" and not arrives and lost is not None and len(item.input_shapes[0]) == 2:
            yield _lost_mask(patient, item.id, carrying[lost])
        elif item.mask is None and len(item.output_shape) >= 2:
            dropper = carrying.get(lost) if lost is not None else (item.id if arrives else None)
            if dropper is not None:
                carrying[item.id] = dropper


def _lost_mask(patient: Patient, user: str, dropper: str) -> Finding:
    masks = [name for name in patient.reports[dropper].input_masks if name is not None]
    without = make_fix("model.fix.remove_layer", RemoveLayer(layer=dropper), layer=dropper)
    fixes = list(patient.helpful(without)) if patient.kind(dropper) not in WEIGHTED_SUMS else []
    if masks and "mask_zero" in patient.params(masks[0]):
        step = SetParam(layer=masks[0], name="mask_zero", value=False)
        fixes.append(make_fix("model.fix.no_mask", step, layer=masks[0]))
    kind = patient.kind(dropper)
    return warning(dropper, "model.finding.mask_lost", *fixes, kind=kind, user=user, maker=masks[0] if masks else "")
