"""Shapes and costs of a network, worked out from its description alone: no framework, no allocation."""

from __future__ import annotations

import math
from collections.abc import Mapping

import msgspec

from deepdesk.model.description import InputDescription, LayerDescription, ModelDescription, Shape
from deepdesk.model.kinds import KINDS
from deepdesk.model.kinds.base import LayerKind, Params, ShapeFault
from deepdesk.model.kinds.geometry import sizes_text
from deepdesk.model.validation import INPUT, Fault, is_id, kind_fault, parameter_faults

AXES_LIMIT = 4
SIZE_LIMIT = 1_000_000


class LayerReport(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of one layer.

    Attributes:
        id, kind: as described.
        inputs: ids of what feeds it (``input`` or layers).
        input_shapes: one for each input, empty when one of them is not known.
        output_shape: ``None`` when the layer, or one before it, cannot be built.
        parameters: all numbers of its weights, running statistics included (Keras' count).
        trained_parameters: those that training changes.
        multiply_adds: for one sample; a free length counts as one step.
        input_masks: for each input, the id of the layer that made the mask it carries, ``None`` where it carries none.
        mask: id of the layer that made the mask that the output carries; ``None``: there is none, or it was dropped.
        fault: the one cause that arises at this layer; a layer that only suffers from an earlier one has none.
    """

    id: str
    kind: str
    inputs: tuple[str, ...] = ()
    input_shapes: tuple[Shape, ...] = ()
    output_shape: Shape | None = None
    parameters: int = 0
    trained_parameters: int = 0
    multiply_adds: int = 0
    input_masks: tuple[str | None, ...] = ()
    mask: str | None = None
    fault: Fault | None = None


class NetworkReport(msgspec.Struct, frozen=True, kw_only=True):
    """All layers in order, the totals, and the fault of the input itself, if any."""

    layers: tuple[LayerReport, ...]
    parameters: int
    trained_parameters: int
    multiply_adds: int
    input_fault: Fault | None = None

    @property
    def builds(self) -> bool:
        """Whether there are layers and none has a fault."""
        faulty = any(layer.fault or layer.output_shape is None for layer in self.layers)
        return bool(self.layers) and self.input_fault is None and not faulty

    @property
    def output_shape(self) -> Shape | None:
        """What the last layer gives; ``None`` when that is not known."""
        return self.layers[-1].output_shape if self.layers else None


def sources(model: ModelDescription) -> tuple[tuple[str, ...], ...]:
    """For each layer the ids of what feeds it, with "the one before" spelled out."""
    before = (INPUT, *(layer.id for layer in model.layers))
    return tuple(
        (before[index],) if layer.inputs is None else tuple(layer.inputs) for index, layer in enumerate(model.layers)
    )


def fault_of_input(described: InputDescription) -> Fault | None:
    """What is wrong with the input's shape."""
    shape = described.shape
    text = sizes_text(shape[:8])
    if not 1 <= len(shape) <= AXES_LIMIT:
        return Fault(code="model.fault.input_axes", params={"received": text, "count": len(shape)})
    if any(size is not None and not 1 <= size <= SIZE_LIMIT for size in shape):
        return Fault(code="model.fault.input_sizes", params={"received": text, "maximum": f"{SIZE_LIMIT:,}"})
    return None


def place_fault(
    layer: LayerDescription, feeders: tuple[str, ...], seen: Mapping[str, Shape | None], later: frozenset[str]
) -> Fault | None:
    """A fault of the layer's id or of the names of its inputs."""
    if not is_id(layer.id):
        return Fault(code="model.fault.bad_id")
    if layer.id in seen:
        return Fault(code="model.fault.duplicate_id")
    if not feeders:
        return Fault(code="model.fault.no_inputs")
    for name in feeders:
        if name not in seen:
            code = "model.fault.later_input" if name in later else "model.fault.unknown_input"
            return Fault(code=code, params={"name": name[:60]})
    return None


def count_fault(layer: LayerDescription, feeders: tuple[str, ...]) -> Fault | None:
    """Fewer or more inputs than the kind takes."""
    (fewest, most), count = KINDS[layer.kind].inputs, len(feeders)
    if count < fewest:
        return Fault(code="model.fault.needs_inputs", params={"minimum": fewest, "count": count})
    if most is None or count <= most:
        return None
    if most == 1:
        return Fault(code="model.fault.one_input", params={"count": count})
    return Fault(code="model.fault.too_many_inputs", params={"maximum": most, "count": count})


def _mask_behind(
    layer: LayerDescription, kind: LayerKind, params: Params, masks: tuple[str | None, ...], steps: tuple[Shape, ...]
) -> str | None:
    """Whose mask the output carries; ``steps`` are the shapes of the first input and of the output.

    A mask goes on where the output still has the input's steps. Where layers are joined, all must carry the same one.
    Attention hands on the mask of what asks, its first input.
    """
    if kind.makes_mask(params):
        return layer.id
    before, behind = steps
    if kind.mask == "drops" or len(behind) < 2 or behind[0] != before[0]:
        return None
    same = kind.mask == "uses" or len(set(masks)) == 1
    return masks[0] if same else None


def _built(
    layer: LayerDescription, feeders: tuple[str, ...], shapes: tuple[Shape, ...], masks: tuple[str | None, ...]
) -> LayerReport:
    """The report of a layer whose parameters and inputs are known to be sound (raises :class:`ShapeFault`)."""
    kind = KINDS[layer.kind]
    params = kind.filled(layer.params)
    output = kind.output_shape(params, shapes)
    sizes = [(math.prod(weight.shape), weight.trained) for weight in kind.weights(params, shapes)]
    return LayerReport(
        id=layer.id,
        kind=layer.kind,
        inputs=feeders,
        input_shapes=shapes,
        output_shape=output,
        parameters=sum(size for size, _ in sizes),
        trained_parameters=sum(size for size, trained in sizes if trained and params.get("trainable", True)),
        multiply_adds=kind.multiply_adds(params, shapes, output),
        input_masks=masks,
        mask=_mask_behind(layer, kind, params, masks, (shapes[0], output)),
    )


def _at(fault: Fault, layer: LayerDescription, feeders: tuple[str, ...], shapes: tuple[Shape, ...]) -> Fault:
    place = {"layer": layer.id[:64], "kind": layer.kind[:60], "source": ", ".join(feeders)[:120]}
    if len(shapes) > 1:
        arriving = [f"{name} ({sizes_text(shape)})" for name, shape in zip(feeders, shapes, strict=True)]
        place["arriving"] = ", ".join(arriving)[:240]
    return Fault(code=fault.code, params={**place, **fault.params})


def _layer_report(
    layer: LayerDescription,
    feeders: tuple[str, ...],
    seen: Mapping[str, Shape | None],
    masks: Mapping[str, str | None],
    later: frozenset[str],
) -> LayerReport:
    known = tuple(shape for name in feeders if (shape := seen.get(name)) is not None)
    shapes = known if len(known) == len(feeders) else ()
    fault = place_fault(layer, feeders, seen, later) or kind_fault(layer) or count_fault(layer, feeders)
    if fault is None:
        fault = next(iter(parameter_faults(layer)), None)
    if fault is None and shapes:
        try:
            return _built(layer, feeders, shapes, tuple(masks[name] for name in feeders))
        except ShapeFault as error:
            fault = Fault(code=error.code, params=error.params)
    return LayerReport(
        id=layer.id,
        kind=layer.kind,
        inputs=feeders,
        input_shapes=shapes,
        fault=_at(fault, layer, feeders, shapes) if fault else None,
    )


def infer(model: ModelDescription) -> NetworkReport:
    """Shapes, parameters, multiply-adds and faults of every layer; never raises for a description that was read.

    A fault is told once, where it arises: layers behind it have no output shape and no fault of that cause.
    """
    input_fault = fault_of_input(model.input)
    seen: dict[str, Shape | None] = {INPUT: None if input_fault else model.input.shape}
    masks: dict[str, str | None] = {INPUT: None}
    ids = frozenset(layer.id for layer in model.layers)
    reports: list[LayerReport] = []
    for layer, feeders in zip(model.layers, sources(model), strict=True):
        report = _layer_report(layer, feeders, seen, masks, ids)
        reports.append(report)
        seen.setdefault(layer.id, report.output_shape)
        masks.setdefault(layer.id, report.mask)
    return NetworkReport(
        layers=tuple(reports),
        parameters=sum(report.parameters for report in reports),
        trained_parameters=sum(report.trained_parameters for report in reports),
        multiply_adds=sum(report.multiply_adds for report in reports),
        input_fault=input_fault,
    )
