"""Examines a network: findings where they arise, each with the fixes that help."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from deepdesk.core.errors import ModelError
from deepdesk.model import repairs
from deepdesk.model.description import ModelDescription
from deepdesk.model.doctor.case import Case, Patient
from deepdesk.model.doctor.cures import cures
from deepdesk.model.doctor.fit import input_findings, loss_findings, token_findings
from deepdesk.model.doctor.output import is_hidden, output_findings, scoring_layer
from deepdesk.model.doctor.own import own_fixes
from deepdesk.model.doctor.placing import (
    end_findings,
    linearity_findings,
    order_findings,
    saturation_findings,
    unused_findings,
)
from deepdesk.model.doctor.proportion import (
    bottleneck_findings,
    frozen_findings,
    mask_findings,
    size_findings,
    strength_findings,
)
from deepdesk.model.doctor.settings import settings_findings
from deepdesk.model.doctor.view import view_findings
from deepdesk.model.findings import CheckContext, Finding, Fix
from deepdesk.model.shapes import NetworkReport, infer
from deepdesk.model.validation import INPUT, parameter_faults


def _layer_findings(patient: Patient) -> Iterator[Finding]:
    model, report = patient.model, patient.report
    times = Counter(layer.id for layer in model.layers)
    for index, found in enumerate(report.layers):
        fault = found.fault
        if fault is None:
            continue
        fixes = own_fixes(model, index, fault)
        if not fixes and times[found.id] == 1:
            fixes = cures(Case(patient, index))
        yield Finding(layer=found.id, code=fault.code, params=fault.params, fixes=fixes)
        if times[found.id] > 1:
            continue
        place = {name: fault.params[name] for name in ("layer", "kind", "source")}
        for other in parameter_faults(model.layers[index]):
            if (other.code, other.params["name"]) != (fault.code, fault.params.get("name")):
                params = {**place, **other.params}
                yield Finding(layer=found.id, code=other.code, params=params, fixes=own_fixes(model, index, other))


def _whole_findings(patient: Patient) -> Iterator[Finding]:
    """What needs the whole network, the task or the settings."""
    yield from token_findings(patient)
    yield from size_findings(patient)
    outputs = tuple(output_findings(patient))
    yield from outputs
    yield from loss_findings(patient)
    yield from unused_findings(patient)
    # Where the output layer is missing, what stands at the end is a hidden one and may well be bent.
    if not (outputs and is_hidden(patient, scoring_layer(patient))):
        yield from end_findings(patient)
    yield from order_findings(patient)
    yield from linearity_findings(patient)
    yield from saturation_findings(patient)
    yield from bottleneck_findings(patient)
    yield from frozen_findings(patient)
    yield from strength_findings(patient)
    yield from mask_findings(patient)
    yield from view_findings(patient)
    yield from settings_findings(patient)


def examine(
    model: ModelDescription, context: CheckContext | None = None, report: NetworkReport | None = None
) -> tuple[Finding, ...]:
    """All findings, in the order of the layers, one for each cause; errors keep the network from being trained.

    Args:
        model: any description that could be read.
        context: what is known of the task; what is ``None`` there is not judged.
        report: of :func:`deepdesk.model.shapes.infer`, if it is at hand.
    """
    return examined(Patient(model, report or infer(model), context or CheckContext()))


def examined(patient: Patient) -> tuple[Finding, ...]:
    """The findings of a patient, whose trials can be counted afterwards."""
    found = [*input_findings(patient), *_layer_findings(patient)]
    if not patient.model.layers:
        found.append(Finding(layer=None, code="model.finding.no_layers"))
    elif len(patient.places) == len(patient.model.layers):
        found += _whole_findings(patient)
    order: dict[str | None, int] = {None: -2, INPUT: -1}
    order.update(patient.places.items())
    ranks = {"error": 0, "warning": 1, "suggestion": 2}
    return tuple(sorted(found, key=lambda finding: (order.get(finding.layer, len(order)), ranks[finding.severity])))


def repair(model: ModelDescription, finding: Finding, fix: Fix) -> ModelDescription:
    """The network with a fix applied; the given one is not changed.

    Raises:
        ModelError: the fix speaks of a layer that is no longer there.
    """
    try:
        return repairs.apply(model, fix.steps)
    except (KeyError, IndexError) as error:
        raise ModelError("model.fix_is_stale", layer=finding.layer or "–") from error
