"""Images with masks, ready for training."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from deepdesk.data.dataset import UNLABELLED, Dataset, Floats, Indices, Targets
from deepdesk.data.preprocessing import SegmentationPreprocessing
from deepdesk.data.segmentation.class_table import IGNORED

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt


@dataclass(frozen=True)
class SegmentationDataset(Dataset):
    """Images and masks at the network's size, memory-mapped.

    Attributes:
        images: uint8 ``(samples, height, width, channels)``.
        masks: uint8 ``(samples, height, width)``, class numbers, 255 where ignored.
        counts: int64 ``(samples, classes + 1)``, pixels of each class, those ignored last.
    """

    preprocessing: SegmentationPreprocessing
    images: npt.NDArray[np.uint8] = field(kw_only=True)
    masks: npt.NDArray[np.uint8] = field(kw_only=True)
    counts: npt.NDArray[np.int64] = field(kw_only=True)

    def targets(self, indices: Indices) -> Targets:
        """Class numbers int64 ``(len(indices), height, width)``, -1 where ignored."""
        import numpy as np

        numbers = self.masks[indices].astype(np.int64)
        numbers[numbers == IGNORED] = UNLABELLED
        return numbers

    def ignored_places(self, indices: Indices) -> int:
        """How many pixels of these masks are ignored."""
        return int(self.counts[indices, -1].sum())

    def batch(self, indices: Indices) -> Floats:
        """Network input float32 ``(len(indices), height, width, channels)``."""
        from deepdesk.data.images.normalization import normalized

        return normalized(self.images[indices], self.preprocessing.image)
