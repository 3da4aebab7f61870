"""Divides groups of samples: whole groups on one side, every class in every part as nearly as they allow."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from deepdesk.core.randomness import generator
from deepdesk.data.content import TRAIN

Labels = npt.NDArray[np.int64]
Parts = npt.NDArray[np.uint8]
Floats = npt.NDArray[np.floating]
_PARTS: Final = 3


@dataclass(frozen=True)
class _Group:
    """Samples that stay together: their places, their classes, and how many are of each."""

    places: Labels
    classes: Labels
    counts: Labels


def grouped_parts(labels: Labels, classes: int, groups: Labels, fractions: Mapping[int, float], seed: int) -> Parts:
    """The part of each sample, uint8 ``(samples,)``; samples of one group get the same.

    The largest groups are placed first, each where the sum over parts and classes of (samples - wanted)² / wanted grows
    least; samples without companions then even out what is left; at last a part that got nothing takes the smallest
    group that training can spare.

    Args:
        labels: int64 ``(samples,)``, 0 to ``classes`` - 1.
        classes: how many classes there are.
        groups: int64 ``(samples,)``, any numbers.
        fractions: of the parts beside training, each 0 to 1.
        seed: of the draw.
    """
    parts: Parts = np.full(len(labels), TRAIN, dtype=np.uint8)
    if not len(labels):
        return parts
    shares = np.zeros(_PARTS)
    for part, fraction in fractions.items():
        shares[part] = fraction
    shares[TRAIN] = 1 - shares.sum()
    wanted = shares[:, np.newaxis] * np.bincount(labels, minlength=classes)
    placed = np.zeros((_PARTS, classes))
    found, alone = _together(labels, groups, seed)
    for group in found:
        part = _best(group, wanted, placed)
        parts[group.places] = part
        placed[part, group.classes] += group.counts
    _fill(parts, labels, alone, wanted, placed, seed)
    _give_to_empty(parts, labels, groups, shares)
    return parts


def rounded(exact: Floats, room: Labels, target: int) -> Labels:
    """Whole numbers, at most ``room`` each, near ``exact``, whose sum is ``target`` (at most that of ``room``)."""
    take: Labels = np.minimum(np.floor(exact).astype(np.int64), room)
    order = np.argsort(-(exact - np.floor(exact)), kind="stable")
    while take.sum() < target:
        for number in order:
            if take.sum() < target and take[number] < room[number]:
                take[number] += 1
    return take


def _together(labels: Labels, groups: Labels, seed: int) -> tuple[list[_Group], Labels]:
    """Groups of several samples, the largest first and else in drawn order, and the places of all other samples."""
    order = np.argsort(groups, kind="stable").astype(np.int64)
    starts = np.flatnonzero(np.diff(groups[order], prepend=groups[order[0]] - 1))
    members = np.split(order, starts[1:])
    drawn = generator(seed, "split", "groups").permutation(len(members))
    alone = np.array([members[place][0] for place in range(len(members)) if len(members[place]) == 1], dtype=np.int64)
    several = sorted((place for place in drawn if len(members[place]) > 1), key=lambda place: -len(members[place]))
    found = []
    for place in several:
        kinds, counts = np.unique(labels[members[place]], return_counts=True)
        found.append(_Group(members[place], kinds, counts.astype(np.int64)))
    return found, np.sort(alone)


def _best(group: _Group, wanted: Floats, placed: Floats) -> int:
    there, aim = placed[:, group.classes], wanted[:, group.classes]
    grown = group.counts * (2 * (there - aim) + group.counts)
    with np.errstate(divide="ignore", invalid="ignore"):
        worse = np.where(aim > 0, grown / aim, np.inf).sum(axis=1)
    return int(np.argmin(worse))


def _fill(parts: Parts, labels: Labels, alone: Labels, wanted: Floats, placed: Floats, seed: int) -> None:
    """Gives samples without companions to the parts that still lack some of their class."""
    classes = wanted.shape[1]
    members = [
        generator(seed, "split", number).permutation(alone[labels[alone] == number]) for number in range(classes)
    ]
    # A class keeps a training sample: of its groups, or else one of these.
    room = np.array([len(own) for own in members], dtype=np.int64) - (placed[TRAIN] == 0)
    room = np.maximum(room, 0)
    start = np.zeros(classes, dtype=np.int64)
    for part in range(_PARTS - 1, TRAIN, -1):
        lacking = np.maximum(wanted[part] - placed[part], 0)
        target = min(round(float(wanted[part].sum() - placed[part].sum())), int(room.sum()))
        take = rounded(np.minimum(lacking, room), room, target)
        for own, first, number in zip(members, start, take, strict=True):
            parts[own[first : first + number]] = part
        start, room = start + take, room - take


def _give_to_empty(parts: Parts, labels: Labels, groups: Labels, shares: Floats) -> None:
    """A part that got nothing takes the smallest group that another part can spare, where there is one."""
    for part in range(_PARTS - 1, TRAIN, -1):
        if shares[part] <= 0 or (parts == part).any():
            continue
        held = np.bincount(labels[parts == TRAIN], minlength=int(labels.max()) + 1)
        numbers, counts = np.unique(groups[parts == TRAIN], return_counts=True)
        for number in numbers[np.argsort(counts, kind="stable")]:
            chosen = groups == number
            own = np.bincount(labels[chosen], minlength=len(held))
            if not ((own > 0) & (own >= held)).any():
                parts[chosen] = part
                break
