"""Tries repairs out: the faults of a changed network, quickly.

A network of a hundred layers is examined with every key stroke, and a dozen repairs may be tried each time. So a trial
works out shapes alone, and nothing twice: what is wrong with a layer by itself, and what it gives for shapes that were
seen before, is remembered for the length of one examination. :func:`deepdesk.model.shapes.infer` has the last word; a
test holds both to the same faults.
"""

from __future__ import annotations

from typing import NamedTuple

from deepdesk.model import repairs
from deepdesk.model.description import LayerDescription, ModelDescription, Shape
from deepdesk.model.findings import AnyStep
from deepdesk.model.kinds import KINDS
from deepdesk.model.kinds.base import LayerKind, Params, ShapeFault
from deepdesk.model.shapes import count_fault, fault_of_input, place_fault, sources
from deepdesk.model.validation import INPUT, kind_fault, parameter_faults


class Outcome(NamedTuple):
    """What a trial found: ``(layer, code)`` of every fault in order, and each layer's shape where it is known."""

    model: ModelDescription
    faults: tuple[tuple[str, str], ...]
    shapes: dict[str, Shape | None]

    @property
    def builds(self) -> bool:
        """Whether nothing keeps the network from being built."""
        return not self.faults and bool(self.model.layers) and self.output is not None

    @property
    def output(self) -> Shape | None:
        """What the last layer gives; ``None`` when that is not known."""
        return self.shapes.get(self.model.layers[-1].id) if self.model.layers else None


class _Known(NamedTuple):
    """What is remembered of a layer: itself (so that its address stays its own), its fault, what to compute with."""

    layer: LayerDescription
    code: str
    kind: LayerKind | None
    params: Params


class Trials:
    """Tries changed networks out and counts how many (``count``)."""

    def __init__(self) -> None:
        self.count = 0
        self._layers: dict[int, _Known] = {}
        self._results: dict[tuple[int, tuple[Shape, ...]], Shape | str] = {}

    def after(self, model: ModelDescription, steps: tuple[AnyStep, ...]) -> Outcome:
        """The outcome of a repair (raises KeyError, IndexError when it speaks of layers that are not there)."""
        return self.outcome(repairs.apply(model, steps))

    def outcome(self, model: ModelDescription) -> Outcome:
        """The faults of a network and its shapes."""
        self.count += 1
        broken = fault_of_input(model.input)
        shapes: dict[str, Shape | None] = {INPUT: None if broken else model.input.shape}
        faults: list[tuple[str, str]] = [(INPUT, broken.code)] if broken else []
        later = frozenset(layer.id for layer in model.layers)
        for layer, feeders in zip(model.layers, sources(model), strict=True):
            code, shape = self._layer(layer, feeders, shapes, later)
            if code:
                faults.append((layer.id, code))
            shapes.setdefault(layer.id, shape)
        return Outcome(model, tuple(faults), shapes)

    def _layer(
        self,
        layer: LayerDescription,
        feeders: tuple[str, ...],
        shapes: dict[str, Shape | None],
        later: frozenset[str],
    ) -> tuple[str, Shape | None]:
        known = self._known(layer)
        placed = place_fault(layer, feeders, shapes, later)
        if placed is not None:
            return placed.code, None
        if known.kind is None:
            return known.code, None
        if counted := count_fault(layer, feeders):
            return counted.code, None
        if known.code:
            return known.code, None
        arriving = tuple(shape for name in feeders if (shape := shapes[name]) is not None)
        if len(arriving) < len(feeders):
            return "", None
        result = self._result(known, known.kind, arriving)
        return (result, None) if isinstance(result, str) else ("", result)

    def _known(self, layer: LayerDescription) -> _Known:
        known = self._layers.get(id(layer))
        if known is None:
            fault = kind_fault(layer) or next(iter(parameter_faults(layer)), None)
            kind = KINDS.get(layer.kind)
            params = kind.filled(layer.params) if kind and fault is None else {}
            known = self._layers[id(layer)] = _Known(layer, fault.code if fault else "", kind, params)
        return known

    def _result(self, known: _Known, kind: LayerKind, arriving: tuple[Shape, ...]) -> Shape | str:
        key = (id(known.layer), arriving)
        found = self._results.get(key)
        if found is None:
            try:
                found = kind.output_shape(known.params, arriving)
            except ShapeFault as error:
                found = error.code
            self._results[key] = found
        return found
