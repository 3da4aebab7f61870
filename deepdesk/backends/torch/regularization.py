"""Layers that act in training only."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from torch import nn

from deepdesk.backends.plan import PlannedLayer
from deepdesk.backends.torch.weights import Built


def dropout(layer: PlannedLayer) -> Built:
    """``Dropout``."""
    return Built(nn.Dropout(float(layer.params["rate"])))


LAYERS: Final[Mapping[str, Callable[[PlannedLayer], Built]]] = MappingProxyType(
    {
        "Dropout": dropout,
    }
)
