"""An opened set of sequences."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from deepdesk.data.dataset import Dataset, Floats, Indices
from deepdesk.data.preprocessing import SequencePreprocessing

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt


@dataclass(frozen=True)
class SequenceDataset(Dataset):
    """Sequences: ``inputs`` is float32 ``(samples, steps, features)``, memory-mapped, zeros behind the end of each."""

    preprocessing: SequencePreprocessing
    inputs: npt.NDArray[np.float32] = field(kw_only=True)

    def batch(self, indices: Indices) -> Floats:
        """Network input float32 ``(len(indices), steps, features)`` of these samples."""
        import numpy as np

        return np.ascontiguousarray(self.inputs[indices])
