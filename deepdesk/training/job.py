"""Exactly what was asked for: data, model and configuration of one run (``job.json``)."""

from __future__ import annotations

import msgspec

from deepdesk.data.description import DatasetDescription
from deepdesk.model.description import ModelDescription
from deepdesk.training.configuration import TrainingConfiguration


class TrainingJob(msgspec.Struct, frozen=True, kw_only=True):
    """Everything a child needs to train; the same job in either framework starts from the same weights and order.

    Attributes:
        dataset: what is learnt from.
        model: what is trained.
        configuration: how.
        start_weights: path of a safetensors file in neutral names, written by DeepDesk; it may hold a part of the
            weights only: the rest is drawn from the seed. The run folder keeps a copy of its own.
    """

    dataset: DatasetDescription
    model: ModelDescription
    configuration: TrainingConfiguration
    start_weights: str | None = None
