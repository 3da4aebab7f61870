"""What the doctor is told of the data and the settings of a run."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from deepdesk.data.dataset import DataReport
from deepdesk.data.details import SequenceDetails
from deepdesk.model.findings import CheckContext, Task
from deepdesk.training.configuration import TrainingConfiguration

_TASKS: Final[Mapping[str, Task]] = MappingProxyType(
    {"classification": "classification", "segmentation": "segmentation", "forecasting": "regression"}
)


def context_of(
    report: DataReport | None, settings: TrainingConfiguration, device_memory: int | None = None
) -> CheckContext:
    """All that is known of a run; ``report`` of its data, ``None`` before there are any: then no task is judged."""
    return CheckContext(
        task=None if report is None else _TASKS[report.task],
        input_shape=None if report is None else tuple(report.shape),
        classes=None if report is None or report.task == "forecasting" else len(report.classes),
        target_shape=None if report is None or report.task != "forecasting" else tuple(report.target_shape),
        vocabulary=None if report is None else report.vocabulary,
        padded=report is not None and isinstance(report.details, SequenceDetails) and report.details.shorter > 0,
        loss=None if settings.loss == "auto" else settings.loss,
        optimizer=settings.optimizer,
        learning_rate=settings.learning_rate,
        batch_size=settings.batch_size,
        device_memory=device_memory,
        kind=None if report is None else report.kind,
    )
