"""How much memory training takes, estimated from the description alone.

The rule, in float32 (4 bytes a number):

- weights: every parameter, running statistics included;
- gradients: one number for each trained parameter;
- optimizer: its moments, two numbers for each trained parameter with Adam, one with RMSprop, none with plain SGD;
- activations: for each sample of the batch, the output of every layer, kept for the way back, and as much again for
  the gradient on that way, save for layers that work place by place, whose gradient takes the room of the next one's;
  recurrent layers keep gates, their gradients and states at every step besides, attention its projections and what
  every step makes of every other;
- the batch itself and its prepared copy.

What a framework takes for itself (its code, workspaces of convolutions: some hundred megabytes) is not counted. How
near this comes to what processes really take stands in docs/benchmarks.md; within a factor of two is meant.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

import msgspec

from deepdesk.model.kinds import KINDS
from deepdesk.model.kinds.geometry import counted
from deepdesk.model.shapes import LayerReport, NetworkReport

FLOAT: Final = 4
"""Bytes of a number."""

_MOMENTS: Final[Mapping[str, int]] = MappingProxyType({"adam": 2, "rmsprop": 1, "sgd": 0})
_GATES: Final[Mapping[str, int]] = MappingProxyType({"SimpleRNN": 1, "GRU": 3, "LSTM": 4})
_KEPT: Final = 2
"""Numbers kept for each number of an output: itself and the gradient on the way back."""
_PLACEWISE: Final = ("Activation", "Add", "BatchNormalization", "Dropout", "Multiply", "Subtract")
"""Kinds whose gradient takes the room of the one that follows: their output is kept alone."""
_VIEWS: Final = ("Flatten", "Reshape")
"""Kinds whose output is their input seen differently: nothing is copied."""


class LayerMemory(msgspec.Struct, frozen=True, kw_only=True):
    """Bytes that one layer takes in training."""

    id: str
    weights: int
    gradients: int
    optimizer: int
    activations: int

    @property
    def total(self) -> int:
        """All of it."""
        return self.weights + self.gradients + self.optimizer + self.activations


class MemoryEstimate(msgspec.Struct, frozen=True, kw_only=True):
    """Bytes that training takes: of every layer, and of the batch that comes in."""

    batch_size: int
    input: int
    layers: tuple[LayerMemory, ...]

    @property
    def weights(self) -> int:
        """Of all weights."""
        return sum(layer.weights for layer in self.layers)

    @property
    def gradients(self) -> int:
        """Of all gradients."""
        return sum(layer.gradients for layer in self.layers)

    @property
    def optimizer(self) -> int:
        """Of the optimizer's moments."""
        return sum(layer.optimizer for layer in self.layers)

    @property
    def activations(self) -> int:
        """Of what the layers keep for the way back, for the whole batch."""
        return sum(layer.activations for layer in self.layers)

    @property
    def total(self) -> int:
        """All of it."""
        return self.input + sum(layer.total for layer in self.layers)

    def fitting_batch(self, limit: int) -> int | None:
        """The largest power of two, below the batch size, whose training fits into ``limit`` bytes, if any."""
        grows = self.input + self.activations
        fixed = self.total - grows
        size = 1 << max(0, (self.batch_size - 1).bit_length() - 1)
        while size:
            if fixed + grows * size // self.batch_size <= limit:
                return size
            size //= 2
        return None


def _kept_numbers(item: LayerReport) -> int:
    """Numbers that a layer keeps for one sample until the way back has passed it."""
    if item.output_shape is None or item.kind in _VIEWS:
        return 0
    output = counted(item.output_shape)
    if item.kind in _GATES:
        steps = (item.input_shapes[0][0] if item.input_shapes else None) or 1
        width = item.output_shape[-1] or 1
        return output * _KEPT + steps * width * (2 * _GATES[item.kind] + 2)
    if item.kind == "MultiHeadAttention" and item.input_shapes:
        steps = (item.input_shapes[0][0] or 1) * (item.input_shapes[-1][0] or 1)
        return output * _KEPT * 4 + _KEPT * steps
    return output * (1 if item.kind in _PLACEWISE else _KEPT)


def training_memory(report: NetworkReport, batch_size: int, optimizer: str) -> MemoryEstimate:
    """The bytes that training a network takes by the rule above.

    Args:
        report: of :func:`deepdesk.model.shapes.infer`; layers that cannot be built count as nothing.
        batch_size: samples per step, 1 or more.
        optimizer: ``adam``, ``rmsprop`` or ``sgd``; another one counts as Adam.
    """
    moments = _MOMENTS.get(optimizer, 2)
    layers = tuple(
        LayerMemory(
            id=item.id,
            weights=FLOAT * item.parameters,
            gradients=FLOAT * item.trained_parameters,
            optimizer=FLOAT * moments * item.trained_parameters,
            activations=FLOAT * batch_size * _kept_numbers(item),
        )
        for item in report.layers
        if item.kind in KINDS
    )
    arriving = next((item.input_shapes[0] for item in report.layers if item.input_shapes), ())
    return MemoryEstimate(batch_size=batch_size, input=2 * FLOAT * batch_size * counted(arriving), layers=layers)
