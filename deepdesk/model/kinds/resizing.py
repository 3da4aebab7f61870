"""Layers that make maps and sequences larger or smaller without weights."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from deepdesk.model.description import Shape
from deepdesk.model.kinds.base import LayerKind, Parameter, Params, ShapeFault
from deepdesk.model.kinds.geometry import image_input, sequence_input, sizes_text


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


def _repeated(params: Params, inputs: Sequence[Shape]) -> Shape:
    steps, features = sequence_input(inputs)
    return None if steps is None else steps * params["size"], features


def _lengthened(params: Params, inputs: Sequence[Shape]) -> Shape:
    steps, features = sequence_input(inputs)
    return None if steps is None else steps + sum(params["padding"]), features


def _shortened(params: Params, inputs: Sequence[Shape]) -> Shape:
    steps, features = sequence_input(inputs)
    cut = sum(params["cropping"])
    if steps is not None and cut >= steps:
        figures = {"cut": str(cut), "needed": str(cut + 1), "received": str(steps)}
        raise ShapeFault("model.fault.crops_all", **figures)
    return None if steps is None else steps - cut, features


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

UP_SAMPLING_1D: Final = LayerKind(
    name="UpSampling1D",
    family="resizing",
    parameters=(Parameter("size", "integer", 2, minimum=1, maximum=256),),
    output_shape=_repeated,
    torch_name="nn.Upsample",
)
"""Each step comes ``size`` times in a row."""

ZERO_PADDING_1D: Final = LayerKind(
    name="ZeroPadding1D",
    family="resizing",
    parameters=(Parameter("padding", "size2d", (1, 1), minimum=0, maximum=1_024),),
    output_shape=_lengthened,
    torch_name="nn.ZeroPad1d",
)
"""Steps of zeros before the first step and after the last one: ``padding`` is that pair."""

CROPPING_1D: Final = LayerKind(
    name="Cropping1D",
    family="resizing",
    parameters=(Parameter("cropping", "size2d", (1, 1), minimum=0, maximum=1_024),),
    output_shape=_shortened,
    torch_name="x[:, start:-end]",
)
"""Cuts steps off the start and off the end: ``cropping`` is that pair."""

KINDS: Final = (UP_SAMPLING_2D, ZERO_PADDING_2D, CROPPING_2D, UP_SAMPLING_1D, ZERO_PADDING_1D, CROPPING_1D)
