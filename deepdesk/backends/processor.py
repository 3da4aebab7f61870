"""The processor as people know it."""

from __future__ import annotations

import platform
from pathlib import Path

import psutil

from deepdesk.backends.base import Device


def _name() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        lines = []
    named = next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "")
    return named or platform.processor() or platform.machine()


def processor() -> Device:
    """The device ``cpu``: the maker's name and the bytes of main memory."""
    return Device(id="cpu", name=_name(), memory=psutil.virtual_memory().total)
