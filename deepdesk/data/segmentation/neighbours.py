"""Frames that follow each other on both sides of the split: what looks alike makes a score look better than it is."""

from __future__ import annotations

import itertools
import json
import re
from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt

from deepdesk.data.dataset import LEFT_OUT
from deepdesk.data.edits import LeaveOut, SetFields
from deepdesk.data.findings import DataAction, DataFinding
from deepdesk.data.segmentation.preparing import SEQUENCE, sequence_of

if TYPE_CHECKING:
    from deepdesk.data.kinds import Draft

ALIKE: Final = 0.8
"""Correlation of two small grey pictures from which on they show the same scene."""
_SIDE: Final = 16
_KEPT: Final = 100
_SMALLEST_GROUPS: Final = 3


def neighbours_across(draft: Draft) -> tuple[DataFinding, ...]:
    """Pairs of frames next to each other by the numbers in their names, alike, and in different parts."""
    order = sorted(range(len(draft.names)), key=lambda place: _in_sequence(draft.names[place]))
    sequences = [sequence_of(name) for name in draft.names]
    parts = draft.parts
    near = [
        (first, second)
        for first, second in itertools.pairwise(order)
        if sequences[first] == sequences[second]
        and parts[first] != parts[second]
        and LEFT_OUT not in (parts[first], parts[second])
    ]
    if not near:
        return ()
    images = np.load(draft.content / "thumbnails.npy", mmap_mode="r")
    alike = [pair for pair in near if _correlation(images[pair[0]], images[pair[1]]) >= ALIKE]
    if not alike:
        return ()
    finding = DataFinding(
        code="data.segmentation.finding.neighbours",
        params={"count": len(alike)},
        samples=tuple((draft.names[first], draft.names[second]) for first, second in alike[:_KEPT]),
        actions=(*_actions(draft), _left_out(draft, alike)),
    )
    return (finding,)


def _actions(draft: Draft) -> tuple[DataAction, ...]:
    """Keeping sequences together, where there are enough of them and the parts are ours to draw."""
    path = draft.content / "groupings.json"
    if not path.exists() or draft.index.report.parts:
        return ()
    known = json.loads(path.read_bytes()).get(SEQUENCE, [])
    split = draft.description.split
    if len(set(known)) < _SMALLEST_GROUPS or (split is not None and split.group_by == SEQUENCE):
        return ()
    step = SetFields(fields={"split.group_by": SEQUENCE})
    return (DataAction(id="group_sequences", code="data.segmentation.action.group_sequences", steps=(step,)),)


def _left_out(draft: Draft, alike: list[tuple[int, int]]) -> DataAction:
    """Taking the frame on the side of the training away: the score then speaks of others."""
    rest = sorted({min(pair, key=lambda place: int(draft.parts[place])) for pair in alike})
    step = LeaveOut(samples=tuple(draft.names[place] for place in rest))
    params = {"count": len(rest)}
    return DataAction(id="leave_out", code="data.segmentation.action.leave_near_out", params=params, steps=(step,))


def _in_sequence(name: str) -> tuple[str, int, str]:
    numbers = re.search(r"(\d{1,15})\D*$", name.rpartition("/")[2])
    return sequence_of(name), int(numbers[1]) if numbers else 0, name


def _correlation(first: npt.NDArray[np.uint8], second: npt.NDArray[np.uint8]) -> float:
    """Of two thumbnails, uint8 ``(side, side, channels)``, made small and grey; -1 to 1."""
    small = [_small(first), _small(second)]
    spread = [float(np.sqrt((one**2).sum())) for one in small]
    if min(spread) < 1e-6:
        return 0.0
    return float((small[0] * small[1]).sum() / (spread[0] * spread[1]))


def _small(pixels: npt.NDArray[np.uint8]) -> npt.NDArray[np.float64]:
    grey = pixels.astype(np.float64).mean(axis=-1)
    step = max(1, len(grey) // _SIDE)
    trimmed = grey[: step * _SIDE, : step * _SIDE]
    blocks = trimmed.reshape(_SIDE, step, _SIDE, step).mean(axis=(1, 3))
    centred: npt.NDArray[np.float64] = blocks - blocks.mean()
    return centred
