"""Figures of merit of a model on labelled data."""

from __future__ import annotations

import msgspec

from deepdesk.inference.predictions import Note


class Evaluation(msgspec.Struct, frozen=True, kw_only=True):
    """Figures of merit on ``part``: accuracy 0 to 1, mean loss, per class ``{name: {precision, recall, f1, samples}}``,
    confusion counts, rows true, columns predicted; ``notes`` say what was done to the data on the way."""

    part: str
    samples: int
    loss: float | None
    accuracy: float
    classes: tuple[str, ...]
    per_class: dict[str, dict[str, float]]
    confusion: tuple[tuple[int, ...], ...]
    notes: tuple[Note, ...] = ()
