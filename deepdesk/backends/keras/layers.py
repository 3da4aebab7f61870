"""The one function per kind of layer, of all families."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from deepdesk.backends.keras import (
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
from deepdesk.backends.keras.weights import Built
from deepdesk.backends.plan import PlannedLayer

LAYERS: Final[Mapping[str, Callable[[PlannedLayer], Built]]] = MappingProxyType(
    {
        name: build
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
        for name, build in family.LAYERS.items()
    }
)
"""What builds a layer, by the name of its kind."""
