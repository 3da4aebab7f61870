"""Activation functions as layers of their own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from deepdesk.model.description import Shape
from deepdesk.model.kinds.activations import ACTIVATIONS
from deepdesk.model.kinds.base import LayerKind, Parameter, Params
from deepdesk.model.kinds.geometry import last_axis, only_input


def _output_shape(params: Params, inputs: Sequence[Shape]) -> Shape:
    if params.get("activation") in ("softmax", "log_softmax"):
        last_axis(inputs)
    return only_input(inputs)


ACTIVATION_LAYER: Final = LayerKind(
    name="Activation",
    family="activation",
    parameters=(Parameter("activation", "choice", "relu", choices=ACTIVATIONS),),
    output_shape=_output_shape,
    mask="passes",
    torch_name="nn.ReLU, nn.Tanh, …",
)
"""Applies the function to every number; the shape stays."""

LEAKY_RELU: Final = LayerKind(
    name="LeakyReLU",
    family="activation",
    parameters=(Parameter("negative_slope", "number", 0.3, minimum=0.0, maximum=1.0),),
    output_shape=_output_shape,
    mask="passes",
    torch_name="nn.LeakyReLU",
)
"""``x`` above zero, ``negative_slope · x`` below (Keras' default is 0.3, PyTorch's 0.01)."""

KINDS: Final = (ACTIVATION_LAYER, LEAKY_RELU)
