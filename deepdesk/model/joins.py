"""What a layer takes: which layers it may, what a merge most likely wants, and which connections skip layers."""

from __future__ import annotations

from typing import NamedTuple

import msgspec

from deepdesk.core.errors import ModelError
from deepdesk.model.description import ModelDescription
from deepdesk.model.edit import index_of
from deepdesk.model.kinds import KINDS
from deepdesk.model.shapes import infer, sources
from deepdesk.model.validation import INPUT


class Skip(NamedTuple):
    """A connection that does not come from the layer before: from where, to where, and their places (0: the input)."""

    source: str
    target: str
    start: int
    end: int


def is_merge(kind: str) -> bool:
    """Whether layers of this kind join two or more."""
    known = KINDS.get(kind)
    return known is not None and known.inputs[0] >= 2


def possible_inputs(model: ModelDescription, layer_id: str) -> tuple[str, ...]:
    """What a layer may take: the input and every layer before it, the nearest first (raises KeyError)."""
    at = index_of(model, layer_id)
    return tuple(reversed([INPUT, *(layer.id for layer in model.layers[:at])]))


def guessed_inputs(model: ModelDescription, layer_id: str) -> tuple[str, ...] | None:
    """The layer before a merge, and an earlier one that gives the same shape: the nearest with two layers with weights
    between, else with one; ``None`` where none has the shape (raises KeyError)."""
    at = index_of(model, layer_id)
    reports = {report.id: report for report in infer(model).layers[:at]}
    shapes = {INPUT: model.input.shape} | {name: report.output_shape for name, report in reports.items()}
    before, *earlier = possible_inputs(model, layer_id)
    alike: list[tuple[str, int]] = []
    count = 0
    for name in (before, *earlier):
        if name != before and shapes[name] is not None and shapes[name] == shapes[before]:
            alike.append((name, count))
        # A normalization belongs to the layer that it normalizes.
        is_weighted = name in reports and reports[name].parameters > 0
        count += is_weighted and not reports[name].kind.endswith("Normalization")
    for needed in (2, 1, 0):
        found = next((name for name, count in alike if count >= needed), None)
        if found is not None:
            return (before, found)
    return None


def with_inputs(model: ModelDescription, layer_id: str, inputs: tuple[str, ...] | None) -> ModelDescription:
    """The network with other inputs of a layer; the one before alone is written as none.

    Raises:
        KeyError: no such layer.
        ModelError: an input is no earlier layer, or there is none.
    """
    at = index_of(model, layer_id)
    if inputs is not None:
        known = possible_inputs(model, layer_id)
        unknown = [name for name in inputs if name not in known]
        if unknown or not inputs:
            raise ModelError("builder.inputs.unknown", layer=layer_id, name=unknown[0] if unknown else "")
        inputs = None if inputs == (known[0],) else inputs
    layers = list(model.layers)
    layers[at] = msgspec.structs.replace(layers[at], inputs=inputs)
    return msgspec.structs.replace(model, layers=tuple(layers))


def skips(model: ModelDescription) -> tuple[Skip, ...]:
    """The connections that leave out at least one layer, in the order of their ends."""
    places = {INPUT: 0} | {layer.id: number for number, layer in enumerate(model.layers, start=1)}
    found = []
    for end, (layer, names) in enumerate(zip(model.layers, sources(model), strict=True), start=1):
        found += [
            Skip(name, layer.id, places[name], end)
            for name in dict.fromkeys(names)
            if name in places and places[name] < end - 1
        ]
    return tuple(found)
