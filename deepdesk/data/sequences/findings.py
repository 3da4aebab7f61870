"""What is worth a look in sequences beside what all kinds share."""

from __future__ import annotations

from typing import Final

import numpy as np

from deepdesk.data.content import TRAIN
from deepdesk.data.details import SequenceDetails
from deepdesk.data.edits import SetFields
from deepdesk.data.findings import DataAction, DataFinding
from deepdesk.data.kinds import Draft
from deepdesk.data.preprocessing import SequencePreprocessing
from deepdesk.data.sequences.storing import StoredSequences

_SHARE: Final = 0.05
_LOOKED_AT: Final = 2_000


def findings(
    draft: Draft, sequences: StoredSequences, preprocessing: SequencePreprocessing, details: SequenceDetails
) -> tuple[DataFinding, ...]:
    """Sequences that are cut, features that never change, values that are missing, groups that could leak."""
    found = []
    if details.longer:
        longest = int(sequences.lengths.max())
        whole = DataAction(
            id="whole",
            code="data.sequences.action.whole",
            params={"steps": longest},
            steps=(SetFields(fields={"sequences.steps": longest}),),
        )
        drawn = DataAction(
            id="resample",
            code="data.sequences.action.resample",
            steps=(SetFields(fields={"sequences.longer": "resample"}),),
        )
        actions = (whole,) if preprocessing.longer == "resample" else (whole, drawn)
        found.append(
            DataFinding(
                code=f"data.sequences.{'drawn' if preprocessing.longer == 'resample' else 'cut'}",
                severity="note",
                params={"count": details.longer, "steps": preprocessing.steps, "longest": longest},
                actions=actions,
            )
        )
    found += _constant(draft, sequences, details)
    total = int(sequences.lengths.sum()) * max(1, len(details.features))
    if details.missing:
        share = details.missing / max(1, total)
        severity = "warning" if share > _SHARE else "note"
        params = {"count": details.missing, "percent": f"{100 * share:.1f}"}
        found.append(DataFinding(code="data.sequences.missing", severity=severity, params=params))  # type: ignore[arg-type]
    found += _groups(draft, details)
    return tuple(found)


def _constant(draft: Draft, sequences: StoredSequences, details: SequenceDetails) -> list[DataFinding]:
    """Features that have one value in the whole training part."""
    train = np.flatnonzero(draft.parts == TRAIN)[:_LOOKED_AT]
    lowest = np.full(len(details.features), np.inf)
    highest = np.full(len(details.features), -np.inf)
    for number in train.tolist():
        lowest = np.fmin(lowest, np.fmin.reduce(sequences[number], axis=0))
        highest = np.fmax(highest, np.fmax.reduce(sequences[number], axis=0))
    names = [name for name, low, high in zip(details.features, lowest, highest, strict=True) if not high > low]
    if not names or len(names) == len(details.features):
        return []
    left = tuple(name for name in details.features if name not in names)
    action = DataAction(
        id="without",
        code="data.sequences.action.without",
        params={"count": len(names)},
        steps=(SetFields(fields={"sequences.values": left}),),
    )
    actions = (action,) if details.form in ("long", "folders") else ()
    params = {"count": len(names), "names": ", ".join(names[:5])}
    return [DataFinding(code="data.sequences.constant", params=params, actions=actions)]


def _groups(draft: Draft, details: SequenceDetails) -> list[DataFinding]:
    """Sequences of one person or machine on both sides say less about another one."""
    split = draft.description.split
    if not details.groups or (split is not None and split.group_by) or (draft.content / "given.npy").exists():
        return []
    name = details.groups[0]
    action = DataAction(
        id="group_by",
        code="data.sequences.action.group_by",
        params={"column": name},
        steps=(SetFields(fields={"split.group_by": name}),),
    )
    return [DataFinding(code="data.sequences.groups", params={"column": name}, actions=(action,))]
