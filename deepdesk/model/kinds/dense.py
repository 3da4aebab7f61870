"""Fully connected layers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from deepdesk.model.description import Shape
from deepdesk.model.kinds.activations import ACTIVATION, USE_BIAS
from deepdesk.model.kinds.base import WEIGHTED, LayerKind, Parameter, Params, WeightSpec
from deepdesk.model.kinds.geometry import counted, last_axis, only_input


def _output_shape(params: Params, inputs: Sequence[Shape]) -> Shape:
    last_axis(inputs)
    return (*only_input(inputs)[:-1], params["units"])


def _weights(params: Params, inputs: Sequence[Shape]) -> tuple[WeightSpec, ...]:
    units = params["units"]
    kernel = WeightSpec("kernel", (last_axis(inputs), units), "glorot_uniform", penalized=True)
    return (kernel, WeightSpec("bias", (units,), "zeros")) if params["use_bias"] else (kernel,)


def _multiply_adds(params: Params, inputs: Sequence[Shape], output: Shape) -> int:
    return counted(output) * last_axis(inputs)


DENSE: Final = LayerKind(
    name="Dense",
    family="dense",
    parameters=(
        Parameter("units", "integer", 64, minimum=1, maximum=1_000_000),
        ACTIVATION,
        USE_BIAS,
        *WEIGHTED,
    ),
    output_shape=_output_shape,
    weights=_weights,
    multiply_adds=_multiply_adds,
    mask="passes",
    torch_name="nn.Linear",
)
"""Works on the last axis: ``(…, features)`` to ``(…, units)``."""

KINDS: Final = (DENSE,)
