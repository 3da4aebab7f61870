"""Sums over the samples of an epoch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from deepdesk.backends.base import Floats, Integers


@dataclass
class Tally:
    """Loss times samples, places that were right, and places that there were, of the epoch so far."""

    loss: float = 0.0
    right: int = 0
    places: int = 0

    def add(self, losses: Floats, right: Integers, sizes: Sequence[int], places: Sequence[int]) -> None:
        """Adds steps: mean loss, right answers, samples and places of each; a smaller batch weighs less."""
        self.loss += sum(loss * size for loss, size in zip(losses.tolist(), sizes, strict=True))
        self.right += int(right.sum())
        self.places += sum(places)
