"""Classes: too small to learn, out of balance, absent from a part."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np
import numpy.typing as npt

from deepdesk.data.dataset import PART_NAMES
from deepdesk.data.edits import LeaveOut, MergeClasses, SetFields
from deepdesk.data.findings import DataAction, DataFinding
from deepdesk.data.health.look import Look

TINY: Final = 10
"""Samples below which nothing about a class can be learnt and judged."""
RATIO: Final = 3.0
"""The largest class has so many times the samples of the smallest before it is worth a word."""
_NAMED: Final = 8

Counts = npt.NDArray[np.integer]


def examined(look: Look) -> Iterator[DataFinding]:
    """Findings about classes."""
    counts = np.bincount(look.draft.labels[look.used], minlength=len(look.draft.classes))
    order = np.argsort(counts, kind="stable")
    tiny = [int(number) for number in order if counts[number] < TINY]
    if tiny and len(tiny) < len(counts):
        yield _tiny(look, tiny, counts)
    rest = [int(number) for number in order if counts[number] >= TINY]
    if len(rest) > 1 and counts[rest[-1]] >= RATIO * counts[rest[0]]:
        yield _imbalance(look, rest, counts)
    yield from _absent(look, counts)


def listed(names: list[str]) -> str:
    """Some names in a row, and an ellipsis where there are more."""
    return ", ".join(names[:_NAMED]) + (", …" if len(names) > _NAMED else "")


def _tiny(look: Look, tiny: list[int], counts: Counts) -> DataFinding:
    names = [look.draft.classes[number] for number in tiny]
    places = np.flatnonzero(look.used & np.isin(look.draft.labels, tiny)).tolist()
    actions = []
    if places:
        out = LeaveOut(samples=look.names(places))
        actions.append(DataAction(id="leave_out", code="data.health.tiny.leave_out", steps=(out,)))
    if len(tiny) > 1 and places:
        # The largest of them lends its name; it can be renamed afterwards.
        into = names[-1]
        merge = MergeClasses(classes=tuple(names[:-1]), into=into)
        params = {"into": into}
        actions.append(DataAction(id="merge", code="data.health.tiny.merge", params=params, steps=(merge,)))
    return DataFinding(
        code="data.health.tiny",
        severity="warning",
        params={"count": len(tiny), "names": listed(names), "fewest": int(counts[tiny[0]]), "limit": TINY},
        samples=look.named([places]) if places else (),
        actions=tuple(actions),
    )


def _imbalance(look: Look, rest: list[int], counts: Counts) -> DataFinding:
    small, large = rest[0], rest[-1]
    weighted = look.draft.description.balance == "weights"
    weigh = DataAction(
        id="weigh", code="data.health.imbalance.weigh", steps=(SetFields(fields={"balance": "weights"}),)
    )
    plain = DataAction(id="unweigh", code="data.health.imbalance.plain", steps=(SetFields(fields={"balance": "none"}),))
    return DataFinding(
        code="data.health.imbalance_weighted" if weighted else "data.health.imbalance",
        severity="note" if weighted else "warning",
        params={
            "large": look.draft.classes[large],
            "largest": int(counts[large]),
            "small": look.draft.classes[small],
            "smallest": int(counts[small]),
            "ratio": float(counts[large] / counts[small]),
            "share": float(counts[large] / counts.sum()),
        },
        actions=(plain if weighted else weigh,),
    )


def _absent(look: Look, counts: Counts) -> Iterator[DataFinding]:
    """Classes that training or test never see, though the part is not empty."""
    for part in (0, 2):
        chosen = look.draft.labels[look.draft.parts == part]
        there = np.bincount(chosen, minlength=len(counts))
        absent = np.flatnonzero((there == 0) & (counts >= TINY))
        if not len(chosen) or not len(absent):
            continue
        names = [look.draft.classes[number] for number in absent]
        params = {"count": len(names), "names": listed(names), "samples": int(counts[absent].sum())}
        actions = []
        if look.split.group_by is not None:
            step = SetFields(fields={"split.group_by": None})
            params_by = {"field": look.split.group_by}
            actions.append(DataAction(id="no_field", code="data.health.no_field", params=params_by, steps=(step,)))
        yield DataFinding(
            code=f"data.health.absent_{PART_NAMES[part]}",
            severity="error" if part == 0 else "warning",
            params=params,
            actions=tuple(actions),
        )
