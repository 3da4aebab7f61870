"""An opened set of texts."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from deepdesk.data.dataset import Dataset, Floats, Indices
from deepdesk.data.preprocessing import TextPreprocessing

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt


@dataclass(frozen=True)
class TextDataset(Dataset):
    """Texts: ``tokens`` is int32 ``(samples, length)``, memory-mapped, 0 where a text has ended."""

    preprocessing: TextPreprocessing
    tokens: npt.NDArray[np.int32] = field(kw_only=True)

    def batch(self, indices: Indices) -> Floats:
        """Token numbers float32 ``(len(indices), length)`` of these samples."""
        import numpy as np

        return self.tokens[indices].astype(np.float32)
