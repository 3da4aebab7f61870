"""Layers in which every step looks at every other."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

import torch
from torch import nn
from torch.nn import functional as F

from deepdesk.backends.plan import PlannedLayer
from deepdesk.backends.torch.weights import Array, Built, Place


class MultiHeadAttention(nn.Module):
    """Keras' multi-head attention over ``(batch, steps, features)``; the head size is free of the features.

    Args:
        asked, shown: features of the query, and of the value and key.
        heads, size: how many heads, and how many numbers each compares.
        inputs: 1: a sequence looks at itself, 2: the first at the second.
        bias, causal, dropout: as described.
    """

    def __init__(
        self, asked: int, shown: int, *, heads: int, size: int, inputs: int, bias: bool, causal: bool, dropout: float
    ) -> None:
        super().__init__()
        inner = heads * size
        self.query = nn.Linear(asked, inner, bias=bias)
        self.key = nn.Linear(shown, inner, bias=bias)
        self.value = nn.Linear(shown, inner, bias=bias)
        self.output = nn.Linear(inner, asked, bias=bias)
        self.heads = heads
        self.inputs = inputs
        self.causal = causal
        self.dropout = dropout

    def forward(self, *given: torch.Tensor) -> torch.Tensor:
        """The query, the value where there are two inputs, and the value's mask where there is one."""
        query, value = given[0], given[self.inputs - 1]
        mask = given[self.inputs] if len(given) > self.inputs else None
        seen = self._seen(
            self._in_heads(self.query, query), self._in_heads(self.key, value), self._in_heads(self.value, value), mask
        )
        found: torch.Tensor = self.output(seen.transpose(1, 2).flatten(2))
        return found

    def _in_heads(self, part: nn.Module, x: torch.Tensor) -> torch.Tensor:
        """``(batch, steps, features)`` to ``(batch, heads, steps, size)``."""
        projected: torch.Tensor = part(x)
        return projected.unflatten(-1, (self.heads, -1)).transpose(1, 2)

    def _seen(
        self, query: torch.Tensor, key: torch.Tensor, value: torch.Tensor, mask: torch.Tensor | None
    ) -> torch.Tensor:
        """What each head sees, ``(batch, heads, steps, size)``; zero where nothing is left to look at."""
        share = self.dropout if self.training else 0.0
        if mask is None:
            return F.scaled_dot_product_attention(query, key, value, dropout_p=share, is_causal=self.causal)
        allowed = mask[:, None, None, :]
        if self.causal:
            allowed = allowed & torch.ones((query.shape[2], key.shape[2]), dtype=torch.bool, device=mask.device).tril()
        nothing = ~allowed.any(dim=-1, keepdim=True)
        seen = F.scaled_dot_product_attention(query, key, value, attn_mask=allowed | nothing, dropout_p=share)
        return seen.masked_fill(nothing, 0.0)


def _into_heads(heads: int) -> tuple[Callable[[Array], Array], Callable[[Array], Array]]:
    """``(heads·size, features)`` to ``(features, heads, size)`` and back."""
    return (
        lambda array: array.T.reshape(array.shape[1], heads, -1),
        lambda array: array.reshape(array.shape[0], -1).T,
    )


def _out_of_heads(heads: int) -> tuple[Callable[[Array], Array], Callable[[Array], Array]]:
    """``(features, heads·size)`` to ``(heads, size, features)`` and back."""
    return (
        lambda array: array.T.reshape(heads, -1, array.shape[0]),
        lambda array: array.reshape(-1, array.shape[2]).T,
    )


def _flat(array: Array) -> Array:
    """``(heads, size)`` in one row."""
    return array.reshape(-1)


def multi_head_attention(layer: PlannedLayer) -> Built:
    """``MultiHeadAttention``."""
    params = layer.params
    asked, shown = layer.input_shapes[0][-1], layer.input_shapes[-1][-1]
    assert asked is not None and shown is not None
    heads = params["num_heads"]
    module = MultiHeadAttention(
        asked,
        shown,
        heads=heads,
        size=params["key_dim"],
        inputs=len(layer.input_shapes),
        bias=params["use_bias"],
        causal=params["causal"],
        dropout=float(params["dropout"]),
    )
    places = {"output_kernel": Place(module.output, "weight", *_out_of_heads(heads))}
    for name, part in (("query", module.query), ("key", module.key), ("value", module.value)):
        places[f"{name}_kernel"] = Place(part, "weight", *_into_heads(heads))
        if params["use_bias"]:
            places[f"{name}_bias"] = Place(part, "bias", lambda array: array.reshape(heads, -1), _flat)
    if params["use_bias"]:
        places["output_bias"] = Place(module.output, "bias")
    return Built(module, places)


LAYERS: Final[Mapping[str, Callable[[PlannedLayer], Built]]] = MappingProxyType(
    {
        "MultiHeadAttention": multi_head_attention,
    }
)
