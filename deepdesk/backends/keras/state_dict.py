"""Weights in Keras' own files need no Keras: :mod:`deepdesk.inference.foreign_weights` reads them, in any child."""

from __future__ import annotations

from pathlib import Path

from deepdesk.inference import foreign_weights
from deepdesk.inference.foreign_weights import ForeignWeights


def read_weights(path: Path) -> ForeignWeights:
    """The weights in any file but PyTorch's own, which only PyTorch reads (raises FormatError, OSError)."""
    return foreign_weights.read_weights(path)
