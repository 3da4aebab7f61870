"""Layers that act in training only."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from deepdesk.model.description import Shape
from deepdesk.model.kinds.base import LayerKind, Parameter, Params
from deepdesk.model.kinds.geometry import only_input


def _output_shape(params: Params, inputs: Sequence[Shape]) -> Shape:
    return only_input(inputs)


DROPOUT: Final = LayerKind(
    name="Dropout",
    family="regularization",
    parameters=(Parameter("rate", "number", 0.5, minimum=0.0, maximum=0.99),),
    output_shape=_output_shape,
    mask="passes",
)
"""In training, sets a share ``rate`` of the numbers to 0 and scales the others by ``1 / (1 - rate)``."""

KINDS: Final = (DROPOUT,)
