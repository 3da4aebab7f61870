"""How trained weights lie elsewhere, and the way from there to the neutral layout; numpy only.

Neutral is Keras' own layout: kernels channels-last with the filters at the end, gates i f c o (LSTM) and z r h (GRU),
one bias. PyTorch keeps filters first, rows for gates (GRU: r z n) and two biases.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from deepdesk.model.weight_names import Layout, Sizes

Array = npt.NDArray[Any]


def same(array: Array) -> Array:
    """The neutral layout is PyTorch's own."""
    return array


def turned(array: Array) -> Array:
    """``(outputs, inputs)`` and ``(inputs, outputs)``, either way."""
    return array.T


def kernel_to_neutral(array: Array) -> Array:
    """``(filters, channels, rows, columns)`` to ``(rows, columns, channels, filters)``."""
    return array.transpose(2, 3, 1, 0)


def kernel_from_neutral(array: Array) -> Array:
    """``(rows, columns, channels, filters)`` to ``(filters, channels, rows, columns)``."""
    return array.transpose(3, 2, 0, 1)


def steps_kernel(array: Array) -> Array:
    """``(filters, features, steps)`` and ``(steps, features, filters)``, either way."""
    return array.transpose(2, 1, 0)


def depthwise_to_neutral(array: Array, *, each: int) -> Array:
    """``(channels · each, 1, rows, columns)`` to ``(rows, columns, channels, each)``."""
    results, _, rows, columns = array.shape
    return array.transpose(2, 3, 0, 1).reshape(rows, columns, results // each, each)


def depthwise_from_neutral(array: Array) -> Array:
    """``(rows, columns, channels, each)`` to ``(channels · each, 1, rows, columns)``."""
    rows, columns, channels, each = array.shape
    return array.reshape(rows, columns, channels * each, 1).transpose(2, 3, 0, 1)


def _swapped(array: Array) -> Array:
    first, second, third = np.split(array, 3, axis=0)
    return np.concatenate([second, first, third], axis=0)


def gru_kernel_to_neutral(array: Array) -> Array:
    """Gates r z n in rows to z r h in columns."""
    return _swapped(array).T


def gru_kernel_from_neutral(array: Array) -> Array:
    """Gates z r h in columns to r z n in rows."""
    return _swapped(array.T)


def gru_bias(array: Array) -> Array:
    """Gates r z n and z r h, either way."""
    return _swapped(array)


def flattened_rows(array: Array, *, map_shape: Sizes) -> Array:
    """``(units, channels · height · width)``, as PyTorch flattens a map, to ``(height · width · channels, units)``."""
    height, width, channels = map_shape
    units = array.shape[0]
    return array.reshape(units, channels, height, width).transpose(2, 3, 1, 0).reshape(-1, units)


@dataclass(frozen=True)
class Goal:
    """One array of our network that is to be filled.

    Attributes:
        kind: of its layer.
        weight: its neutral name, without a ``backward_`` before it.
        shape: in the neutral layout.
        map_shape: of a Dense layer's kernel behind a Flatten: the map ``(height, width, channels)`` that was flattened.
    """

    kind: str
    weight: str
    shape: Sizes
    map_shape: Sizes | None = None


Convert = Callable[[Sequence[Array]], Array]
"""From the arrays of the file to one array in the neutral layout."""


def _one(turn: Callable[[Array], Array]) -> Convert:
    return lambda arrays: turn(arrays[0])


def _reversed(sizes: Sizes) -> Sizes:
    return tuple(reversed(sizes))


def _torch_kernel(goal: Goal, sizes: Sizes) -> Convert | None:
    """Kernels of the kinds that PyTorch turns round."""
    if goal.kind == "DepthwiseConv2D" or goal.weight == "depthwise_kernel":
        if len(goal.shape) != 4 or len(sizes) != 4:
            return None
        rows, columns, channels, each = goal.shape
        fits = sizes == (channels * each, 1, rows, columns)
        return _one(lambda array: depthwise_to_neutral(array, each=each)) if fits else None
    if len(goal.shape) == 4 and len(sizes) == 4:
        fits = (*sizes[2:], sizes[1], sizes[0]) == goal.shape
        return _one(kernel_to_neutral) if fits else None
    if len(goal.shape) not in (2, 3) or _reversed(sizes) != goal.shape:
        return None
    if goal.kind == "GRU":
        return _one(gru_kernel_to_neutral)
    if goal.kind == "Dense" and goal.map_shape is not None:
        map_shape = goal.map_shape
        return _one(lambda array: flattened_rows(array, map_shape=map_shape))
    return _one(_transposed)


def _transposed(array: Array) -> Array:
    return array.transpose(tuple(reversed(range(array.ndim))))


def _torch_bias(goal: Goal, shapes: Sequence[Sizes]) -> Convert | None:
    """One bias of a recurrent layer out of the two that PyTorch has, whose sum is all that counts."""
    if any(sizes != goal.shape for sizes in shapes):
        return None
    turn = gru_bias if goal.kind == "GRU" else same
    return lambda arrays: turn(_sum(arrays))


def _sum(arrays: Sequence[Array]) -> Array:
    return np.asarray(np.sum(np.stack(arrays), axis=0, dtype=np.float32))


def _keras(goal: Goal, shapes: Sequence[Sizes]) -> Convert | None:
    if len(shapes) != 1:
        return None
    if shapes[0] == goal.shape:
        return _one(same)
    if goal.kind == "GRU" and goal.weight == "bias" and shapes[0] == (2, *goal.shape):
        return lambda arrays: _sum(tuple(arrays[0]))
    return None


def is_exact(layout: Layout, goal: Goal, arrays: Sequence[Array]) -> bool:
    """Whether nothing of the meaning is lost.

    The second bias of a GRU's candidate lies behind the reset gate, where one bias cannot stand for it; a GRU that
    resets before the product has a single bias in Keras.
    """
    if goal.kind != "GRU" or goal.weight != "bias" or layout == "neutral":
        return True
    units = goal.shape[0] // 3
    if layout == "torch":
        return len(arrays) < 2 or not arrays[1][2 * units :].any()
    return arrays[0].ndim == 2 and not arrays[0][1, 2 * units :].any()


def converter(layout: Layout, goal: Goal, shapes: Sequence[Sizes]) -> Convert | None:
    """How arrays of these shapes become the goal, ``None`` where they do not fit."""
    if layout != "torch":
        return _keras(goal, shapes)
    if goal.weight == "bias" and goal.kind in RECURRENT:
        return _torch_bias(goal, shapes)
    if len(shapes) != 1:
        return None
    if goal.weight.endswith("kernel"):
        return _torch_kernel(goal, shapes[0])
    return _one(same) if shapes[0] == goal.shape else None


RECURRENT: Final = ("SimpleRNN", "LSTM", "GRU")

TORCH_NAMES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "weight": "kernel",
        "bias": "bias",
        "running_mean": "moving_mean",
        "running_var": "moving_variance",
        "weight_ih": "kernel",
        "weight_hh": "recurrent_kernel",
        "bias_ih": "bias",
        "bias_hh": "bias",
    }
)
"""What the last part of a PyTorch name is in ours; ``weight`` and ``bias`` are ``gamma`` and ``beta`` of a
normalization and ``weight`` is ``embeddings`` of an embedding."""

OTHER_NAMES: Final[Mapping[str, Mapping[str, str]]] = MappingProxyType(
    {
        "BatchNormalization": MappingProxyType({"gamma": "kernel", "beta": "bias"}),
        "LayerNormalization": MappingProxyType({"gamma": "kernel", "beta": "bias"}),
        "GroupNormalization": MappingProxyType({"gamma": "kernel", "beta": "bias"}),
        "Embedding": MappingProxyType({"embeddings": "kernel"}),
    }
)
"""By kind: as what PyTorch's names above stand for its weights."""
