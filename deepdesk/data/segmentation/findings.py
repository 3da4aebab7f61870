"""What masks show that is worth a look."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import msgspec
import numpy as np
import numpy.typing as npt

from deepdesk.data.dataset import LEFT_OUT, PART_NAMES
from deepdesk.data.edits import LeaveOut, SetFields
from deepdesk.data.findings import DataAction, DataFinding, Severity
from deepdesk.data.segmentation.class_table import LIMIT
from deepdesk.data.segmentation.colours import unpacked
from deepdesk.data.segmentation.neighbours import neighbours_across
from deepdesk.data.settings import MaskClass

if TYPE_CHECKING:
    from deepdesk.data.kinds import Draft
    from deepdesk.data.segmentation.preparing import Filled

DOMINATING: Final = 0.8
RARE: Final = 0.01
MANY_CLASSES: Final = 64
NAMES_KEPT: Final = 500
_SHOWN: Final = 8

Counts = npt.NDArray[np.int64]


def of_masks(filled: Filled) -> tuple[DataFinding, ...]:
    """What was noticed while the masks were read: values that are no class, smooth edges, 255 left out."""
    found = []
    table, tally = filled.table, filled.tally
    if tally.unexpected:
        found.append(_unexpected(filled))
    if tally.smoothed:
        pixels = len(tally.smoothed)
        found.append(
            DataFinding(
                code="data.segmentation.finding.smooth",
                severity="note",
                params={"masks": pixels, "pixels": tally.snapped},
                samples=_single(tally.smoothed),
            )
        )
    if table.ignored_found:
        action = DataAction(
            id="learn_255",
            code="data.segmentation.action.learn_255",
            steps=(SetFields(fields={"segmentation.ignored": []}),),
        )
        found.append(DataFinding(code="data.segmentation.finding.ignored_255", severity="note", actions=(action,)))
    if len(table.classes) > MANY_CLASSES:
        found.append(DataFinding(code="data.segmentation.finding.many", params={"classes": len(table.classes)}))
    return tuple(found)


def _unexpected(filled: Filled) -> DataFinding:
    table, tally = filled.table, filled.tally
    frequent = [value for value, _ in tally.unexpected.most_common(_SHOWN)]
    values = ", ".join(f"{table.label(value)} ({tally.unexpected[value]:,})" for value in frequent)
    more = ", …" if len(tally.unexpected) > _SHOWN else ""
    actions: tuple[DataAction, ...] = ()
    if len(table.classes) + len(tally.unexpected) <= min(LIMIT, MANY_CLASSES):
        new = [
            MaskClass(name=table.label(value), value=value)
            if table.form == "indices"
            else MaskClass(name=table.label(value), colour=unpacked(value))
            for value in sorted(tally.unexpected)
        ]
        listed = [msgspec.to_builtins(one) for one in (*table.classes, *new)]
        step = SetFields(fields={"segmentation.classes": listed})
        actions = (
            DataAction(
                id="add_classes", code="data.segmentation.action.add_classes", params={"count": len(new)}, steps=(step,)
            ),
        )
    return DataFinding(
        code="data.segmentation.finding.unexpected",
        params={
            "masks": len(tally.strange),
            "values": values + more,
            "count": len(tally.unexpected),
            "pixels": tally.unexpected.total(),
        },
        samples=_single(tally.strange),
        actions=actions,
    )


def of_parts(draft: Draft, counts: Counts) -> tuple[DataFinding, ...]:
    """What depends on the samples that are used and on how they are divided.

    Args:
        draft: divided.
        counts: ``(samples, classes + 1)``, pixels of each class, those ignored last.
    """
    found = [*_missing(draft, counts), *_dominating(draft, counts), *_empty(draft, counts)]
    return (*found, *neighbours_across(draft))


def _missing(draft: Draft, counts: Counts) -> list[DataFinding]:
    """Classes that some part has no pixel of."""
    found = []
    used = counts[draft.parts != LEFT_OUT, :-1].sum(axis=0)
    for number, part in enumerate(PART_NAMES):
        chosen = draft.parts == number
        lacking = np.flatnonzero(counts[chosen, :-1].sum(axis=0) == 0) if chosen.any() else np.zeros(0, np.int64)
        names = [draft.classes[place] for place in lacking.tolist() if used[place] or part == "train"]
        if not names:
            continue
        listed = ", ".join(names[:_SHOWN]) + (", …" if len(names) > _SHOWN else "")
        params: dict[str, Any] = {"classes": listed, "count": len(names), "samples": int(chosen.sum())}
        severity: Severity = "warning" if part == "train" else "note"
        code = f"data.segmentation.finding.missing_{part}"
        actions = _another_draw(draft) if used[lacking].any() else ()
        found.append(DataFinding(code=code, severity=severity, params=params, actions=actions))
    return found


def _another_draw(draft: Draft) -> tuple[DataAction, ...]:
    """The next seed of the split, where the parts are ours to draw."""
    if draft.index.report.parts:
        return ()
    split = draft.description.split
    step = SetFields(fields={"split.seed": (split.seed if split else 0) + 1})
    return (DataAction(id="another_seed", code="data.segmentation.action.another_seed", steps=(step,)),)


def _dominating(draft: Draft, counts: Counts) -> list[DataFinding]:
    """One class that most pixels are of, or classes with hardly any: weights make them count alike."""
    total = counts[draft.parts == 0, :-1].sum(axis=0)
    pixels = int(total.sum())
    if not pixels or draft.description.balance == "weights":
        return []
    largest = int(total.argmax())
    rare = [draft.classes[place] for place in np.flatnonzero((total > 0) & (total < RARE * pixels)).tolist()]
    if total[largest] < DOMINATING * pixels and not rare:
        return []
    action = DataAction(
        id="weigh_classes", code="data.segmentation.action.weigh", steps=(SetFields(fields={"balance": "weights"}),)
    )
    params = {
        "name": draft.classes[largest],
        "share": f"{total[largest] / pixels:.0%}",
        "rare": ", ".join(rare[:_SHOWN]) + (", …" if len(rare) > _SHOWN else ""),
        "count": len(rare),
    }
    if total[largest] >= DOMINATING * pixels:
        return [DataFinding(code="data.segmentation.finding.dominating", params=params, actions=(action,))]
    return [DataFinding(code="data.segmentation.finding.rare", severity="note", params=params, actions=(action,))]


def _empty(draft: Draft, counts: Counts) -> list[DataFinding]:
    """Masks of which nothing, or one class only, is left."""
    used = draft.parts != LEFT_OUT
    labelled = counts[:, :-1]
    nothing = used & (labelled.sum(axis=1) == 0)
    single = used & ((labelled > 0).sum(axis=1) == 1)
    found = []
    for chosen, code, severity in ((nothing, "ignored_only", "warning"), (single, "one_class", "note")):
        names = [draft.names[place] for place in np.flatnonzero(chosen).tolist()]
        if not names or len(names) == used.sum():
            continue
        leave = LeaveOut(samples=tuple(names))
        action = DataAction(
            id="leave_out", code="data.segmentation.action.leave_out", params={"count": len(names)}, steps=(leave,)
        )
        found.append(
            DataFinding(
                code=f"data.segmentation.finding.{code}",
                severity="warning" if severity == "warning" else "note",
                params={"count": len(names)},
                samples=_single(names),
                actions=(action,),
            )
        )
    return found


def _single(names: list[str]) -> tuple[tuple[str, ...], ...]:
    return tuple((name,) for name in names[:NAMES_KEPT])
