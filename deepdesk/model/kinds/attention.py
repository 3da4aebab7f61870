"""Layers in which every step looks at every other."""

from __future__ import annotations

from typing import Final

from deepdesk.model.kinds.base import LayerKind

KINDS: Final[tuple[LayerKind, ...]] = ()
