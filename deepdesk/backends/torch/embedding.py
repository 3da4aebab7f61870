"""Layers that turn token numbers into vectors, and masks of sequences."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from deepdesk.backends.plan import PlannedLayer
from deepdesk.backends.torch.weights import Built

LAYERS: Final[Mapping[str, Callable[[PlannedLayer], Built]]] = MappingProxyType({})
