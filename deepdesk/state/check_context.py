"""What the doctor is told of the data, the settings and the device."""

from __future__ import annotations

from collections.abc import Sequence

from deepdesk.backends.base import Device
from deepdesk.data.dataset import DataReport
from deepdesk.model.findings import CheckContext
from deepdesk.training.configuration import TrainingConfiguration
from deepdesk.training.context import context_of


def memory_of(device: str, devices: Sequence[Device] | None) -> int | None:
    """Bytes of the device that will train: the best one for ``auto``, this machine's until devices were looked for."""
    found = [item for item in devices or () if device in ("auto", item.id)]
    if found:
        return found[0].memory
    import psutil  # not needed before the window is painted

    total: int = psutil.virtual_memory().total
    return total if device in ("auto", "cpu") else None


def check_context(
    report: DataReport | None, settings: TrainingConfiguration, devices: Sequence[Device] | None
) -> CheckContext:
    """All that is known of the next run; without data nobody has said what the network is for."""
    return context_of(report, settings, memory_of(settings.device, devices))
