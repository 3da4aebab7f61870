"""Samples that are the same or nearly: copies, and copies that say different things."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from deepdesk.data.edits import LeaveOut, Relabel
from deepdesk.data.findings import DataAction, DataFinding
from deepdesk.data.health.look import Look


def examined(look: Look) -> Iterator[DataFinding]:
    """Copies, and samples that are nearly the same."""
    equal = look.within(look.likeness.equal)
    if equal:
        yield _copies(look, "data.health.copies", equal)
    exact = {place for group in equal for place in group}
    near = [group for group in look.within(look.likeness.near) if not exact.issuperset(group)]
    if near:
        kind = look.draft.index.report.kind
        yield _copies(look, "data.health.near_copies_text" if kind == "text" else "data.health.near_copies", near)


def contradictions(look: Look) -> Iterator[DataFinding]:
    """Copies with different classes: at least one of them is labelled wrongly."""
    equal = [group for group in look.within(look.likeness.equal) if _labels(look, group) > 1]
    if equal:
        yield _contradiction(look, "data.health.contradictions", equal)
    told = {place for group in equal for place in group}
    near = [group for group in look.within(look.likeness.near) if _labels(look, group) > 1]
    near = [group for group in near if not told.intersection(group)]
    if near:
        yield _contradiction(look, "data.health.near_contradictions", near)


def _labels(look: Look, group: Sequence[int]) -> int:
    return len({int(look.draft.labels[place]) for place in group})


def _kept_first(look: Look, group: Sequence[int]) -> list[int]:
    """Test before validation before training: a copy that is taken out of training spoils no score."""
    return sorted(group, key=lambda place: (-int(look.draft.parts[place]), place))


def _copies(look: Look, code: str, groups: list[list[int]]) -> DataFinding:
    rest = [place for group in groups for place in _kept_first(look, group)[1:]]
    out = DataAction(
        id="keep_one",
        code="data.health.keep_one",
        params={"count": len(rest)},
        steps=(LeaveOut(samples=look.names(sorted(rest))),),
    )
    params = {"groups": len(groups), "count": sum(map(len, groups)), "total": int(look.used.sum())}
    return DataFinding(code=code, severity="note", params=params, samples=look.named(groups), actions=(out,))


def _contradiction(look: Look, code: str, groups: list[list[int]]) -> DataFinding:
    everything = [place for group in groups for place in group]
    steps: list[Relabel] = []
    clear = 0
    for group in groups:
        labels = [look.label(place) for place in group]
        best = max(sorted(set(labels)), key=labels.count)
        if labels.count(best) * 2 > len(labels):
            clear += 1
            others = [place for place in group if look.label(place) != best]
            steps.append(Relabel(samples=look.names(others), label=best))
    out = DataAction(
        id="leave_out",
        code="data.health.leave_all_out",
        params={"count": len(everything)},
        steps=(LeaveOut(samples=look.names(sorted(everything))),),
    )
    majority = DataAction(id="majority", code="data.health.majority", params={"groups": clear}, steps=tuple(steps))
    if look.draft.index.report.kind == "text" and groups[0] and look.draft.names[groups[0][0]].isdecimal():
        code = f"{code}_rows"
    one, *_ = groups
    different = next(place for place in one if look.label(place) != look.label(one[0]))
    return DataFinding(
        code=code,
        severity="warning" if "near_" in code else "error",
        params={
            "groups": len(groups),
            "count": len(everything),
            "one": look.draft.names[one[0]],
            "one_class": look.label(one[0]),
            "other": look.draft.names[different],
            "other_class": look.label(different),
        },
        samples=look.named(groups),
        actions=(out, majority) if steps else (out,),
    )
