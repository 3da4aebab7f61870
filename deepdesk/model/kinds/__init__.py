"""The layer catalogue: one family per file, all kinds by name in :data:`KINDS`."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from deepdesk.model.kinds import (
    activation,
    attention,
    convolution,
    dense,
    embedding,
    merging,
    normalization,
    pooling,
    recurrent,
    regularization,
    reshaping,
    resizing,
)
from deepdesk.model.kinds.base import LayerKind

KINDS: Final[Mapping[str, LayerKind]] = MappingProxyType(
    {
        kind.name: kind
        for family in (
            convolution,
            pooling,
            resizing,
            recurrent,
            attention,
            embedding,
            dense,
            activation,
            normalization,
            regularization,
            reshaping,
            merging,
        )
        for kind in family.KINDS
    }
)
"""Every kind of layer by Keras 3's class name, in the order of the palette."""
