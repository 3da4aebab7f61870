"""Layers that only arrange the numbers anew."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

from deepdesk.model.description import Shape
from deepdesk.model.kinds.base import LayerKind, Parameter, Params, ShapeFault
from deepdesk.model.kinds.geometry import only_input, product, sizes_text


def _known_size(inputs: Sequence[Shape]) -> int:
    shape = only_input(inputs)
    total = product(shape)
    if total is None:
        raise ShapeFault("model.fault.free_length", received=sizes_text(shape))
    return total


def _flat_shape(params: Params, inputs: Sequence[Shape]) -> Shape:
    return (_known_size(inputs),)


def _reshaped(params: Params, inputs: Sequence[Shape]) -> Shape:
    total = _known_size(inputs)
    target: tuple[int, ...] = tuple(params["target_shape"])
    figures = {"received": sizes_text(inputs[0]), "total": total, "target": sizes_text(target)}
    if not target or target.count(-1) > 1 or 0 in target:
        raise ShapeFault("model.fault.reshape_target", **figures)
    known = math.prod(size for size in target if size != -1)
    if -1 not in target:
        if known != total:
            raise ShapeFault("model.fault.reshape_total", wanted=known, **figures)
        return target
    if total % known:
        raise ShapeFault("model.fault.reshape_rest", wanted=known, **figures)
    return tuple(total // known if size == -1 else size for size in target)


def _repeated(params: Params, inputs: Sequence[Shape]) -> Shape:
    shape = only_input(inputs)
    if len(shape) != 1:
        raise ShapeFault("model.fault.needs_row", received=sizes_text(shape))
    if shape[0] is None:
        raise ShapeFault("model.fault.free_channels", received=sizes_text(shape))
    return params["n"], shape[0]


def _permuted(params: Params, inputs: Sequence[Shape]) -> Shape:
    shape = only_input(inputs)
    dims: tuple[int, ...] = tuple(params["dims"])
    if sorted(dims) != list(range(1, len(shape) + 1)):
        wanted = ", ".join(str(axis) for axis in range(1, len(shape) + 1))
        given = ", ".join(str(axis) for axis in dims)
        raise ShapeFault("model.fault.permute_dims", received=sizes_text(shape), wanted=wanted, given=given)
    return tuple(shape[axis - 1] for axis in dims)


FLATTEN: Final = LayerKind(
    name="Flatten",
    family="reshaping",
    parameters=(),
    output_shape=_flat_shape,
    torch_name="nn.Flatten",
)
"""All numbers in one row, channels varying fastest (channels-last, in either framework)."""

RESHAPE: Final = LayerKind(
    name="Reshape",
    family="reshaping",
    parameters=(Parameter("target_shape", "shape", (-1,), minimum=-1, maximum=1_000_000_000),),
    output_shape=_reshaped,
    torch_name="nn.Unflatten",
)
"""The same numbers in ``target_shape``, channels-last order; one size may be -1 and takes what is left."""

PERMUTE: Final = LayerKind(
    name="Permute",
    family="reshaping",
    parameters=(Parameter("dims", "shape", (2, 1), minimum=1, maximum=4),),
    output_shape=_permuted,
    torch_name="torch.permute",
)
"""Axes in another order: ``dims`` names each axis of the input once, counted from 1, without the batch."""

REPEAT_VECTOR: Final = LayerKind(
    name="RepeatVector",
    family="reshaping",
    parameters=(Parameter("n", "integer", 10, minimum=1, maximum=1_000_000),),
    output_shape=_repeated,
    torch_name="Tensor.expand",
)
"""A row ``(features,)`` again at each of ``n`` steps: ``(n, features)``."""

KINDS: Final = (FLATTEN, RESHAPE, PERMUTE, REPEAT_VECTOR)
