"""Recordings ready for training."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from deepdesk.data.dataset import Dataset, Floats, Indices
from deepdesk.data.preprocessing import AudioPreprocessing


def scaled(features: npt.NDArray[np.float16], settings: AudioPreprocessing) -> Floats:
    """Network input float32: ``(count, bands, frames, 1)`` as images, ``(count, frames, bands)`` as sequences.

    Args:
        features: float16 ``(count, frames, bands)`` in decibels (or cosines of such).
        settings: with mean and deviation of each band, where these are fitted.
    """
    values: Floats = features.astype(np.float32)
    if settings.mean:
        values -= np.array(settings.mean, dtype=np.float32)
        values /= np.array(settings.deviation, dtype=np.float32)
    if settings.layout == "sequence":
        return values
    return np.ascontiguousarray(values.transpose(0, 2, 1))[..., np.newaxis]


@dataclass(frozen=True)
class AudioDataset(Dataset):
    """Recordings: ``features`` is float16 ``(samples, frames, bands)``, memory-mapped, not yet scaled."""

    preprocessing: AudioPreprocessing
    features: npt.NDArray[np.float16] = field(kw_only=True)

    def batch(self, indices: Indices) -> Floats:
        """Network input float32 ``(len(indices), *preprocessing.shape)`` of these samples."""
        return scaled(self.features[indices], self.preprocessing)
