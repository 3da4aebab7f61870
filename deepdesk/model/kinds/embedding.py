"""Layers that turn token numbers into vectors, and masks of sequences."""

from __future__ import annotations

from typing import Final

from deepdesk.model.kinds.base import LayerKind

KINDS: Final[tuple[LayerKind, ...]] = ()
