"""What both engines need to know before they build: layers in order with filled parameters, shapes and weights.

How masks travel, in either engine: a mask is a bool tensor ``(batch, steps)``, true where a step counts, and belongs to
the layer that made it. A network hands masks on explicitly, by what the plan says, never by Keras' automatic
``_keras_mask``:

- A layer with ``makes_mask`` gives its mask from the values that it takes: ``module.mask(x)`` in PyTorch,
  ``layer.made_mask(x)`` in Keras.
- A layer whose ``mask`` is set is called with the mask of that layer behind its inputs: ``module(x, mask)`` in PyTorch,
  ``layer(x, mask)`` in Keras. A layer whose ``mask`` is ``None`` is called without.
- All other layers see nothing of masks; whether they pass one on or drop it is settled in the plan.
"""

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
        mask: id of the layer that made the mask which this layer uses; ``None`` where none reaches it, or where it has
            no use for one. Of attention's two inputs it is that of the second, which is looked at.
        makes_mask: whether it makes a mask from its input.
    """

    id: str
    kind: str
    params: Mapping[str, Any]
    inputs: tuple[str, ...]
    input_shapes: tuple[Shape, ...]
    output_shape: Shape
    weights: tuple[WeightSpec, ...]
    mask: str | None = None
    makes_mask: bool = False


@dataclass(frozen=True)
class Penalty:
    """Added to the minimized loss for one weight: ``l1 · Σ|w| + l2 · Σw²``; ``name`` as in a network's weights."""

    name: str
    l1: float
    l2: float


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
            PlannedLayer(
                id=layer.id,
                kind=layer.kind,
                params=params,
                inputs=found.inputs,
                input_shapes=found.input_shapes,
                output_shape=found.output_shape,
                weights=weights,
                mask=found.input_masks[-1] if kind.mask == "uses" else None,
                makes_mask=kind.makes_mask(params),
            )
        )
    if not planned:
        raise ModelError("backends.no_scores", shape="–")
    return tuple(planned)


def reached(layers: Sequence[PlannedLayer]) -> frozenset[str]:
    """Ids of the layers that lead to the output; what the others compute is never seen."""
    found = {layers[-1].id}
    for layer in reversed(layers):
        if layer.id in found:
            found.update(layer.inputs)
    return frozenset(found)


def frozen_weights(layers: Sequence[PlannedLayer]) -> frozenset[str]:
    """Names of all weights of the layers that are not trainable."""
    return frozenset(
        f"{layer.id}/{spec.name}"
        for layer in layers
        if not layer.params.get("trainable", True)
        for spec in layer.weights
    )


def penalties(layers: Sequence[PlannedLayer]) -> tuple[Penalty, ...]:
    """Of the weights that learn, lead to the output and have an ``l1`` or ``l2``."""
    used = reached(layers)
    return tuple(
        Penalty(f"{layer.id}/{spec.name}", float(layer.params["l1"]), float(layer.params["l2"]))
        for layer in layers
        if layer.id in used and layer.params.get("trainable") and (layer.params["l1"] or layer.params["l2"])
        for spec in layer.weights
        if spec.penalized
    )


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
