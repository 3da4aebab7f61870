"""Pooling over windows and over whole maps."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from deepdesk.model.description import Shape
from deepdesk.model.kinds.base import LayerKind, Parameter, Params
from deepdesk.model.kinds.geometry import PADDING, image_input, slide

_PARAMETERS: Final = (
    Parameter("pool_size", "size2d", (2, 2), minimum=1, maximum=1_024),
    Parameter("strides", "size2d", None, minimum=1, maximum=1_024),
    PADDING,
)


def _output_shape(params: Params, inputs: Sequence[Shape]) -> Shape:
    height, width, channels = image_input(inputs)
    strides = params["strides"] or params["pool_size"]
    rows, columns = slide(height, width, params["pool_size"], strides, params["padding"])
    return rows, columns, channels


def _global_output_shape(params: Params, inputs: Sequence[Shape]) -> Shape:
    return (image_input(inputs)[2],)


def _windowed(name: str) -> LayerKind:
    return LayerKind(
        name=name,
        family="pooling",
        parameters=_PARAMETERS,
        output_shape=_output_shape,
    )


MAX_POOLING_2D: Final = _windowed("MaxPooling2D")
"""The largest value of each window; ``strides`` ``None`` takes ``pool_size``."""

AVERAGE_POOLING_2D: Final = _windowed("AveragePooling2D")
"""The mean of each window; with padding ``same`` the padded cells are not counted, as in Keras."""

GLOBAL_AVERAGE_POOLING_2D: Final = LayerKind(
    name="GlobalAveragePooling2D",
    family="pooling",
    parameters=(),
    output_shape=_global_output_shape,
)
"""The mean of each channel over the whole map: ``(height, width, channels)`` to ``(channels,)``."""

KINDS: Final = (MAX_POOLING_2D, AVERAGE_POOLING_2D, GLOBAL_AVERAGE_POOLING_2D)
