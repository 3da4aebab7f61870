"""Recurrent layers: they read ``(steps, features)`` one step after the other.

With ``bidirectional`` a second cell with weights of its own reads the sequence from its end, and ``merge_mode`` joins
both. Without ``return_sequences`` each direction gives what it has after its own last step: the backward one has then
read the whole sequence and stands at the first step (as Keras').

Weights: ``kernel``, ``recurrent_kernel`` and ``bias`` of the forward direction, and, where there is one,
``backward_kernel``, ``backward_recurrent_kernel`` and ``backward_bias`` of the other.

``dropout`` has Keras' meaning: in training, each sample loses a share of its *input features*, the same ones at every
step, the others are scaled by ``1 / (1 - dropout)``; each direction draws for itself. (PyTorch's ``dropout`` lies
between stacked layers and is drawn anew for every number: here, a Dropout layer between two LSTM does that.)

A step that is masked is skipped: the state stays, the output there is zero. The last output is that after the last
step that counts; a row without any gives zeros.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from deepdesk.model.description import Shape
from deepdesk.model.kinds.activations import USE_BIAS
from deepdesk.model.kinds.base import WEIGHTED, Initializer, LayerKind, Parameter, Params, WeightSpec
from deepdesk.model.kinds.geometry import sequence_input

BACKWARD: Final = "backward_"
"""What stands before the names of the backward direction's weights."""

_PARAMETERS: Final = (
    Parameter("units", "integer", 128, minimum=1, maximum=65_536),
    Parameter("return_sequences", "switch", False),
    Parameter("bidirectional", "switch", False),
    Parameter("merge_mode", "choice", "concat", choices=("concat", "sum", "mul", "ave")),
    Parameter("dropout", "number", 0.0, minimum=0.0, maximum=0.99),
)


def _output_shape(params: Params, inputs: Sequence[Shape]) -> Shape:
    steps, _ = sequence_input(inputs)
    both = params["bidirectional"] and params["merge_mode"] == "concat"
    units = params["units"] * (2 if both else 1)
    return (steps, units) if params["return_sequences"] else (units,)


def _weights(gates: int, bias: Initializer) -> Callable[[Params, Sequence[Shape]], tuple[WeightSpec, ...]]:
    def direction(params: Params, features: int, before: str) -> tuple[WeightSpec, ...]:
        units = params["units"]
        kernels = (
            WeightSpec(f"{before}kernel", (features, gates * units), "glorot_uniform", penalized=True),
            WeightSpec(f"{before}recurrent_kernel", (units, gates * units), "orthogonal", penalized=True),
        )
        return (*kernels, WeightSpec(f"{before}bias", (gates * units,), bias)) if params["use_bias"] else kernels

    def weights(params: Params, inputs: Sequence[Shape]) -> tuple[WeightSpec, ...]:
        _, features = sequence_input(inputs)
        forward = direction(params, features, "")
        return (*forward, *direction(params, features, BACKWARD)) if params["bidirectional"] else forward

    return weights


def _multiply_adds(gates: int) -> Callable[[Params, Sequence[Shape], Shape], int]:
    def multiply_adds(params: Params, inputs: Sequence[Shape], output: Shape) -> int:
        steps, features = sequence_input(inputs)
        units: int = params["units"]
        directions = 2 if params["bidirectional"] else 1
        return directions * (steps or 1) * gates * units * (features + units)

    return multiply_adds


SIMPLE_RNN: Final = LayerKind(
    name="SimpleRNN",
    family="recurrent",
    parameters=(*_PARAMETERS, Parameter("activation", "choice", "tanh", choices=("tanh", "relu")), USE_BIAS, *WEIGHTED),
    output_shape=_output_shape,
    weights=_weights(1, "zeros"),
    multiply_adds=_multiply_adds(1),
    mask="uses",
    torch_name="nn.RNN",
)
"""``h = tanh(x·kernel + h·recurrent_kernel + bias)`` (Elman, 1990), or with relu."""

LSTM: Final = LayerKind(
    name="LSTM",
    family="recurrent",
    parameters=(*_PARAMETERS, USE_BIAS, *WEIGHTED),
    output_shape=_output_shape,
    weights=_weights(4, "lstm_bias"),
    multiply_adds=_multiply_adds(4),
    mask="uses",
    torch_name="nn.LSTM",
)
"""Gates in the order i f c o, one bias of ``4 · units`` whose forget part starts at 1; tanh and sigmoid are fixed."""

GRU: Final = LayerKind(
    name="GRU",
    family="recurrent",
    parameters=(*_PARAMETERS, USE_BIAS, *WEIGHTED),
    output_shape=_output_shape,
    weights=_weights(3, "zeros"),
    multiply_adds=_multiply_adds(3),
    mask="uses",
    torch_name="nn.GRU",
)
"""PyTorch's definition (the reset gate acts after the recurrent product, Keras' ``reset_after``); gates in the order
z r h, one bias of ``3 · units``: the recurrent bias is held at zero."""

KINDS: Final = (SIMPLE_RNN, LSTM, GRU)
