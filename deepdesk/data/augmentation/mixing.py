"""Mixup: each training sample is mixed with another one of the training part (Zhang and others, 2018)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from deepdesk.data.augmentation.draws import stream
from deepdesk.data.dataset import Indices

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Partners:
    """With whom the samples of a batch are mixed.

    Attributes:
        samples: int64 ``(batch,)``, numbers of samples of the training part.
        shares: float32 ``(batch,)``, what each sample keeps of itself, 0 to 1.
    """

    samples: Indices
    shares: Floats


def drawn_partners(indices: Indices, training: Indices, alpha: float, *, seed: int, epoch: int) -> Partners:
    """A partner from ``training`` and a share from Beta(``alpha``, ``alpha``) for each sample, drawn by the sample."""
    samples = np.empty(len(indices), np.int64)
    shares = np.empty(len(indices), np.float32)
    for place, sample in enumerate(indices.tolist()):
        rng = stream(seed, "mixup", epoch, sample)
        samples[place] = training[rng.integers(0, len(training))]
        shares[place] = rng.beta(alpha, alpha)
    return Partners(samples, shares)


def mixed(own: Floats, others: Floats, shares: Floats) -> Floats:
    """``share · own + (1 − share) · other`` along the first axis, float32."""
    weights = shares.reshape(-1, *(1,) * (own.ndim - 1))
    return weights * own + (np.float32(1) - weights) * others
