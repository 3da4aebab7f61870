"""Normalization by the statistics of the batch, of one place, or of groups of channels."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from deepdesk.model.description import Shape
from deepdesk.model.kinds.base import WEIGHTED, LayerKind, Parameter, Params, ShapeFault, WeightSpec
from deepdesk.model.kinds.geometry import counted, last_axis, only_input

_EPSILON: Final = Parameter("epsilon", "number", 1e-3, minimum=1e-12, maximum=1.0)
_CENTER: Final = Parameter("center", "switch", True)
_SCALE: Final = Parameter("scale", "switch", True)


def groups_of(params: Params, channels: int) -> int:
    """How many groups a GroupNormalization makes: -1 stands for one per channel."""
    groups: int = params["groups"]
    return channels if groups == -1 else groups


def _output_shape(params: Params, inputs: Sequence[Shape]) -> Shape:
    last_axis(inputs)
    return only_input(inputs)


def _grouped_shape(params: Params, inputs: Sequence[Shape]) -> Shape:
    channels, groups = last_axis(inputs), params["groups"]
    if groups == 0 or channels % groups_of(params, channels):
        raise ShapeFault("model.fault.channel_groups", channels=channels, groups=groups)
    return only_input(inputs)


def _scale_and_center(params: Params, inputs: Sequence[Shape]) -> tuple[WeightSpec, ...]:
    size = (last_axis(inputs),)
    gamma = (WeightSpec("gamma", size, "ones", penalized=True),) if params["scale"] else ()
    return (*gamma, WeightSpec("beta", size, "zeros")) if params["center"] else gamma


def _with_statistics(params: Params, inputs: Sequence[Shape]) -> tuple[WeightSpec, ...]:
    size = (last_axis(inputs),)
    return (
        *_scale_and_center(params, inputs),
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
        _EPSILON,
        _CENTER,
        _SCALE,
        *WEIGHTED,
    ),
    output_shape=_output_shape,
    weights=_with_statistics,
    multiply_adds=_multiply_adds,
    mask="passes",
    torch_name="nn.BatchNorm1d, nn.BatchNorm2d",
)
"""Over the last axis. ``momentum`` has Keras' meaning, the share of the old running value that is kept
(PyTorch's is one minus that); the running variance is the unbiased one, as in PyTorch. Masked steps count like all
others."""

LAYER_NORMALIZATION: Final = LayerKind(
    name="LayerNormalization",
    family="normalization",
    parameters=(_EPSILON, _CENTER, _SCALE, *WEIGHTED),
    output_shape=_output_shape,
    weights=_scale_and_center,
    multiply_adds=_multiply_adds,
    mask="passes",
    torch_name="nn.LayerNorm",
)
"""The numbers of the last axis are brought to mean 0 and variance 1, each place of each sample by itself."""

GROUP_NORMALIZATION: Final = LayerKind(
    name="GroupNormalization",
    family="normalization",
    parameters=(
        Parameter("groups", "integer", 32, minimum=-1, maximum=65_536),
        _EPSILON,
        _CENTER,
        _SCALE,
        *WEIGHTED,
    ),
    output_shape=_grouped_shape,
    weights=_scale_and_center,
    multiply_adds=_multiply_adds,
    mask="passes",
    torch_name="nn.GroupNorm",
)
"""The channels are split into ``groups`` of neighbours; each group of each sample, over all its places, is brought to
mean 0 and variance 1. With ``groups`` -1 every channel is a group (instance normalization). Masked steps count like
all others."""

KINDS: Final = (BATCH_NORMALIZATION, LAYER_NORMALIZATION, GROUP_NORMALIZATION)
