"""What values masks hold: all of them, those that matter, and whether the rest are only smooth edges."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
import numpy.typing as npt

from deepdesk.data.segmentation.colours import unpacked
from deepdesk.data.segmentation.masks import Mask, colours_of, value_counts

Form = Literal["indices", "colours"]

PROMINENT: Final = 0.005
"""A value with a smaller share of every mask is no class by itself where edges are smooth or values are noisy."""
NEAR: Final = 24
"""Values whose channels differ by no more than this are the same one, noisily stored."""
_COVERED: Final = 0.9
_COVERED_LOSSY: Final = 0.95
"""Of usual JPEG masks 98 of 100 pixels lie near a class; where fewer do, a class was probably lost."""
_NOISE: Final = 4
_GATHERED: Final = 0.5
_OVERSHOOT: Final = 0.1
_MANY: Final = 16
_CLASSES: Final = 40


@dataclass(frozen=True)
class Seen:
    """The values in a sample of masks: pixels by value, the largest share that each has of any mask (0 to 1)."""

    form: Form
    counts: Mapping[int, int]
    largest: Mapping[int, float]
    lossy: bool


def form_of(masks: Iterable[Mask]) -> Form:
    """Colours where any mask has some, else indices."""
    return "colours" if any(mask.indices is None for mask in masks) else "indices"


def counts_of(mask: Mask, form: Form) -> dict[int, int]:
    """Pixels by value; a colour is one number (:func:`deepdesk.data.segmentation.masks.value_counts`)."""
    if form == "indices" and mask.indices is not None:
        return value_counts(mask.indices)
    return value_counts(colours_of(mask))


def look_at(masks: Iterable[Mask], form: Form) -> Seen:
    """The values of all these masks."""
    total: Counter[int] = Counter()
    largest: dict[int, float] = {}
    lossy = False
    for mask in masks:
        found = counts_of(mask, form)
        pixels = sum(found.values()) or 1
        total.update(found)
        for value, count in found.items():
            largest[value] = max(largest.get(value, 0.0), count / pixels)
        lossy = lossy or mask.lossy
    return Seen(form, dict(total), largest, lossy)


def channels(values: Iterable[int], form: Form) -> npt.NDArray[np.int64]:
    """The values as ``(values, 1 | 3)``: an index, or red, green and blue."""
    listed = list(values)
    if form == "indices":
        return np.array(listed, dtype=np.int64).reshape(-1, 1)
    return np.array([unpacked(value) for value in listed], dtype=np.int64).reshape(-1, 3)


def nearest(
    values: Iterable[int], classes: Iterable[int], form: Form
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """For each value the place of the class that is nearest, and how far off its farthest channel is."""
    distance = np.abs(channels(values, form)[:, None] - channels(classes, form)[None])
    place = distance.sum(axis=2).argmin(axis=1)
    return place, distance.max(axis=2)[np.arange(len(place)), place]


def ends_only(seen: Seen) -> tuple[int, int] | None:
    """Two values far apart of which all others are shades (a drawing in black and white); ``None`` otherwise."""
    if seen.form != "indices" or len(seen.counts) < 3:
        return None
    low, high = min(seen.counts), max(seen.counts)
    if high - low < 128:
        return None
    pixels = sum(seen.counts.values())
    inside = {value: count for value, count in seen.counts.items() if low + NEAR < value < high - NEAR}
    limit = 0.05 if seen.lossy or len(seen.counts) > _MANY else 0.01
    between = [value for value in seen.counts if low < value < high] if not seen.lossy else list(inside)
    if sum(inside.values()) > pixels * (1 - _COVERED) or any(seen.largest[value] > limit for value in between):
        return None
    return low, high


def prominent(seen: Seen) -> tuple[int, ...] | None:
    """The values that are classes where the others are noise or smooth edges; ``None`` where there are no such few."""
    chosen: list[int] = []
    for value in sorted(seen.counts, key=lambda value: (-seen.counts[value], value)):
        if seen.largest[value] < PROMINENT:
            continue
        if chosen:
            place, far = nearest([value], chosen, seen.form)
            # A sharpened edge shoots over by a little; two classes of like colours are of like size.
            rare = seen.counts[value] < _OVERSHOOT * seen.counts[chosen[int(place[0])]]
            if far[0] <= NEAR and (seen.lossy or (rare and seen.form == "colours")):
                continue
        chosen.append(value)
        if len(chosen) > _CLASSES:
            return None
    if len(chosen) < 2:
        return None
    _, far = nearest(seen.counts, chosen, seen.form)
    counts = np.array(list(seen.counts.values()))
    exact = counts[far <= (_NOISE if seen.lossy else 0)].sum() / counts.sum()
    near = counts[far <= NEAR].sum() / counts.sum()
    enough = near >= _COVERED_LOSSY and exact >= _GATHERED if seen.lossy else exact >= _COVERED
    return tuple(sorted(chosen)) if enough else None


def has_smooth_edges(seen: Seen, chosen: tuple[int, ...] | None) -> bool:
    """Whether the values beside the chosen ones are too many, and each too rare, to be classes."""
    return chosen is not None and len(seen.counts) > max(_MANY, 3 * len(chosen))
