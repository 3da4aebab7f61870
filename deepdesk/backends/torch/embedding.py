"""Layers that turn token numbers into vectors, and masks of sequences."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

import torch
from torch import nn

from deepdesk.backends.plan import PlannedLayer
from deepdesk.backends.torch.weights import Built, Place


class Tokens(nn.Embedding):
    """Token numbers ``(batch, steps)``, float32, to rows ``(batch, steps, output_dim)``."""

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """The row of each token."""
        return super().forward(x.long())

    def mask(self, x: torch.Tensor) -> torch.Tensor:
        """``(batch, steps)``, true where the token is not 0."""
        return x.long() != 0


class Masking(nn.Module):
    """Steps whose features all equal ``mask_value`` become zero and do not count."""

    def __init__(self, mask_value: float) -> None:
        super().__init__()
        self.mask_value = mask_value

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Same shape as ``x``."""
        return x * self.mask(x).unsqueeze(-1)

    def mask(self, x: torch.Tensor) -> torch.Tensor:
        """``(batch, steps)``, true where a feature differs from the value."""
        return (x != self.mask_value).any(dim=-1)


def embedding(layer: PlannedLayer) -> Built:
    """``Embedding``."""
    module = Tokens(layer.params["input_dim"], layer.params["output_dim"])
    return Built(module, {"embeddings": Place(module, "weight")})


def masking(layer: PlannedLayer) -> Built:
    """``Masking``."""
    return Built(Masking(float(layer.params["mask_value"])))


LAYERS: Final[Mapping[str, Callable[[PlannedLayer], Built]]] = MappingProxyType(
    {
        "Embedding": embedding,
        "Masking": masking,
    }
)
