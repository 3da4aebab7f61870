"""Normalization by the statistics of the batch."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from deepdesk.model.description import Shape
from deepdesk.model.kinds.base import LayerKind, Parameter, Params, WeightSpec
from deepdesk.model.kinds.geometry import counted, last_axis, only_input


def _output_shape(params: Params, inputs: Sequence[Shape]) -> Shape:
    last_axis(inputs)
    return only_input(inputs)


def _weights(params: Params, inputs: Sequence[Shape]) -> tuple[WeightSpec, ...]:
    size = (last_axis(inputs),)
    return (
        WeightSpec("gamma", size, "ones"),
        WeightSpec("beta", size, "zeros"),
        WeightSpec("moving_mean", size, "zeros", trained=False),
        WeightSpec("moving_variance", size, "ones", trained=False),
    )


def _multiply_adds(params: Params, inputs: Sequence[Shape], output: Shape) -> int:
    return counted(output)


BATCH_NORMALIZATION: Final = LayerKind(
    name="BatchNormalization",
    family="normalization",
    parameters=(
        Parameter("momentum", "number", 0.99, minimum=0.0, maximum=1.0),
        Parameter("epsilon", "number", 1e-3, minimum=1e-12, maximum=1.0),
    ),
    output_shape=_output_shape,
    weights=_weights,
    multiply_adds=_multiply_adds,
    mask="passes",
)
"""Over the last axis. ``momentum`` has Keras' meaning, the share of the old running value that is kept
(PyTorch's is one minus that); the running variance is the unbiased one, as in PyTorch."""

KINDS: Final = (BATCH_NORMALIZATION,)
