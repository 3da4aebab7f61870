"""The devices that PyTorch can really use."""

from __future__ import annotations

import torch

from deepdesk.backends.base import Device
from deepdesk.backends.processor import processor
from deepdesk.core.errors import TrainingError


def find() -> tuple[Device, ...]:
    """Devices, best first; the processor is the last."""
    found = []
    if torch.cuda.is_available():
        for number in range(torch.cuda.device_count()):
            about = torch.cuda.get_device_properties(number)
            found.append(Device(id=f"cuda:{number}", name=about.name, memory=about.total_memory))
    if torch.backends.mps.is_available():
        found.append(Device(id="mps", name="Apple GPU"))
    return (*found, processor())


def choose(wanted: str) -> Device:
    """The device of that id; ``auto`` takes the best, ``cuda`` the first of its kind (raises TrainingError)."""
    found = find()
    for device in found:
        if wanted in ("auto", device.id) or (wanted == "cuda" and device.id.startswith("cuda:")):
            return device
    raise TrainingError("backends.no_such_device", device=wanted, known=", ".join(device.id for device in found))
