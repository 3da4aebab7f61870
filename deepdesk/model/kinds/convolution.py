"""Convolutions over images."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

from deepdesk.model.description import Shape
from deepdesk.model.kinds.activations import ACTIVATION, USE_BIAS
from deepdesk.model.kinds.base import LayerKind, Parameter, Params, ShapeFault, WeightSpec
from deepdesk.model.kinds.geometry import PADDING, counted, image_input, reach, slide


def _output_shape(params: Params, inputs: Sequence[Shape]) -> Shape:
    height, width, _ = image_input(inputs)
    if max(params["strides"]) > 1 and max(params["dilation_rate"]) > 1:
        raise ShapeFault("model.fault.strides_and_dilation")
    window = reach(params["kernel_size"], params["dilation_rate"])
    rows, columns = slide(height, width, window, params["strides"], params["padding"])
    return rows, columns, params["filters"]


def _weights(params: Params, inputs: Sequence[Shape]) -> tuple[WeightSpec, ...]:
    _, _, channels = image_input(inputs)
    filters = params["filters"]
    kernel = WeightSpec("kernel", (*params["kernel_size"], channels, filters), "glorot_uniform")
    return (kernel, WeightSpec("bias", (filters,), "zeros")) if params["use_bias"] else (kernel,)


def _multiply_adds(params: Params, inputs: Sequence[Shape], output: Shape) -> int:
    _, _, channels = image_input(inputs)
    field: int = math.prod(params["kernel_size"])
    return counted(output) * field * channels


CONV2D: Final = LayerKind(
    name="Conv2D",
    family="convolution",
    parameters=(
        Parameter("filters", "integer", 32, minimum=1, maximum=65_536),
        Parameter("kernel_size", "size2d", (3, 3), minimum=1, maximum=1_024),
        Parameter("strides", "size2d", (1, 1), minimum=1, maximum=1_024),
        PADDING,
        Parameter("dilation_rate", "size2d", (1, 1), minimum=1, maximum=1_024),
        ACTIVATION,
        USE_BIAS,
    ),
    output_shape=_output_shape,
    weights=_weights,
    multiply_adds=_multiply_adds,
)
"""Cross-correlation of ``(height, width, channels)`` with ``filters`` kernels of ``kernel_size``, Keras' padding rule
(``same``: what is missing is split, the odd pixel goes to the bottom and right)."""

KINDS: Final = (CONV2D,)
