"""Layers that act in training only."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from deepdesk.model.description import Shape
from deepdesk.model.kinds.base import LayerKind, Parameter, Params, WeightSpec
from deepdesk.model.kinds.geometry import only_input


def _output_shape(params: Params, inputs: Sequence[Shape]) -> Shape:
    return only_input(inputs)


def _no_weights(params: Params, inputs: Sequence[Shape]) -> tuple[WeightSpec, ...]:
    return ()


def _no_multiply_adds(params: Params, inputs: Sequence[Shape], output: Shape) -> int:
    return 0


DROPOUT: Final = LayerKind(
    name="Dropout",
    family="regularization",
    parameters=(Parameter("rate", "number", 0.5, minimum=0.0, maximum=0.99),),
    output_shape=_output_shape,
    weights=_no_weights,
    multiply_adds=_no_multiply_adds,
    mask="passes",
)
"""In training, sets a share ``rate`` of the numbers to 0 and scales the others by ``1 / (1 - rate)``."""
