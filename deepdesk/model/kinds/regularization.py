"""Layers that act in training only."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from deepdesk.model.description import Shape
from deepdesk.model.kinds.base import LayerKind, Parameter, Params, ShapeFault
from deepdesk.model.kinds.geometry import image_input, only_input, sizes_text

_RATE: Final = Parameter("rate", "number", 0.5, minimum=0.0, maximum=0.99)


def _output_shape(params: Params, inputs: Sequence[Shape]) -> Shape:
    return only_input(inputs)


def _sequence_shape(params: Params, inputs: Sequence[Shape]) -> Shape:
    shape = only_input(inputs)
    if len(shape) != 2:
        raise ShapeFault("model.fault.needs_sequence", received=sizes_text(shape))
    return shape


def _map_shape(params: Params, inputs: Sequence[Shape]) -> Shape:
    return image_input(inputs)


DROPOUT: Final = LayerKind(
    name="Dropout",
    family="regularization",
    parameters=(_RATE,),
    output_shape=_output_shape,
    mask="passes",
    torch_name="nn.Dropout",
)
"""In training, sets a share ``rate`` of the numbers to 0 and scales the others by ``1 / (1 - rate)``."""

SPATIAL_DROPOUT_1D: Final = LayerKind(
    name="SpatialDropout1D",
    family="regularization",
    parameters=(_RATE,),
    output_shape=_sequence_shape,
    mask="passes",
    torch_name="nn.Dropout1d",
)
"""Dropout of whole features of ``(steps, features)``: all steps of one at once."""

SPATIAL_DROPOUT_2D: Final = LayerKind(
    name="SpatialDropout2D",
    family="regularization",
    parameters=(_RATE,),
    output_shape=_map_shape,
    torch_name="nn.Dropout2d",
)
"""Dropout of whole channels of a map."""

GAUSSIAN_NOISE: Final = LayerKind(
    name="GaussianNoise",
    family="regularization",
    parameters=(Parameter("stddev", "number", 0.1, minimum=0.0, maximum=100.0),),
    output_shape=_output_shape,
    mask="passes",
    torch_name="x + torch.randn_like(x) * stddev",
)
"""In training, adds normal noise of deviation ``stddev`` to every number."""

KINDS: Final = (DROPOUT, SPATIAL_DROPOUT_1D, SPATIAL_DROPOUT_2D, GAUSSIAN_NOISE)
