"""Layers that make maps larger or smaller without weights."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from deepdesk.backends.keras.weights import Built
from deepdesk.backends.plan import PlannedLayer

LAYERS: Final[Mapping[str, Callable[[PlannedLayer], Built]]] = MappingProxyType({})
