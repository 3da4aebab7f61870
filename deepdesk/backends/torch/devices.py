"""The devices that PyTorch can really use."""

from __future__ import annotations

import torch

from deepdesk.backends.base import Device
from deepdesk.backends.processor import processor


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
