"""Labels that are probably wrong, by what a trained model says of samples that it was not trained on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import msgspec
import numpy as np
import numpy.typing as npt

from deepdesk.data.edits import LeaveOut, Relabel
from deepdesk.data.findings import DataAction, DataFinding

LIMIT: Final = 200
"""Suspects that are named, the surest first."""

Integers = npt.NDArray[np.int64]
Floats = npt.NDArray[np.floating]


class Suspect(msgspec.Struct, frozen=True, kw_only=True):
    """A sample whose label is doubted: its number, the classes (numbers) that it has and probably is, and the
    probabilities (0 to 1) of either."""

    sample: int
    label: int
    likely: int
    label_probability: float
    likely_probability: float


def suspects(probabilities: Floats, labels: Integers, samples: Integers) -> tuple[Suspect, ...]:
    """Samples whose label disagrees with a class that the model is as sure of as it usually is of that class.

    Confident learning (Northcutt, Jiang and Chuang, 2021): the threshold of a class is the mean probability that the
    samples with its label get for it. A label is doubted where another class passes its own threshold and gets more
    than the label. The order is that of the margin between the two, the surest first.

    Args:
        probabilities: ``(samples, classes)``, of a model that was not trained on these samples.
        labels: int64 ``(samples,)``.
        samples: int64 ``(samples,)``, their numbers in the data set.
    """
    if not len(labels):
        return ()
    places = np.arange(len(labels))
    own = probabilities[places, labels]
    sums = np.bincount(labels, weights=own, minlength=probabilities.shape[1])
    counts = np.bincount(labels, minlength=probabilities.shape[1])
    # A class without a sample here has no usual sureness: nothing is taken for it.
    thresholds = np.where(counts > 0, sums / np.maximum(counts, 1), np.inf)
    others = np.where(probabilities >= thresholds, probabilities, -1.0)
    others[places, labels] = -1.0
    likely = others.argmax(axis=1)
    best = others[places, likely]
    margin = best - own
    doubted = np.flatnonzero((best >= 0) & (margin > 0))
    order = doubted[np.argsort(-margin[doubted], kind="stable")]
    return tuple(
        Suspect(
            sample=int(samples[place]),
            label=int(labels[place]),
            likely=int(likely[place]),
            label_probability=float(own[place]),
            likely_probability=float(best[place]),
        )
        for place in order.tolist()
    )


def finding_of(
    found: Sequence[Suspect], looked_at: int, names: Sequence[str], classes: Sequence[str], *, held_out: bool
) -> DataFinding:
    """The suspects as a finding: the surest first, to be looked at, relabelled or left out.

    Args:
        found: of :func:`suspects`.
        looked_at: how many samples were judged.
        names: of all samples.
        classes: names by the numbers in ``found``.
        held_out: whether the model was trained on none of the samples that were judged.
    """
    code = "data.health.suspects" if held_out else "data.health.suspects_unsure"
    if not found:
        none = "data.health.no_suspects" if held_out else "data.health.no_suspects_unsure"
        return DataFinding(code=none, severity="note", params={"looked_at": looked_at})
    chosen = found[:LIMIT]
    by_class: dict[int, list[str]] = {}
    for one in chosen:
        by_class.setdefault(one.likely, []).append(names[one.sample])
    relabel = tuple(Relabel(samples=tuple(own), label=classes[likely]) for likely, own in sorted(by_class.items()))
    told = tuple(names[one.sample] for one in chosen)
    first = chosen[0]
    return DataFinding(
        code=code,
        severity="warning",
        params={
            "count": len(found),
            "looked_at": looked_at,
            "name": names[first.sample],
            "label": classes[first.label],
            "likely": classes[first.likely],
            "probability": first.likely_probability,
        },
        samples=(told,),
        actions=(
            DataAction(
                id="leave_out",
                code="data.health.suspects.leave_out",
                params={"count": len(told)},
                steps=(LeaveOut(samples=told),),
            ),
            DataAction(id="relabel", code="data.health.suspects.relabel", params={"count": len(told)}, steps=relabel),
        ),
    )
