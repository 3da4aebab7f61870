"""What a file of weights holds and what becomes of it, as frozen values without the numbers."""

from __future__ import annotations

from typing import Literal

import msgspec

Sizes = tuple[int, ...]
Layout = Literal["neutral", "torch", "keras"]
"""Whose names and layouts a file of weights has; ``neutral`` is DeepDesk's own."""

How = Literal["name", "order", "shape", "chosen", "drawn"]
"""How a source was found: the layer has the same name; it is the next of its shape in order; it is the only one of its
shape; the person chose it. ``drawn``: nothing fits, and the weight is drawn from the seed as without a file."""


class MappedWeight(msgspec.Struct, frozen=True, kw_only=True):
    """One weight of the network: its source in the file (two joined by ``" + "``), both shapes, how it was found."""

    target: str
    source: str | None
    target_shape: Sizes
    source_shape: Sizes | None
    how: How


class WeightMapping(msgspec.Struct, frozen=True, kw_only=True):
    """A row for every weight of the network, in its order, and the arrays of the file that nothing uses."""

    rows: tuple[MappedWeight, ...]
    unused: tuple[str, ...] = ()

    @property
    def used(self) -> int:
        """How many weights come from the file."""
        return sum(row.source is not None for row in self.rows)

    @property
    def is_whole(self) -> bool:
        """Whether every weight has a source and every array a use."""
        return self.used == len(self.rows) and not self.unused


class WeightNames(msgspec.Struct, frozen=True, kw_only=True):
    """What a file of weights holds: shapes by name, whose layout they have, names of layers where it says them."""

    shapes: dict[str, Sizes]
    layout: Layout
    titles: dict[str, str] = {}
