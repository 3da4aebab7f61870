"""Layers that make maps larger or smaller without weights."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from deepdesk.backends.plan import PlannedLayer
from deepdesk.backends.torch.weights import Built

LAYERS: Final[Mapping[str, Callable[[PlannedLayer], Built]]] = MappingProxyType({})
