"""What an exported network is tried with, and how far its answers may be from ours."""

from __future__ import annotations

from typing import Final

import numpy as np

from deepdesk.backends.base import Floats
from deepdesk.core.errors import ModelError
from deepdesk.core.randomness import generator
from deepdesk.model.description import ModelDescription
from deepdesk.model.kinds import KINDS
from deepdesk.model.shapes import sources
from deepdesk.model.validation import INPUT

SAMPLES: Final = 4
STEPS: Final = 7
TOLERANCE: Final = 1e-3
"""Largest difference that rounding explains, in units of the largest output; a wrong layout is far beyond it."""


def trial_inputs(model: ModelDescription) -> Floats:
    """``(SAMPLES, …)`` float32, channels last: normal numbers, or tokens where an Embedding reads the input."""
    shape = (SAMPLES, *(STEPS if size is None else size for size in model.input.shape))
    draws = generator(0, "trial", *map(str, shape))
    tokens = [
        KINDS[layer.kind].filled(layer.params)["input_dim"]
        for layer, feeders in zip(model.layers, sources(model), strict=True)
        if layer.kind == "Embedding" and INPUT in feeders
    ]
    if tokens:
        return draws.integers(0, min(tokens), shape).astype(np.float32)
    return draws.normal(size=shape).astype(np.float32)


def difference(found: Floats, expected: Floats, *, strict: bool) -> float:
    """The largest absolute difference, in units of the largest expected output where that is above 1.

    Raises:
        ModelError: the shapes differ, or, with ``strict``, the answers are further apart than rounding explains.
    """
    if found.shape != expected.shape:
        raise ModelError("export.weight_shape", name="output", found=list(found.shape), expected=list(expected.shape))
    apart = float(np.abs(found - expected).max(initial=0.0)) / max(1.0, float(np.abs(expected).max(initial=0.0)))
    if strict and not apart <= TOLERANCE:
        raise ModelError("export.differs", difference=apart)
    return apart
