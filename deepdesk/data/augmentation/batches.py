"""Batches of training samples, varied as the description asks."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from deepdesk.data.dataset import Dataset, Floats, Indices, Targets


def varied(dataset: Dataset, indices: Indices, *, seed: int, epoch: int) -> tuple[Floats, Targets]:
    """Input and what is to come out for these samples (see :meth:`deepdesk.data.dataset.Dataset.training_batch`)."""
    return dataset.batch(indices), dataset.targets(indices)
