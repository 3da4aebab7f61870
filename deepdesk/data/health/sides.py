"""The same thing on both sides of the split: found, or kept from happening, and what it does to a score."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Final

import numpy as np
import numpy.typing as npt

from deepdesk.data.content import TEST, TRAIN
from deepdesk.data.dataset import PART_NAMES
from deepdesk.data.dividing import group_numbers
from deepdesk.data.edits import LeaveOut, SetFields
from deepdesk.data.findings import DataAction, DataFinding
from deepdesk.data.health.estimate import Estimate, estimated
from deepdesk.data.health.look import Look
from deepdesk.data.kinds import DataKind, Parts
from deepdesk.data.split import effective_settings, split_parts

Groups = npt.NDArray[np.int64]
_FEWEST: Final = 3
"""Values of a field below which no part would get one."""
_WORTH_SAYING: Final = 0.05


def examined(look: Look, kind: DataKind) -> Iterator[DataFinding]:
    """Findings about the split, with a quick score of the naive and of the honest one where they differ."""
    if look.draft.index.report.task == "forecasting":
        return
    yield from _by_fields(look, kind)
    groups = group_numbers(look.draft, grouped=True, field=look.split.group_by)
    if groups is None:
        return
    parts = look.draft.parts
    leaking = _leaking(groups, parts)
    if leaking.any():
        yield _leak(look, kind, groups, leaking)
    yield from _empty(look, groups)
    if not leaking.any():
        yield from _prevented(look, kind, groups)


def naive_parts(look: Look) -> Parts:
    """How the samples would be divided if nothing were kept together."""
    return _divided(look, None)


def _divided(look: Look, groups: Groups | None) -> Parts:
    parts: Parts = look.draft.parts.copy()
    used = np.flatnonzero(look.used)
    labels = look.draft.labels if look.is_labelled else np.zeros(len(parts), dtype=np.int64)
    given = None if look.given is None else look.given[used]
    own = None if groups is None else groups[used]
    parts[used] = split_parts(labels[used], max(1, len(look.draft.classes)), look.draft.description.split, given, own)
    return parts


def _leaking(groups: Groups, parts: Parts) -> npt.NDArray[np.bool_]:
    """Which training samples have a companion in the test part."""
    leaking: npt.NDArray[np.bool_] = (parts == TRAIN) & np.isin(groups, groups[parts == TEST])
    return leaking


def _companions(groups: Groups, parts: Parts) -> int:
    """How many test samples have a companion in the training part."""
    return int(np.isin(groups[parts == TEST], groups[parts == TRAIN]).sum())


def _together(groups: Groups, places: npt.NDArray[np.bool_]) -> list[list[int]]:
    found: dict[int, list[int]] = {}
    for place in np.flatnonzero(np.isin(groups, groups[places])).tolist():
        found.setdefault(int(groups[place]), []).append(place)
    return [members for members in found.values() if len(members) > 1]


def _leak(look: Look, kind: DataKind, groups: Groups, leaking: npt.NDArray[np.bool_]) -> DataFinding:
    parts = look.draft.parts
    brought = look.given is not None and bool((look.given == TEST).any())
    honest: Parts = parts.copy()
    if brought:
        honest[leaking] = len(PART_NAMES)
        step: LeaveOut | SetFields = LeaveOut(samples=look.names(np.flatnonzero(leaking).tolist()))
        action = DataAction(
            id="leave_out", code="data.health.leave_leak_out", params={"count": int(leaking.sum())}, steps=(step,)
        )
    else:
        honest = _divided(look, groups)
        step = SetFields(fields={"split.grouped": True})
        action = DataAction(id="group", code="data.health.group", steps=(step,))
    params = {
        "train": int(leaking.sum()),
        "test": _companions(groups, parts),
        "tests": int((parts == TEST).sum()),
    }
    scores = _scores(look, kind, parts, honest)
    return DataFinding(
        code=f"data.health.leak_{'given' if brought else 'drawn'}{'_scored' if scores else ''}",
        severity="error",
        params=params | scores,
        samples=look.named(_together(groups, leaking)),
        actions=(action,),
    )


def _empty(look: Look, groups: Groups) -> Iterator[DataFinding]:
    """Parts that stayed empty because what belongs together cannot be divided so often."""
    asked = effective_settings(look.draft.description.split, look.given)
    parts = look.draft.parts
    wanted = {"validation": asked.validation, "test": asked.test}
    if look.given is not None and (look.given > TRAIN).any():
        wanted = {}
    empty = [name for name, share in wanted.items() if share > 0 and not (parts == PART_NAMES.index(name)).any()]
    if not empty or not look.used.any():
        return
    actions = []
    if look.split.group_by is not None:
        step = SetFields(fields={"split.group_by": None})
        params = {"field": look.split.group_by}
        actions.append(DataAction(id="no_field", code="data.health.no_field", params=params, steps=(step,)))
    elif look.split.grouped:
        step = SetFields(fields={"split.grouped": False})
        actions.append(DataAction(id="no_groups", code="data.health.no_groups", steps=(step,)))
    numbers, counts = np.unique(groups[look.used], return_counts=True)
    yield DataFinding(
        code="data.health.no_honest_split_two" if len(empty) > 1 else f"data.health.no_honest_split_{empty[0]}",
        severity="error",
        params={"groups": len(numbers), "largest": int(counts.max()), "total": int(look.used.sum())},
        actions=tuple(actions),
    )


def _prevented(look: Look, kind: DataKind, groups: Groups) -> Iterator[DataFinding]:
    naive = naive_parts(look)
    affected = _companions(groups, naive)
    if not affected:
        return
    _, member, counts = np.unique(groups[look.used], return_inverse=True, return_counts=True)
    field = look.split.group_by
    params = {
        "groups": int((counts > 1).sum()),
        "count": int((counts[member] > 1).sum()),
        "test": affected,
        "tests": int((naive == TEST).sum()),
        **({"field": field} if field else {}),
    }
    scores = _scores(look, kind, naive, look.draft.parts)
    step = SetFields(fields={"split.grouped": False, "split.group_by": None})
    compare = DataAction(id="train_naive", code="data.health.train_naive", steps=(step,))
    yield DataFinding(
        code=f"data.health.kept_apart{'_by' if field else ''}{'_scored' if scores else ''}",
        severity="note",
        params=params | scores,
        samples=look.named(_together(groups, np.isin(np.arange(len(groups)), np.flatnonzero(naive == TEST)))),
        actions=(compare,),
    )


def _by_fields(look: Look, kind: DataKind) -> Iterator[DataFinding]:
    """What the score would be if a field that samples share (a speaker, a device) were kept on one side."""
    path = look.draft.content / "groupings.json"
    if look.split.group_by is not None or look.given is not None or not look.is_labelled or not path.exists():
        return
    for field, values in json.loads(path.read_bytes()).items():
        used = np.flatnonzero(look.used).tolist()
        kinds = len({values[place] for place in used})
        groups = group_numbers(look.draft, grouped=look.split.grouped, field=field)
        if not _FEWEST <= kinds <= len(used) / 2 or groups is None:
            continue
        honest = _divided(look, groups)
        if not (honest == TEST).any() or not (_companions(groups, look.draft.parts)):
            continue
        scores = _scores(look, kind, look.draft.parts, honest)
        if not scores or scores["naive"] - scores["honest"] < _WORTH_SAYING:
            continue
        step = SetFields(fields={"split.group_by": field})
        params = {"field": field}
        yield DataFinding(
            code="data.health.field",
            severity="warning",
            params={"kinds": kinds} | params | scores,
            actions=(
                DataAction(id="group", code="data.health.group_by", params=params, steps=(step,)),
                DataAction(id="train_honest", code="data.health.train_honest", params=params, steps=(step,)),
            ),
        )


def _scores(look: Look, kind: DataKind, naive: Parts, honest: Parts) -> dict[str, float | int]:
    """The quick score on either split, empty where there is none."""
    if not look.is_labelled:
        return {}
    found: Estimate | None = estimated(look, kind, naive, honest)
    if found is None:
        return {}
    return {
        "naive": found.naive,
        "honest": found.honest,
        "naive_samples": found.naive_samples,
        "honest_samples": found.honest_samples,
    }
