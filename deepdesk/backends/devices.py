"""Which of the devices that are there is meant."""

from __future__ import annotations

from collections.abc import Sequence

from deepdesk.backends.base import Device
from deepdesk.core.errors import TrainingError


def choose(wanted: str, found: Sequence[Device]) -> Device:
    """The device of that id among ``found`` (best first); ``auto`` takes the best, ``cuda`` the first of its kind.

    Raises:
        TrainingError: there is none.
    """
    for device in found:
        if wanted in ("auto", device.id) or (wanted == "cuda" and device.id.startswith("cuda:")):
            return device
    raise TrainingError("backends.no_such_device", device=wanted, known=", ".join(device.id for device in found))
