"""Convolutions over images and sequences."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

from deepdesk.model.description import Shape
from deepdesk.model.kinds.activations import ACTIVATION, USE_BIAS
from deepdesk.model.kinds.base import WEIGHTED, LayerKind, Parameter, Params, ShapeFault, WeightSpec
from deepdesk.model.kinds.geometry import PADDING, counted, image_input, last_axis, reach, sequence_input, slide, spread

_LARGEST_WINDOW: Final = 1_024
_FILTERS: Final = Parameter("filters", "integer", 32, minimum=1, maximum=65_536)
_KERNEL_SIZE: Final = Parameter("kernel_size", "size2d", (3, 3), minimum=1, maximum=_LARGEST_WINDOW)
_STRIDES: Final = Parameter("strides", "size2d", (1, 1), minimum=1, maximum=_LARGEST_WINDOW)
_DILATION_RATE: Final = Parameter("dilation_rate", "size2d", (1, 1), minimum=1, maximum=_LARGEST_WINDOW)
_DEPTH_MULTIPLIER: Final = Parameter("depth_multiplier", "integer", 1, minimum=1, maximum=1_024)
_GROUPS: Final = Parameter("groups", "integer", 1, minimum=1, maximum=65_536)


def _figures(value: int | Sequence[int]) -> tuple[int, ...]:
    """Figures by axis: a layer over sequences states one number."""
    return (value,) if isinstance(value, int) else tuple(value)


def _window(params: Params) -> tuple[int, ...]:
    """What the dilated kernel spans along each axis (raises :class:`ShapeFault` for strides with dilation)."""
    strides, dilation = _figures(params["strides"]), _figures(params["dilation_rate"])
    if max(strides) > 1 and max(dilation) > 1:
        raise ShapeFault("model.fault.strides_and_dilation")
    return reach(_figures(params["kernel_size"]), dilation)


def _check_groups(params: Params, channels: int) -> None:
    groups, filters = params["groups"], params["filters"]
    if channels % groups:
        raise ShapeFault("model.fault.channels_in_groups", groups=groups, channels=channels)
    if filters % groups:
        raise ShapeFault("model.fault.filters_in_groups", groups=groups, filters=filters)


def _with_bias(params: Params, channels: int, *kernels: WeightSpec) -> tuple[WeightSpec, ...]:
    return (*kernels, WeightSpec("bias", (channels,), "zeros")) if params["use_bias"] else kernels


def _kernel(name: str, *shape: int) -> WeightSpec:
    return WeightSpec(name, shape, "glorot_uniform", penalized=True)


def _image_shape(params: Params, inputs: Sequence[Shape]) -> Shape:
    height, width, channels = image_input(inputs)
    _check_groups(params, channels)
    return *slide((height, width), _window(params), params["strides"], params["padding"]), params["filters"]


def _sequence_shape(params: Params, inputs: Sequence[Shape]) -> Shape:
    steps, features = sequence_input(inputs)
    _check_groups(params, features)
    return *slide((steps,), _window(params), (params["strides"],), params["padding"]), params["filters"]


def _weights(params: Params, inputs: Sequence[Shape]) -> tuple[WeightSpec, ...]:
    filters = params["filters"]
    shape = (*_figures(params["kernel_size"]), last_axis(inputs) // params["groups"], filters)
    return _with_bias(params, filters, _kernel("kernel", *shape))


def _multiply_adds(params: Params, inputs: Sequence[Shape], output: Shape) -> int:
    field = math.prod(_figures(params["kernel_size"]))
    channels: int = last_axis(inputs) // params["groups"]
    return counted(output) * field * channels


CONV2D: Final = LayerKind(
    name="Conv2D",
    family="convolution",
    parameters=(_FILTERS, _KERNEL_SIZE, _STRIDES, PADDING, _DILATION_RATE, _GROUPS, ACTIVATION, USE_BIAS, *WEIGHTED),
    output_shape=_image_shape,
    weights=_weights,
    multiply_adds=_multiply_adds,
    torch_name="nn.Conv2d",
)
"""Cross-correlation of ``(height, width, channels)`` with ``filters`` kernels of ``kernel_size``, Keras' padding rule
(``same``: what is missing is split, the odd pixel goes to the bottom and right). With ``groups``, each of that many
equal parts of the filters sees its own part of the channels only."""

CONV1D: Final = LayerKind(
    name="Conv1D",
    family="convolution",
    parameters=(
        _FILTERS,
        Parameter("kernel_size", "integer", 3, minimum=1, maximum=_LARGEST_WINDOW),
        Parameter("strides", "integer", 1, minimum=1, maximum=_LARGEST_WINDOW),
        Parameter("padding", "choice", "valid", choices=("valid", "same", "causal")),
        Parameter("dilation_rate", "integer", 1, minimum=1, maximum=_LARGEST_WINDOW),
        _GROUPS,
        ACTIVATION,
        USE_BIAS,
        *WEIGHTED,
    ),
    output_shape=_sequence_shape,
    weights=_weights,
    multiply_adds=_multiply_adds,
    torch_name="nn.Conv1d",
)
"""The same over the steps of ``(steps, features)``; ``causal`` pads before the first step only, so that no step sees a
later one."""


def _depthwise_shape(params: Params, inputs: Sequence[Shape]) -> Shape:
    height, width, channels = image_input(inputs)
    rows, columns = slide((height, width), _window(params), params["strides"], params["padding"])
    return rows, columns, channels * params["depth_multiplier"]


def _depthwise_weights(params: Params, inputs: Sequence[Shape]) -> tuple[WeightSpec, ...]:
    channels, each = last_axis(inputs), params["depth_multiplier"]
    return _with_bias(params, channels * each, _kernel("kernel", *params["kernel_size"], channels, each))


def _depthwise_multiply_adds(params: Params, inputs: Sequence[Shape], output: Shape) -> int:
    field: int = math.prod(params["kernel_size"])
    return counted(output) * field


DEPTHWISE_CONV2D: Final = LayerKind(
    name="DepthwiseConv2D",
    family="convolution",
    parameters=(
        _KERNEL_SIZE,
        _STRIDES,
        PADDING,
        _DEPTH_MULTIPLIER,
        _DILATION_RATE,
        ACTIVATION,
        USE_BIAS,
        *WEIGHTED,
    ),
    output_shape=_depthwise_shape,
    weights=_depthwise_weights,
    multiply_adds=_depthwise_multiply_adds,
    torch_name="nn.Conv2d(groups=channels)",
)
"""``depth_multiplier`` kernels for each channel, which see that channel only. Results of one channel lie side by side:
channel ``c``'s kernel ``m`` gives channel ``c · depth_multiplier + m``."""


def _separable_shape(params: Params, inputs: Sequence[Shape]) -> Shape:
    return *_depthwise_shape(params, inputs)[:2], params["filters"]


def _separable_weights(params: Params, inputs: Sequence[Shape]) -> tuple[WeightSpec, ...]:
    channels, each, filters = last_axis(inputs), params["depth_multiplier"], params["filters"]
    depthwise = _kernel("depthwise_kernel", *params["kernel_size"], channels, each)
    return _with_bias(params, filters, depthwise, _kernel("pointwise_kernel", 1, 1, channels * each, filters))


def _separable_multiply_adds(params: Params, inputs: Sequence[Shape], output: Shape) -> int:
    between: int = last_axis(inputs) * params["depth_multiplier"]
    cells = counted(output[:2])
    field: int = math.prod(params["kernel_size"])
    filters: int = params["filters"]
    return cells * between * (field + filters)


SEPARABLE_CONV2D: Final = LayerKind(
    name="SeparableConv2D",
    family="convolution",
    parameters=(
        _FILTERS,
        _KERNEL_SIZE,
        _STRIDES,
        PADDING,
        _DILATION_RATE,
        _DEPTH_MULTIPLIER,
        ACTIVATION,
        USE_BIAS,
        *WEIGHTED,
    ),
    output_shape=_separable_shape,
    weights=_separable_weights,
    multiply_adds=_separable_multiply_adds,
    torch_name="nn.Conv2d(groups=channels), nn.Conv2d(kernel_size=1)",
)
"""A depthwise convolution without bias and activation, then a 1×1 convolution with them."""


def _transposed_shape(params: Params, inputs: Sequence[Shape]) -> Shape:
    height, width, _ = image_input(inputs)
    return *spread((height, width), _window(params), params["strides"], params["padding"]), params["filters"]


def _transposed_weights(params: Params, inputs: Sequence[Shape]) -> tuple[WeightSpec, ...]:
    filters = params["filters"]
    return _with_bias(params, filters, _kernel("kernel", *params["kernel_size"], filters, last_axis(inputs)))


def _transposed_multiply_adds(params: Params, inputs: Sequence[Shape], output: Shape) -> int:
    field: int = math.prod(params["kernel_size"])
    filters: int = params["filters"]
    return counted(inputs[0]) * field * filters


CONV2D_TRANSPOSE: Final = LayerKind(
    name="Conv2DTranspose",
    family="convolution",
    parameters=(_FILTERS, _KERNEL_SIZE, _STRIDES, PADDING, _DILATION_RATE, ACTIVATION, USE_BIAS, *WEIGHTED),
    output_shape=_transposed_shape,
    weights=_transposed_weights,
    multiply_adds=_transposed_multiply_adds,
    torch_name="nn.ConvTranspose2d",
)
"""Each cell lays its ``kernel_size`` stamp on a larger map, ``strides`` apart; overlaps add up. With ``same`` what
reaches over is cut off, the odd row and column at the bottom and right. Kernel ``(rows, columns, filters, channels)``.
"""

KINDS: Final = (CONV2D, CONV1D, SEPARABLE_CONV2D, DEPTHWISE_CONV2D, CONV2D_TRANSPOSE)
