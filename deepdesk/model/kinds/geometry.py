"""How windows slide over maps, and what a layer may demand of its input's axes."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

from deepdesk.model.description import Shape
from deepdesk.model.kinds.base import Parameter, ShapeFault

PADDING: Final = Parameter(name="padding", type="choice", default="valid", choices=("valid", "same"))


def sizes_text(sizes: Sequence[int | None]) -> str:
    """Sizes as people read them: ``28×28×1``, a free length as ``?``."""
    return "×".join("?" if size is None else str(size) for size in sizes)


def product(shape: Shape) -> int | None:
    """How many numbers a shape holds; ``None`` when a length is free."""
    total = 1
    for size in shape:
        if size is None:
            return None
        total *= size
    return total


def counted(shape: Shape) -> int:
    """How many numbers a shape holds, a free length counted as one (costs are then per step)."""
    return math.prod(1 if size is None else size for size in shape)


def only_input(inputs: Sequence[Shape]) -> Shape:
    """The one input of a layer that takes one (raises :class:`ShapeFault` for more)."""
    if len(inputs) != 1:
        raise ShapeFault("model.fault.one_input", count=len(inputs))
    return inputs[0]


def image_input(inputs: Sequence[Shape]) -> tuple[int | None, int | None, int]:
    """Height, width and channels of the one input; raises :class:`ShapeFault` when it is no image."""
    shape = only_input(inputs)
    if len(shape) != 3:
        raise ShapeFault("model.fault.needs_image", received=sizes_text(shape))
    if shape[2] is None:
        raise ShapeFault("model.fault.free_channels", received=sizes_text(shape))
    return shape[0], shape[1], shape[2]


def last_axis(inputs: Sequence[Shape]) -> int:
    """Length of the last axis; raises :class:`ShapeFault` when there is none or it is free."""
    shape = only_input(inputs)
    if not shape or shape[-1] is None:
        raise ShapeFault("model.fault.free_channels", received=sizes_text(shape))
    return shape[-1]


def sequence_input(inputs: Sequence[Shape]) -> tuple[int | None, int]:
    """Steps and features of the one input; raises :class:`ShapeFault` when it is no sequence."""
    shape = only_input(inputs)
    if len(shape) != 2:
        raise ShapeFault("model.fault.needs_sequence", received=sizes_text(shape))
    if shape[1] is None:
        raise ShapeFault("model.fault.free_channels", received=sizes_text(shape))
    return shape[0], shape[1]


def reach(window: Sequence[int], dilation: Sequence[int]) -> tuple[int, ...]:
    """Cells that a dilated window spans along each axis: ``dilation · (window - 1) + 1``."""
    return tuple(rate * (size - 1) + 1 for size, rate in zip(window, dilation, strict=True))


def slide(
    sizes: Sequence[int | None], window: Sequence[int], strides: Sequence[int], padding: str
) -> tuple[int | None, ...]:
    """Sizes of a map (or steps of a sequence) after a window slid over it.

    ``same`` and ``causal`` give ``ceil(size / stride)``, ``valid`` gives ``floor((size - window) / stride) + 1``.

    Raises:
        ShapeFault: with ``valid``, the window does not fit into the map.
    """
    if padding != "valid":
        return tuple(None if n is None else -(-n // s) for n, s in zip(sizes, strides, strict=True))
    if any(size is not None and size < needed for size, needed in zip(sizes, window, strict=True)):
        raise ShapeFault("model.fault.window_too_large", needed=sizes_text(window), received=sizes_text(sizes))
    return tuple(
        None if size is None else (size - needed) // stride + 1
        for size, needed, stride in zip(sizes, window, strides, strict=True)
    )


def spread(
    sizes: Sequence[int | None], window: Sequence[int], strides: Sequence[int], padding: str
) -> tuple[int | None, ...]:
    """Sizes after a transposed convolution, Keras' rule.

    ``same`` gives ``size · stride``, ``valid`` gives ``size · stride + max(window - stride, 0)``.
    """
    more = [0 if padding == "same" else max(size - s, 0) for size, s in zip(window, strides, strict=True)]
    return tuple(None if n is None else n * s + extra for n, s, extra in zip(sizes, strides, more, strict=True))
