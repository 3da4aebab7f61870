"""How windows slide over maps, and what a layer may demand of its input's axes."""

from __future__ import annotations

import math
from collections.abc import Sequence

from deepdesk.model.description import Shape
from deepdesk.model.kinds.base import Parameter, ShapeFault

PADDING = Parameter(name="padding", type="choice", default="valid", choices=("valid", "same"))


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


def reach(window: Sequence[int], dilation: Sequence[int]) -> tuple[int, int]:
    """Rows and columns that a dilated window spans: ``dilation · (window - 1) + 1``."""
    return dilation[0] * (window[0] - 1) + 1, dilation[1] * (window[1] - 1) + 1


def slide(
    height: int | None, width: int | None, window: Sequence[int], strides: Sequence[int], padding: str
) -> tuple[int | None, int | None]:
    """Rows and columns after a window slid over a map.

    ``same`` gives ``ceil(size / stride)``, ``valid`` gives ``floor((size - window) / stride) + 1``.

    Raises:
        ShapeFault: with ``valid``, the window does not fit into the map.
    """
    if padding == "same":
        rows, columns = (None if n is None else -(-n // s) for n, s in zip((height, width), strides, strict=True))
        return rows, columns
    if (height is not None and height < window[0]) or (width is not None and width < window[1]):
        raise ShapeFault(
            "model.fault.window_too_large", needed=sizes_text(window), received=sizes_text((height, width))
        )
    rows = None if height is None else (height - window[0]) // strides[0] + 1
    columns = None if width is None else (width - window[1]) // strides[1] + 1
    return rows, columns
