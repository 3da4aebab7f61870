"""Layers that turn token numbers into vectors, and masks of sequences.

A mask is bool ``(batch, steps)``, true where a step counts. It is no part of the values: which layers it reaches is
worked out from the description (:func:`deepdesk.model.shapes.infer`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from deepdesk.model.description import Shape
from deepdesk.model.kinds.base import WEIGHTED, LayerKind, Parameter, Params, ShapeFault, WeightSpec
from deepdesk.model.kinds.geometry import only_input, sequence_input, sizes_text


def _embedded(params: Params, inputs: Sequence[Shape]) -> Shape:
    shape = only_input(inputs)
    if len(shape) != 1:
        raise ShapeFault("model.fault.needs_tokens", received=sizes_text(shape))
    return shape[0], params["output_dim"]


def _weights(params: Params, inputs: Sequence[Shape]) -> tuple[WeightSpec, ...]:
    return (WeightSpec("embeddings", (params["input_dim"], params["output_dim"]), "uniform", penalized=True),)


def _same_sequence(params: Params, inputs: Sequence[Shape]) -> Shape:
    return sequence_input(inputs)


EMBEDDING: Final = LayerKind(
    name="Embedding",
    family="embedding",
    parameters=(
        Parameter("input_dim", "integer", 10_000, minimum=1, maximum=10_000_000),
        Parameter("output_dim", "integer", 64, minimum=1, maximum=65_536),
        Parameter("mask_zero", "switch", False),
        *WEIGHTED,
    ),
    output_shape=_embedded,
    weights=_weights,
    mask="makes",
    mask_switch="mask_zero",
    torch_name="nn.Embedding",
)
"""Token numbers ``(steps,)``, float32 whole numbers from 0 to ``input_dim - 1``, to rows ``(steps, output_dim)`` of the
weight ``embeddings``. With ``mask_zero`` the steps whose token is 0 are masked; the row 0 stays and can be learnt."""

MASKING: Final = LayerKind(
    name="Masking",
    family="embedding",
    parameters=(Parameter("mask_value", "number", 0.0, minimum=-1e9, maximum=1e9),),
    output_shape=_same_sequence,
    mask="makes",
    torch_name="nn.utils.rnn.pack_padded_sequence",
)
"""Masks the steps of ``(steps, features)`` whose features all equal ``mask_value``, and sets them to zero."""

KINDS: Final = (EMBEDDING, MASKING)
