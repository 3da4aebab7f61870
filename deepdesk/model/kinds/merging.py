"""Layers that join several inputs.

Nothing is broadcast: what is joined value by value has one shape, to the last size.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from deepdesk.model.description import Shape
from deepdesk.model.kinds.base import LayerKind, Parameter, Params, ShapeFault
from deepdesk.model.kinds.geometry import sizes_text


def merge_axis(axis: int, axes: int) -> int:
    """Position in a shape without batch of Keras' ``axis``, which counts the batch as 0, or from the end.

    Raises:
        ShapeFault: a shape of ``axes`` sizes has no such axis.
    """
    position = axes + axis if axis < 0 else axis - 1
    if not 0 <= position < axes:
        raise ShapeFault("model.fault.merge_axis", axis=axis, axes=axes)
    return position


def _same_shape(params: Params, inputs: Sequence[Shape]) -> Shape:
    for shape in inputs[1:]:
        if shape != inputs[0]:
            raise ShapeFault("model.fault.merge_shapes", needed=sizes_text(inputs[0]), received=sizes_text(shape))
    return inputs[0]


def _concatenated(params: Params, inputs: Sequence[Shape]) -> Shape:
    first = inputs[0]
    at = merge_axis(params["axis"], len(first))
    for shape in inputs[1:]:
        if len(shape) != len(first) or any(
            mine != other for axis, (mine, other) in enumerate(zip(first, shape, strict=True)) if axis != at
        ):
            figures = {"needed": sizes_text(first), "received": sizes_text(shape), "axis": params["axis"]}
            raise ShapeFault("model.fault.concatenate_shapes", **figures)
    sizes = [shape[at] for shape in inputs]
    joined = None if None in sizes else sum(size for size in sizes if size is not None)
    return (*first[:at], joined, *first[at + 1 :])


def _by_value(name: str, torch_name: str) -> LayerKind:
    return LayerKind(
        name=name,
        family="merging",
        parameters=(),
        output_shape=_same_shape,
        mask="passes",
        inputs=(2, None),
        torch_name=torch_name,
    )


ADD: Final = _by_value("Add", "a + b")
"""The sum of its inputs, value by value."""

SUBTRACT: Final = LayerKind(
    name="Subtract",
    family="merging",
    parameters=(),
    output_shape=_same_shape,
    mask="passes",
    inputs=(2, 2),
    torch_name="a - b",
)
"""The first input minus the second, value by value."""

MULTIPLY: Final = _by_value("Multiply", "a * b")
"""The product of its inputs, value by value."""

AVERAGE: Final = _by_value("Average", "(a + b) / 2")
"""The mean of its inputs, value by value."""

MAXIMUM: Final = _by_value("Maximum", "torch.maximum")
"""The largest of its inputs, value by value."""

CONCATENATE: Final = LayerKind(
    name="Concatenate",
    family="merging",
    parameters=(Parameter("axis", "integer", -1, minimum=-4, maximum=4),),
    output_shape=_concatenated,
    inputs=(2, None),
    torch_name="torch.cat",
)
"""Its inputs one behind the other along ``axis`` (-1: the last, channels or features; counted from 1 without batch);
all other sizes are equal."""

KINDS: Final = (ADD, SUBTRACT, MULTIPLY, AVERAGE, MAXIMUM, CONCATENATE)
