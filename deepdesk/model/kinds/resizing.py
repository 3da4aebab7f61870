"""Layers that make maps larger or smaller without weights."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from deepdesk.model.description import Shape
from deepdesk.model.kinds.base import LayerKind, Parameter, Params, ShapeFault
from deepdesk.model.kinds.geometry import image_input, sizes_text


def _enlarged(params: Params, inputs: Sequence[Shape]) -> Shape:
    height, width, channels = image_input(inputs)
    rows, columns = (None if n is None else n * by for n, by in zip((height, width), params["size"], strict=True))
    return rows, columns, channels


def _padded(params: Params, inputs: Sequence[Shape]) -> Shape:
    height, width, channels = image_input(inputs)
    sides = params["padding"]
    rows, columns = (None if n is None else n + sum(pair) for n, pair in zip((height, width), sides, strict=True))
    return rows, columns, channels


def _cropped(params: Params, inputs: Sequence[Shape]) -> Shape:
    height, width, channels = image_input(inputs)
    cuts = [sum(pair) for pair in params["cropping"]]
    if any(size is not None and cut >= size for size, cut in zip((height, width), cuts, strict=True)):
        raise ShapeFault(
            "model.fault.crops_all",
            cut=sizes_text(cuts),
            needed=sizes_text([cut + 1 for cut in cuts]),
            received=sizes_text((height, width)),
        )
    rows, columns = (None if n is None else n - cut for n, cut in zip((height, width), cuts, strict=True))
    return rows, columns, channels


UP_SAMPLING_2D: Final = LayerKind(
    name="UpSampling2D",
    family="resizing",
    parameters=(
        Parameter("size", "size2d", (2, 2), minimum=1, maximum=256),
        Parameter("interpolation", "choice", "nearest", choices=("nearest", "bilinear")),
    ),
    output_shape=_enlarged,
    torch_name="nn.Upsample",
)
"""Each cell becomes ``size`` cells: copies of it, or values between it and its neighbours (the centres of the cells
are what is lined up, as in both frameworks)."""

ZERO_PADDING_2D: Final = LayerKind(
    name="ZeroPadding2D",
    family="resizing",
    parameters=(Parameter("padding", "margins", ((1, 1), (1, 1)), minimum=0, maximum=1_024),),
    output_shape=_padded,
    torch_name="nn.ZeroPad2d",
)
"""Rows and columns of zeros around the map."""

CROPPING_2D: Final = LayerKind(
    name="Cropping2D",
    family="resizing",
    parameters=(Parameter("cropping", "margins", ((0, 0), (0, 0)), minimum=0, maximum=1_024),),
    output_shape=_cropped,
    torch_name="x[:, :, top:-bottom, left:-right]",
)
"""Cuts rows and columns off the sides of the map."""

KINDS: Final = (UP_SAMPLING_2D, ZERO_PADDING_2D, CROPPING_2D)
