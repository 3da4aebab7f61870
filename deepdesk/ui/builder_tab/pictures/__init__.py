"""Pictures that explain the kinds of layers, drawn by code in the colours in use: :data:`PICTURES` by kind."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from deepdesk.ui.builder_tab.pictures import arranging, maps, numbers, sequences
from deepdesk.ui.builder_tab.pictures.canvas import HEIGHT, WIDTH, Canvas, Picture

PICTURES: Final[Mapping[str, Picture]] = MappingProxyType(
    {**arranging.PICTURES, **maps.PICTURES, **numbers.PICTURES, **sequences.PICTURES}
)

__all__ = ["HEIGHT", "PICTURES", "WIDTH", "Canvas", "Picture"]
