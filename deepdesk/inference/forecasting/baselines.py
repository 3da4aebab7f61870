"""What simple rules forecast: the last value, the value one season before, a linear function of the window."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from deepdesk.data.dataset import Indices
from deepdesk.data.forecasting.dataset import ForecastingDataset
from deepdesk.data.forecasting.scaling import in_unit

Values = npt.NDArray[np.float64]

LAST_VALUE: Final = "last_value"
SEASONAL: Final = "seasonal_naive"
LINEAR: Final = "linear_autoregression"
_RIDGE: Final = 1e-3
"""Penalty a sample of the linear autoregression, on scaled features."""
_WIDE: Final = 1_500
"""Numbers in a window from which only the target is looked at."""
_BATCH: Final = 512
_MOST: Final = 20_000
"""Windows that the linear autoregression is fitted on at most, spread evenly."""


def last_value(data: ForecastingDataset, indices: Indices) -> Values:
    """The last value of each window at every step ahead, ``(len(indices), horizon)``, in the target's unit."""
    last = data.values[data.origins[indices] - 1, 0]
    return np.repeat(np.asarray(last, dtype=np.float64)[:, None], data.preprocessing.horizon, axis=1)


def seasonal_naive(data: ForecastingDataset, indices: Indices) -> Values:
    """The value one season before (or as many as it takes to be in the past); the last value where the stretch without
    a gap does not reach back so far."""
    season, origins = data.preprocessing.season, data.origins[indices]
    ahead = np.arange(data.preprocessing.horizon)
    places = origins[:, None] + ahead - season * (ahead // season + 1)
    begins = data.segments[np.searchsorted(data.segments[:, 0], origins, side="right") - 1, 0]
    reached = places >= begins[:, None]
    return np.asarray(data.values[np.where(reached, places, origins[:, None] - 1), 0], dtype=np.float64)


@dataclass
class LinearAutoregression:
    """Ridge regression from all numbers of a window to the horizon, fitted by its normal equations, to which windows
    can be added one part after the other."""

    data: ForecastingDataset
    products: Values
    right: Values
    count: int = 0

    @classmethod
    def of(cls, data: ForecastingDataset) -> LinearAutoregression:
        """One that has seen nothing yet."""
        window, features = data.preprocessing.shape
        size = window * features if window * features <= _WIDE else min(window, _WIDE)
        horizon = data.preprocessing.horizon
        return cls(data, np.zeros((size + 1, size + 1)), np.zeros((size + 1, horizon)))

    def add(self, indices: Indices) -> None:
        """Takes these windows in."""
        chosen = indices[:: -(-len(indices) // _MOST)] if len(indices) else indices
        for first in range(0, len(chosen), _BATCH):
            part = chosen[first : first + _BATCH]
            inputs = self._inputs(part)
            self.products += inputs.T @ inputs
            self.right += inputs.T @ self.data.targets(part).astype(np.float64)
        self.count += len(chosen)

    def weights(self) -> Values:
        """The solution for what was taken in, ``(numbers + 1, horizon)``."""
        penalty = np.full(len(self.products), _RIDGE * max(1, self.count))
        penalty[-1] = 1e-9
        return np.asarray(np.linalg.solve(self.products + np.diag(penalty), self.right), dtype=np.float64)

    def forecast(self, indices: Indices, weights: Values) -> Values:
        """In the target's unit, ``(len(indices), horizon)``."""
        parts = []
        for first in range(0, len(indices), _BATCH):
            part = indices[first : first + _BATCH]
            last = self.data.values[self.data.origins[part] - 1, 0]
            parts.append(in_unit(self._inputs(part) @ weights, last, self.data.preprocessing))
        return np.concatenate(parts) if parts else np.zeros((0, self.right.shape[1]))

    def _inputs(self, indices: Indices) -> Values:
        batch = self.data.batch(indices).astype(np.float64)
        flat = batch.reshape(len(batch), -1)
        if flat.shape[1] + 1 != len(self.products):
            flat = batch[:, -(len(self.products) - 1) :, 0]
        return np.concatenate([flat, np.ones((len(flat), 1))], axis=1)
