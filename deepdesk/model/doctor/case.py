"""What a rule of the doctor is given: the network, what is known of it, and a way to try repairs out."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from deepdesk.model.description import LayerDescription, ModelDescription, Shape
from deepdesk.model.doctor.trial import Outcome, Trials
from deepdesk.model.findings import AnyStep, CheckContext, Finding, Fix
from deepdesk.model.kinds import KINDS
from deepdesk.model.shapes import LayerReport, NetworkReport
from deepdesk.model.validation import parameter_faults


class Patient:
    """A network under examination, with what several rules ask of it worked out once."""

    def __init__(self, model: ModelDescription, report: NetworkReport, context: CheckContext) -> None:
        self.model = model
        self.report = report
        self.context = context
        self.trials = Trials()
        self._filled: dict[str, Mapping[str, Any]] = {}

    @cached_property
    def layers(self) -> dict[str, LayerDescription]:
        """Every layer by its id; of two with one id, the first."""
        found: dict[str, LayerDescription] = {}
        for layer in self.model.layers:
            found.setdefault(layer.id, layer)
        return found

    @cached_property
    def reports(self) -> dict[str, LayerReport]:
        """The report of every layer by its id; of two with one id, the first."""
        found: dict[str, LayerReport] = {}
        for item in self.report.layers:
            found.setdefault(item.id, item)
        return found

    @cached_property
    def users(self) -> dict[str, tuple[str, ...]]:
        """For each layer (and ``input``) the later layers that take it, in order: there is no way round in a circle."""
        found: dict[str, list[str]] = {}
        for place, item in enumerate(self.report.layers):
            for name in dict.fromkeys(item.inputs):
                if self.places.get(name, -1) >= place:
                    continue
                found.setdefault(name, []).append(item.id)
        return {name: tuple(users) for name, users in found.items()}

    @cached_property
    def places(self) -> dict[str, int]:
        """Where every layer stands in the list."""
        return {layer.id: place for place, layer in reversed(list(enumerate(self.model.layers)))}

    def params(self, layer_id: str) -> Mapping[str, Any]:
        """A layer's parameters with the defaults filled in; empty where one of them is not sound."""
        found = self._filled.get(layer_id)
        if found is None:
            layer = self.layers[layer_id]
            faulty = self.reports[layer_id].fault is not None
            sound = layer.kind in KINDS and not (faulty and parameter_faults(layer))
            found = self._filled[layer_id] = KINDS[layer.kind].filled(layer.params) if sound else {}
        return found

    def kind(self, name: str) -> str:
        """The kind of the layer of that id; empty for the input, for none and for an unknown one."""
        layer = self.layers.get(name) if name else None
        return "" if layer is None else layer.kind

    def feeder(self, name: str) -> str:
        """The layer that feeds this one first; empty when that is the input, or stands later in the list."""
        first = next(iter(self.reports[name].inputs), "")
        return first if self.places.get(first, self.places[name]) < self.places[name] else ""

    def helps(self, fix: Fix) -> bool:
        """Whether a repair leaves a network that builds."""
        return self.trials.after(self.model, fix.steps).builds

    def helpful(self, *fixes: Fix | None) -> tuple[Fix, ...]:
        """The repairs that leave a network that builds, in order; settings change nothing about that."""
        return tuple(fix for fix in fixes if fix is not None and (fix.settings or self.helps(fix)))


class Case:
    """A faulty layer in its network."""

    def __init__(self, patient: Patient, place: int) -> None:
        self.patient = patient
        self.place = place
        self.model = patient.model
        self.report = patient.report.layers[place]
        self.layer = patient.model.layers[place]

    @property
    def received(self) -> Shape:
        """What the layer's first input hands over."""
        return self.report.input_shapes[0]

    @property
    def params(self) -> Mapping[str, Any]:
        """The layer's parameters with the defaults filled in."""
        return self.patient.params(self.layer.id)

    def feeder(self) -> LayerReport | None:
        """The layer that feeds this one first; ``None`` when that is the input."""
        return self.patient.reports.get(self.report.inputs[0])

    def after(self, fix: Fix) -> Outcome:
        """What comes of a repair."""
        return self.patient.trials.after(self.model, fix.steps)


def make_fix(code: str, *steps: AnyStep, id: str = "", **params: object) -> Fix:
    """A repair whose id is the last word of its code unless one is given."""
    return Fix(id=id or code.rsplit(".", 1)[-1], code=code, params=params, steps=steps)


def warning(layer: str, code: str, *fixes: Fix, **params: object) -> Finding:
    """A finding on a layer that does not keep the network from being trained."""
    return Finding(layer=layer, code=code, severity="warning", params={"layer": layer, **params}, fixes=fixes)


def error(layer: str, code: str, *fixes: Fix, **params: object) -> Finding:
    """A finding on a layer that keeps the network from being trained."""
    return Finding(layer=layer, code=code, params={"layer": layer, **params}, fixes=fixes)
