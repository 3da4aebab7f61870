"""Disjoint sets of sample numbers: what belongs together, however it came together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt

Groups = npt.NDArray[np.int64]


class Joined:
    """Numbers 0 to ``count`` - 1, at first each by itself."""

    def __init__(self, count: int) -> None:
        self._parent = list(range(count))
        self._any = False

    def join(self, places: Sequence[int]) -> None:
        """Puts these, and all that they are with already, into one set."""
        for place in places[1:]:
            first, second = self.root(places[0]), self.root(place)
            if first != second:
                self._parent[max(first, second)] = min(first, second)
                self._any = True

    def join_all(self, sets: Iterable[Sequence[int]]) -> None:
        """Joins each of these."""
        for places in sets:
            self.join(places)

    def root(self, place: int) -> int:
        """The smallest number of the set that ``place`` is in."""
        while self._parent[place] != place:
            self._parent[place] = self._parent[self._parent[place]]
            place = self._parent[place]
        return place

    def numbers(self) -> Groups | None:
        """For each number the smallest of its set, ``None`` where every one is still by itself."""
        if not self._any:
            return None
        return np.array([self.root(place) for place in range(len(self._parent))], dtype=np.int64)

    def sets(self) -> tuple[tuple[int, ...], ...]:
        """All sets of two and more, each in ascending order."""
        found: dict[int, list[int]] = {}
        if self._any:
            for place in range(len(self._parent)):
                found.setdefault(self.root(place), []).append(place)
        return tuple(tuple(places) for places in found.values() if len(places) > 1)
