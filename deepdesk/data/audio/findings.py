"""What is worth a look in recordings."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Final

import numpy as np
import numpy.typing as npt

from deepdesk.data.audio.clips import column
from deepdesk.data.content import TEST, TRAIN
from deepdesk.data.dataset import LEFT_OUT
from deepdesk.data.details import AudioDetails
from deepdesk.data.edits import LeaveOut, SetFields
from deepdesk.data.findings import DataAction, DataFinding
from deepdesk.data.kinds import Draft
from deepdesk.data.preprocessing import AudioPreprocessing

SILENT: Final = 0.001
"""Largest value of a recording that counts as silent: 60 dB below full scale."""
CLIPPED: Final = 0.002
"""Share of the samples at full scale from which a recording counts as overdriven."""
_SHORT: Final = 0.1
_LONG: Final = 1.5
_NAMES: Final = 500

Chosen = npt.NDArray[np.bool_]


def found_in(draft: Draft, settings: AudioPreprocessing) -> tuple[DataFinding, ...]:
    """Findings about the samples that are used, the gravest first."""
    clips = np.load(draft.content / "clips.npy")
    used = draft.parts != LEFT_OUT
    return (
        *_named(draft, used & (column(clips, "peak") < SILENT), "data.audio.silent"),
        *_shared_speakers(draft),
        *_named(draft, used & (column(clips, "clipped") > CLIPPED), "data.audio.clipped"),
        *_short(draft, used, column(clips, "seconds"), settings),
        *_long(draft, used, column(clips, "seconds"), settings),
        *_rates(draft, used, column(clips, "rate"), settings),
    )


def _named(draft: Draft, chosen: Chosen, code: str, *, note: bool = False, **params: float) -> Iterator[DataFinding]:
    """One finding with the samples by name, and leaving them out as its action."""
    places = np.flatnonzero(chosen).tolist()
    if not places:
        return
    names = tuple(draft.names[place] for place in places)
    leave_out = DataAction(
        id="leave_out", code="data.audio.leave_out", params={"count": len(names)}, steps=(LeaveOut(samples=names),)
    )
    yield DataFinding(
        code=code,
        severity="note" if note else "warning",
        params={"count": len(names), "total": len(draft.names), "first": names[0], **params},
        samples=(names[:_NAMES],),
        actions=(leave_out,),
    )


def _short(
    draft: Draft, used: Chosen, seconds: npt.NDArray[np.float32], settings: AudioPreprocessing
) -> Iterator[DataFinding]:
    chosen = used & (seconds < _SHORT * settings.seconds)
    yield from _named(draft, chosen, "data.audio.short", note=True, seconds=settings.seconds)


def _long(
    draft: Draft, used: Chosen, seconds: npt.NDArray[np.float32], settings: AudioPreprocessing
) -> Iterator[DataFinding]:
    """Recordings of which much is cut off; hearing all of the longest is offered where that is bearable."""
    chosen = used & (seconds > _LONG * settings.seconds)
    for finding in _named(draft, chosen, "data.audio.long", note=True, seconds=settings.seconds):
        longest = float(np.ceil(seconds[used].max() * 10) / 10)
        step = SetFields(fields={"audio.seconds": longest})
        action = DataAction(id="longer", code="data.audio.longer", params={"seconds": longest}, steps=(step,))
        actions = (action, *finding.actions) if longest <= 3 * settings.seconds else finding.actions
        yield DataFinding(
            code=finding.code,
            severity=finding.severity,
            params=finding.params | {"longest": round(longest, 1)},
            samples=finding.samples,
            actions=actions,
        )


def _rates(
    draft: Draft, used: Chosen, rates: npt.NDArray[np.float32], settings: AudioPreprocessing
) -> Iterator[DataFinding]:
    """Several rates, above all where a class is told by its rate: recordings below the network's lack high tones."""
    kinds, counts = np.unique(rates[used].astype(np.int64), return_counts=True)
    if len(kinds) < 2:
        return
    lower = used & (rates < settings.rate)
    params = {"rates": len(kinds), "usual": int(kinds[counts.argmax()]), "rate": settings.rate}
    if lower.any():
        yield from _named(draft, lower, "data.audio.lower_rate", note=True, **params)
    else:
        yield DataFinding(code="data.audio.rates", severity="note", params=params)


def _shared_speakers(draft: Draft) -> Iterator[DataFinding]:
    """The same speaker (or whatever else the names tell) in training and in test."""
    details = draft.index.report.details
    split = draft.description.split
    if not isinstance(details, AudioDetails) or (split is not None and split.group_by is not None):
        return
    path = draft.content / "groupings.json"
    known = json.loads(path.read_bytes()) if path.exists() else {}
    for field, values in known.items():
        used = np.flatnonzero(draft.parts != LEFT_OUT)
        train = {values[place] for place in np.flatnonzero(draft.parts == TRAIN).tolist()}
        tested = np.flatnonzero(draft.parts == TEST).tolist()
        shared = sum(values[place] in train for place in tested)
        kinds = len({values[place] for place in used.tolist()})
        if field == "n" or not shared or not 3 <= kinds <= len(used) / 2:
            continue
        step = SetFields(fields={"split.group_by": field})
        action = DataAction(id="group", code="data.audio.split_by", params={"field": field}, steps=(step,))
        params = {"field": field, "kinds": kinds, "shared": shared, "test": len(tested)}
        yield DataFinding(code="data.audio.shared_field", severity="warning", params=params, actions=(action,))
