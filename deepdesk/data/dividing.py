"""Which sample belongs to which part, for the kinds whose samples are drawn at random."""

from __future__ import annotations

import json
from collections.abc import Sequence

import numpy as np

from deepdesk.core.errors import DataError
from deepdesk.data.dataset import LEFT_OUT
from deepdesk.data.description import SplitSettings
from deepdesk.data.health.likeness import likeness_of
from deepdesk.data.joined import Groups, Joined
from deepdesk.data.kinds import Draft, Parts
from deepdesk.data.split import split_parts


def by_class(draft: Draft) -> Parts:
    """Stratified, seeded, groups kept together; samples that are left out stay so (raises DataError)."""
    used = np.flatnonzero(draft.parts != LEFT_OUT)
    given = _given(draft)
    groups = groups_of(draft)
    parts: Parts = draft.parts.copy()
    # Masks have no class each: they are divided as one.
    is_labelled = draft.index.report.task == "classification"
    parts[used] = split_parts(
        draft.labels[used] if is_labelled else np.zeros(len(used), dtype=np.int64),
        len(draft.classes) if is_labelled else 1,
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

    Samples are of one group when they are equal or look alike, when they share the field that the split is grouped by,
    or when somebody grouped them by hand; all three together.
    """
    settings = draft.description.split or SplitSettings()
    return group_numbers(draft, grouped=settings.grouped, field=settings.group_by)


def group_numbers(draft: Draft, *, grouped: bool, field: str | None) -> Groups | None:
    """As :func:`groups_of`, whatever the split is asked to respect.

    Args:
        draft: read and edited.
        grouped: join what is alike or was grouped by hand.
        field: join what shares a value of this grouping.
    """
    if not grouped and field is None:
        return None
    joined = Joined(len(draft.labels))
    if grouped:
        joined.join_all(likeness_of(draft.reading, draft.content, draft.index, draft.names).near)
        by_hand: dict[str, list[int]] = {}
        number = {name: place for place, name in enumerate(draft.names)} if draft.description.edits.groups else {}
        for name, label in draft.description.edits.groups.items():
            if name in number:
                by_hand.setdefault(label, []).append(number[name])
        joined.join_all(by_hand.values())
    if field is not None:
        joined.join_all(_by_field(draft, field))
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
