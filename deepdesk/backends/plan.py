"""What both engines need to know before they build: layers in order with filled parameters, shapes and weights."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from deepdesk.backends.base import Weights
from deepdesk.core.errors import ModelError
from deepdesk.model.description import ModelDescription, Shape
from deepdesk.model.kinds import KINDS
from deepdesk.model.kinds.base import WeightSpec
from deepdesk.model.shapes import infer


@dataclass(frozen=True)
class PlannedLayer:
    """One layer, ready to be built.

    Attributes:
        id, kind: as described.
        params: with every default filled in.
        inputs: ids of what feeds it (``input`` or earlier layers).
        input_shapes: one for each input, channels-last, without batch.
        output_shape: what it gives.
        weights: its arrays in the neutral layout.
    """

    id: str
    kind: str
    params: Mapping[str, Any]
    inputs: tuple[str, ...]
    input_shapes: tuple[Shape, ...]
    output_shape: Shape
    weights: tuple[WeightSpec, ...]


def plan(model: ModelDescription) -> tuple[PlannedLayer, ...]:
    """All layers of a description that builds.

    Raises:
        ModelError: a layer has a fault; its own code and figures where it has them.
    """
    report = infer(model)
    planned = []
    for layer, found in zip(model.layers, report.layers, strict=True):
        if found.output_shape is None:
            if found.fault is not None:
                raise ModelError(found.fault.code, **found.fault.params)
            raise ModelError("backends.does_not_build", layer=layer.id)
        kind = KINDS[layer.kind]
        params = kind.filled(layer.params)
        weights = kind.weights(params, found.input_shapes)
        planned.append(
            PlannedLayer(layer.id, layer.kind, params, found.inputs, found.input_shapes, found.output_shape, weights)
        )
    if not planned:
        raise ModelError("backends.no_scores", shape="–")
    return tuple(planned)


def shapes_of_weights(layers: Sequence[PlannedLayer]) -> dict[str, tuple[int, ...]]:
    """Neutral shape of every weight by ``<layer id>/<weight name>``, in the order of the layers."""
    return {f"{layer.id}/{spec.name}": spec.shape for layer in layers for spec in layer.weights}


def fitting(weights: Weights, shapes: Mapping[str, tuple[int, ...]]) -> dict[str, npt.NDArray[np.float32]]:
    """``weights`` as float32, exactly those of ``shapes`` (raises ModelError when one lacks, is extra or differs)."""
    for name in weights:
        if name not in shapes:
            raise ModelError("backends.unknown_weight", name=name)
    fitted = {}
    for name, shape in shapes.items():
        if name not in weights:
            raise ModelError("backends.missing_weight", name=name)
        found = tuple(weights[name].shape)
        if found != shape:
            raise ModelError("backends.weight_shape", name=name, found=list(found), expected=list(shape))
        fitted[name] = np.ascontiguousarray(weights[name], dtype=np.float32)
    return fitted
