"""Which sample belongs to which part, for the kinds whose samples are drawn at random."""

from __future__ import annotations

import json
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from deepdesk.core.errors import DataError
from deepdesk.data.dataset import LEFT_OUT
from deepdesk.data.description import SplitSettings
from deepdesk.data.kinds import Draft, Parts
from deepdesk.data.split import split_parts

Groups = npt.NDArray[np.int64]


def by_class(draft: Draft) -> Parts:
    """Stratified, seeded, groups kept together; samples that are left out stay so (raises DataError)."""
    used = np.flatnonzero(draft.parts != LEFT_OUT)
    given = _given(draft)
    groups = groups_of(draft)
    parts: Parts = draft.parts.copy()
    parts[used] = split_parts(
        draft.labels[used],
        len(draft.classes),
        draft.description.split,
        None if given is None else given[used],
        None if groups is None else groups[used],
    )
    return parts


def _given(draft: Draft) -> Parts | None:
    path = draft.content / "given.npy"
    return np.load(path) if path.exists() else None


def groups_of(draft: Draft) -> Groups | None:
    """A group number for each sample, ``None`` where every sample stands alone.

    Samples are of one group when they are equal, when they share the field that the split is grouped by, or when
    somebody grouped them by hand; all three together.
    """
    settings = draft.description.split or SplitSettings()
    if not settings.grouped and settings.group_by is None:
        return None
    joined = _Joined(len(draft.labels))
    number = {name: place for place, name in enumerate(draft.names)}
    if settings.grouped:
        for group in draft.index.report.duplicates:
            joined.join([number[name] for name in group if name in number])
        by_hand: dict[str, list[int]] = {}
        for name, label in draft.description.edits.groups.items():
            if name in number:
                by_hand.setdefault(label, []).append(number[name])
        for places in by_hand.values():
            joined.join(places)
    if settings.group_by is not None:
        for places in _by_field(draft, settings.group_by):
            joined.join(places)
    return joined.numbers()


def _by_field(draft: Draft, field: str) -> list[list[int]]:
    if field == "folder":
        values: Sequence[str] = [name.rpartition("/")[0] for name in draft.names]
    else:
        groupings = draft.content / "groupings.json"
        known = json.loads(groupings.read_bytes()) if groupings.exists() else {}
        if field not in known:
            raise DataError("data.unknown_grouping", field=field, known=", ".join([*known, "folder"]))
        values = known[field]
    places: dict[str, list[int]] = {}
    for place, value in enumerate(values):
        places.setdefault(value, []).append(place)
    return list(places.values())


class _Joined:
    """Disjoint sets of sample numbers."""

    def __init__(self, count: int) -> None:
        self._parent = list(range(count))
        self._any = False

    def join(self, places: Sequence[int]) -> None:
        for place in places[1:]:
            first, second = self._root(places[0]), self._root(place)
            if first != second:
                self._parent[max(first, second)] = min(first, second)
                self._any = True

    def _root(self, place: int) -> int:
        while self._parent[place] != place:
            self._parent[place] = self._parent[self._parent[place]]
            place = self._parent[place]
        return place

    def numbers(self) -> Groups | None:
        if not self._any:
            return None
        return np.array([self._root(place) for place in range(len(self._parent))], dtype=np.int64)
