"""Series ready for training: windows are cut from the scaled steps as they are asked for, never all at once."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from deepdesk.data.dataset import Dataset, Floats, Indices
from deepdesk.data.forecasting.scaling import against_last
from deepdesk.data.forecasting.steps import Grid
from deepdesk.data.forecasting.windows import following, gathered
from deepdesk.data.preprocessing import ForecastingPreprocessing


@dataclass(frozen=True)
class ForecastingDataset(Dataset):
    """Windows over series; sample ``i`` forecasts the steps from ``origins[i]`` on.

    Attributes:
        scaled: float32 ``(steps, features)`` as :class:`ForecastingPreprocessing` says, memory-mapped.
        values: float64 ``(steps, columns)`` in the columns' own units, the target first, memory-mapped.
        origins: int64 ``(samples,)``.
        times: int64 ``(steps,)`` microseconds since 1970, or numbers of steps.
        segments: int64 ``(segments, 3)``: first step, the step after the last, device.
        grid: ``None`` where rows only follow each other.
        devices: names, ``""`` where there is one.
    """

    preprocessing: ForecastingPreprocessing
    scaled: npt.NDArray[np.float32] = field(kw_only=True)
    values: npt.NDArray[np.float64] = field(kw_only=True)
    origins: npt.NDArray[np.int64] = field(kw_only=True)
    times: npt.NDArray[np.int64] = field(kw_only=True)
    segments: npt.NDArray[np.int64] = field(kw_only=True)
    grid: Grid | None = field(default=None, kw_only=True)
    devices: tuple[str, ...] = field(default=("",), kw_only=True)

    def batch(self, indices: Indices) -> Floats:
        """Network input float32 ``(len(indices), window, features)``."""
        inputs = gathered(self.scaled, self.origins[indices], self.preprocessing.window)
        return against_last(inputs, self.preprocessing.spread) if self.preprocessing.relative else inputs

    def targets(self, indices: Indices) -> Floats:
        """What is to come out: the target at the steps to come, scaled (``relative``: against the last value, in units
        of ``spread``), float32 ``(len(indices), horizon)``."""
        origins = self.origins[indices]
        wanted = following(self.scaled[:, 0], origins, self.preprocessing.horizon)
        if not self.preprocessing.relative:
            return wanted
        against: Floats = (wanted - self.scaled[origins - 1, :1]) / np.float32(self.preprocessing.spread)
        return against

    def truth(self, indices: Indices) -> npt.NDArray[np.float64]:
        """The target at the steps to come in its own unit, float64 ``(len(indices), horizon)``."""
        places = self.origins[indices][:, None] + np.arange(self.preprocessing.horizon)
        return np.asarray(self.values[places, 0], dtype=np.float64)
