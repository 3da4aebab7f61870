"""Layers that make maps larger or smaller without weights."""

from __future__ import annotations

from typing import Final

from deepdesk.model.kinds.base import LayerKind

KINDS: Final[tuple[LayerKind, ...]] = ()
