"""Layers in which every step looks at every other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from deepdesk.model.description import Shape
from deepdesk.model.kinds.activations import USE_BIAS
from deepdesk.model.kinds.base import WEIGHTED, LayerKind, Parameter, Params, WeightSpec
from deepdesk.model.kinds.geometry import sequence_input


def _query_and_value(inputs: Sequence[Shape]) -> tuple[tuple[int | None, int], tuple[int | None, int]]:
    """Steps and features of what asks and of what is looked at: the same for a single input."""
    return sequence_input(inputs[:1]), sequence_input(inputs[-1:])


def _output_shape(params: Params, inputs: Sequence[Shape]) -> Shape:
    query, _ = _query_and_value(inputs)
    return query


def _weights(params: Params, inputs: Sequence[Shape]) -> tuple[WeightSpec, ...]:
    (_, asked), (_, shown) = _query_and_value(inputs)
    heads, size = params["num_heads"], params["key_dim"]
    kernels = {
        "query": (asked, heads, size),
        "key": (shown, heads, size),
        "value": (shown, heads, size),
        "output": (heads, size, asked),
    }
    biases = {"query": (heads, size), "key": (heads, size), "value": (heads, size), "output": (asked,)}
    found = []
    for name, shape in kernels.items():
        found.append(WeightSpec(f"{name}_kernel", shape, "glorot_uniform", penalized=True))
        if params["use_bias"]:
            found.append(WeightSpec(f"{name}_bias", biases[name], "zeros"))
    return tuple(found)


def _multiply_adds(params: Params, inputs: Sequence[Shape], output: Shape) -> int:
    (queries, asked), (values, shown) = _query_and_value(inputs)
    inner: int = params["num_heads"] * params["key_dim"]
    rows, columns = queries or 1, values or 1
    projections = 2 * rows * asked * inner + 2 * columns * shown * inner
    return projections + 2 * rows * columns * inner


MULTI_HEAD_ATTENTION: Final = LayerKind(
    name="MultiHeadAttention",
    family="attention",
    parameters=(
        Parameter("num_heads", "integer", 4, minimum=1, maximum=1_024),
        Parameter("key_dim", "integer", 32, minimum=1, maximum=65_536),
        Parameter("dropout", "number", 0.0, minimum=0.0, maximum=0.99),
        Parameter("causal", "switch", False),
        USE_BIAS,
        *WEIGHTED,
    ),
    output_shape=_output_shape,
    weights=_weights,
    multiply_adds=_multiply_adds,
    mask="uses",
    inputs=(1, 2),
    torch_name="nn.MultiheadAttention",
)
"""Scaled dot-product attention (Vaswani et al., 2017) with Keras' layout: kernels of query, key and value
``(features, heads, key_dim)``, of the output ``(heads, key_dim, features)``.

One input ``(steps, features)`` looks at itself; with two, the first asks (query) and the second is looked at (value and
key). Steps of the latter that are masked are not looked at; where nothing is left to look at, what is seen is zero and
the output is its bias alone. ``causal`` (Keras' ``use_causal_mask``) lets a step see itself and those before it only.
``dropout`` falls on the attention weights. What goes on is the mask of the first input."""

KINDS: Final = (MULTI_HEAD_ATTENTION,)
