"""Pooling over windows and over whole maps and sequences."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from deepdesk.model.description import Shape
from deepdesk.model.kinds.base import LayerKind, Parameter, Params
from deepdesk.model.kinds.geometry import PADDING, image_input, sequence_input, slide

_MAP_PARAMETERS: Final = (
    Parameter("pool_size", "size2d", (2, 2), minimum=1, maximum=1_024),
    Parameter("strides", "size2d", None, minimum=1, maximum=1_024),
    PADDING,
)
_SEQUENCE_PARAMETERS: Final = (
    Parameter("pool_size", "integer", 2, minimum=1, maximum=1_024),
    Parameter("strides", "integer", None, minimum=1, maximum=1_024),
    PADDING,
)


def _map_shape(params: Params, inputs: Sequence[Shape]) -> Shape:
    height, width, channels = image_input(inputs)
    strides = params["strides"] or params["pool_size"]
    return *slide((height, width), params["pool_size"], strides, params["padding"]), channels


def _sequence_shape(params: Params, inputs: Sequence[Shape]) -> Shape:
    steps, features = sequence_input(inputs)
    strides = params["strides"] or params["pool_size"]
    return *slide((steps,), (params["pool_size"],), (strides,), params["padding"]), features


def _channels(params: Params, inputs: Sequence[Shape]) -> Shape:
    return (image_input(inputs)[2],)


def _features(params: Params, inputs: Sequence[Shape]) -> Shape:
    return (sequence_input(inputs)[1],)


def _over_map(name: str, torch_name: str) -> LayerKind:
    return LayerKind(
        name=name, family="pooling", parameters=_MAP_PARAMETERS, output_shape=_map_shape, torch_name=torch_name
    )


def _over_sequence(name: str, torch_name: str) -> LayerKind:
    return LayerKind(
        name=name,
        family="pooling",
        parameters=_SEQUENCE_PARAMETERS,
        output_shape=_sequence_shape,
        torch_name=torch_name,
    )


def _over_all_of_a_map(name: str, torch_name: str) -> LayerKind:
    return LayerKind(name=name, family="pooling", parameters=(), output_shape=_channels, torch_name=torch_name)


def _over_all_steps(name: str, torch_name: str) -> LayerKind:
    return LayerKind(
        name=name, family="pooling", parameters=(), output_shape=_features, mask="uses", torch_name=torch_name
    )


MAX_POOLING_2D: Final = _over_map("MaxPooling2D", "nn.MaxPool2d")
"""The largest value of each window; ``strides`` ``None`` takes ``pool_size``."""

AVERAGE_POOLING_2D: Final = _over_map("AveragePooling2D", "nn.AvgPool2d")
"""The mean of each window; with padding ``same`` the padded cells are not counted, as in Keras."""

MAX_POOLING_1D: Final = _over_sequence("MaxPooling1D", "nn.MaxPool1d")
"""The largest value of each window of steps."""

AVERAGE_POOLING_1D: Final = _over_sequence("AveragePooling1D", "nn.AvgPool1d")
"""The mean of each window of steps; with padding ``same`` the padded steps are not counted."""

GLOBAL_AVERAGE_POOLING_2D: Final = _over_all_of_a_map("GlobalAveragePooling2D", "nn.AdaptiveAvgPool2d(1)")
"""The mean of each channel over the whole map: ``(height, width, channels)`` to ``(channels,)``."""

GLOBAL_MAX_POOLING_2D: Final = _over_all_of_a_map("GlobalMaxPooling2D", "nn.AdaptiveMaxPool2d(1)")
"""The largest value of each channel in the whole map."""

GLOBAL_AVERAGE_POOLING_1D: Final = _over_all_steps("GlobalAveragePooling1D", "nn.AdaptiveAvgPool1d(1)")
"""The mean of each feature over the real steps: ``(steps, features)`` to ``(features,)``; zeros where no step is real.
"""

GLOBAL_MAX_POOLING_1D: Final = _over_all_steps("GlobalMaxPooling1D", "nn.AdaptiveMaxPool1d(1)")
"""The largest value of each feature among the real steps; zeros where no step is real."""

KINDS: Final = (
    MAX_POOLING_2D,
    AVERAGE_POOLING_2D,
    GLOBAL_AVERAGE_POOLING_2D,
    GLOBAL_MAX_POOLING_2D,
    MAX_POOLING_1D,
    AVERAGE_POOLING_1D,
    GLOBAL_AVERAGE_POOLING_1D,
    GLOBAL_MAX_POOLING_1D,
)
