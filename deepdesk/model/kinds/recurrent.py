"""Recurrent layers: they read ``(steps, features)`` one step after the other."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from deepdesk.model.description import Shape
from deepdesk.model.kinds.activations import USE_BIAS
from deepdesk.model.kinds.base import Initializer, LayerKind, Parameter, Params, ShapeFault, WeightSpec
from deepdesk.model.kinds.geometry import only_input, sizes_text

_PARAMETERS: Final = (
    Parameter("units", "integer", 128, minimum=1, maximum=65_536),
    Parameter("return_sequences", "switch", False),
    USE_BIAS,
)


def _sequence_input(inputs: Sequence[Shape]) -> tuple[int | None, int]:
    shape = only_input(inputs)
    if len(shape) != 2:
        raise ShapeFault("model.fault.needs_sequence", received=sizes_text(shape))
    if shape[1] is None:
        raise ShapeFault("model.fault.free_channels", received=sizes_text(shape))
    return shape[0], shape[1]


def _output_shape(params: Params, inputs: Sequence[Shape]) -> Shape:
    steps, _ = _sequence_input(inputs)
    return (steps, params["units"]) if params["return_sequences"] else (params["units"],)


def _weights(gates: int, bias: Initializer) -> Callable[[Params, Sequence[Shape]], tuple[WeightSpec, ...]]:
    def weights(params: Params, inputs: Sequence[Shape]) -> tuple[WeightSpec, ...]:
        _, features = _sequence_input(inputs)
        units = params["units"]
        kernels = (
            WeightSpec("kernel", (features, gates * units), "glorot_uniform"),
            WeightSpec("recurrent_kernel", (units, gates * units), "orthogonal"),
        )
        return (*kernels, WeightSpec("bias", (gates * units,), bias)) if params["use_bias"] else kernels

    return weights


def _multiply_adds(gates: int) -> Callable[[Params, Sequence[Shape], Shape], int]:
    def multiply_adds(params: Params, inputs: Sequence[Shape], output: Shape) -> int:
        steps, features = _sequence_input(inputs)
        units: int = params["units"]
        return (steps or 1) * gates * units * (features + units)

    return multiply_adds


LSTM: Final = LayerKind(
    name="LSTM",
    family="recurrent",
    parameters=_PARAMETERS,
    output_shape=_output_shape,
    weights=_weights(4, "lstm_bias"),
    multiply_adds=_multiply_adds(4),
    mask="uses",
)
"""Gates in the order i f c o, one bias of ``4 · units`` whose forget part starts at 1; tanh and sigmoid are fixed."""

GRU: Final = LayerKind(
    name="GRU",
    family="recurrent",
    parameters=_PARAMETERS,
    output_shape=_output_shape,
    weights=_weights(3, "zeros"),
    multiply_adds=_multiply_adds(3),
    mask="uses",
)
"""PyTorch's definition (the reset gate acts after the recurrent product, Keras' ``reset_after``); gates in the order
z r h, one bias of ``3 · units``: the recurrent bias is held at zero."""

KINDS: Final = (LSTM, GRU)
