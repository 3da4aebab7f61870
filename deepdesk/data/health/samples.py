"""Single samples: unreadable files, without a class, empty, far from all others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

import numpy as np

from deepdesk.data.dataset import UNLABELLED
from deepdesk.data.edits import LeaveOut
from deepdesk.data.findings import DataAction, DataFinding
from deepdesk.data.health.look import Look

_UNREADABLE: Final[Mapping[str, str]] = MappingProxyType(
    {"text": "data.health.unreadable_text", "segmentation": "data.health.unreadable_segmentation"}
)


def examined(look: Look) -> Iterator[DataFinding]:
    """Findings about single samples."""
    report = look.fitted.report
    if report.bad_count:
        yield DataFinding(
            code=_UNREADABLE.get(report.kind, "data.health.unreadable"),
            severity="warning",
            params={"count": report.bad_count, "total": report.bad_count + len(look.draft.names)},
            samples=(tuple(item.path for item in report.bad[:500]),),
        )
    if look.is_labelled:
        bare = np.flatnonzero((look.draft.labels == UNLABELLED) & look.kept)
        if len(bare):
            yield DataFinding(
                code="data.health.unlabelled",
                severity="warning",
                params={"count": len(bare), "total": len(look.draft.names)},
                samples=look.named([bare.tolist()]),
            )
    for code, places in (("blank", look.likeness.blank), ("odd", look.likeness.odd)):
        used = [place for place in places if look.used[place]]
        if used and len(used) < look.used.sum():
            out = LeaveOut(samples=look.names(used))
            kind = look.draft.index.report.kind
            yield DataFinding(
                code=f"data.health.{code}_{kind}",
                severity="note" if code == "odd" else "warning",
                params={"count": len(used), "total": int(look.used.sum())},
                samples=look.named([used]),
                actions=(DataAction(id="leave_out", code="data.health.leave_out", steps=(out,)),),
            )
    if len(look.draft.description.edits.left_out):
        names = look.draft.description.edits.left_out
        known = tuple(np.array(look.draft.names, dtype=object)[~look.kept].tolist())
        back = DataAction(id="take_back", code="data.health.take_back", steps=(LeaveOut(samples=names, back=True),))
        if known:
            yield DataFinding(
                code="data.health.left_out",
                severity="note",
                params={"count": len(known)},
                samples=(known[:500],),
                actions=(back,),
            )
