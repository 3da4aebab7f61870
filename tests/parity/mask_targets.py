"""Targets of masks by name: class numbers with ignored pixels, weights of all classes. One table for both engines."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

BATCH, HEIGHT, WIDTH, CHANNELS, CLASSES = 3, 4, 5, 2, 3

Floats = npt.NDArray[np.float32]


def inputs() -> Floats:
    """Float32 ``(batch, height, width, channels)``."""
    return np.random.default_rng(1).normal(size=(BATCH, HEIGHT, WIDTH, CHANNELS)).astype(np.float32)


def labels(ignored: float = 0.0) -> npt.NDArray[np.int64]:
    """Class numbers int64 ``(batch, height, width)``, a share of them -1."""
    rng = np.random.default_rng(2)
    drawn = rng.integers(0, CLASSES, (BATCH, HEIGHT, WIDTH), dtype=np.int64)
    drawn[rng.random(drawn.shape) < ignored] = -1
    return drawn


def weights(given: npt.NDArray[np.int64], per_class: tuple[float, ...] = (1.0, 1.0, 1.0)) -> Floats:
    """The weight of its class where each label is, zeros where it is -1."""
    rows = np.concatenate([np.diag(per_class), np.zeros((1, CLASSES))]).astype(np.float32)
    return rows[given]


def soft() -> Floats:
    """Shares of all classes, as mixing makes them."""
    shares = np.random.default_rng(3).dirichlet(np.ones(CLASSES), size=(BATCH, HEIGHT, WIDTH))
    return shares.astype(np.float32)


def targets() -> dict[str, npt.NDArray[np.int64] | Floats]:
    """All of them."""
    some = labels(0.4)
    mixed = soft()
    mixed[:, :2] = 0
    one_only = np.full_like(some, -1)
    one_only[1, 2, 3] = 2
    return {
        "no pixel ignored": labels(),
        "some ignored": some,
        "one pixel left": one_only,
        "all ignored": np.full_like(some, -1),
        "weights of one": weights(some),
        "weights of classes": weights(some, (0.2, 1.0, 7.5)),
        "mixed": soft(),
        "mixed, some without weight": mixed,
        "no weight at all": np.zeros((BATCH, HEIGHT, WIDTH, CLASSES), np.float32),
    }


def expected(scores: Floats, wanted: npt.NDArray[np.int64] | Floats) -> tuple[float, int]:
    """Mean loss over what counts, and how many pixels are right, worked out in float64."""
    wide = scores.astype(np.float64)
    logs = wide - wide.max(-1, keepdims=True)
    logs -= np.log(np.exp(logs).sum(-1, keepdims=True))
    spread = weights(wanted) if wanted.dtype == np.int64 else np.asarray(wanted)
    total = float(spread.sum(dtype=np.float64))
    loss = -float((spread * logs).sum()) / total if total else 0.0
    counted = spread.sum(-1) > 0
    right = (wide.argmax(-1) == spread.argmax(-1)) & counted
    return loss, int(right.sum())
