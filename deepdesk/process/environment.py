"""What a child is started with: its command line and its environment variables."""

from __future__ import annotations

import math
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from deepdesk.core.places import cache_folder
from deepdesk.process.requests import Role

RESERVED_CORES: Final = "DEEPDESK_RESERVED_CORES"
THREADS: Final = "DEEPDESK_THREADS"


def command(role: Role) -> list[str]:
    """The command line that starts a child: this interpreter, or this program again when it is frozen."""
    if getattr(sys, "frozen", False):
        return [sys.executable, "--child", role.value]
    # -P: a file named torch.py in the person's folder must not be taken for the library.
    return [sys.executable, "-P", "-m", "deepdesk.process.child", role.value]


def environment(*, reserved_cores: int = 0, threads: int | None = None) -> dict[str, str]:
    """Our environment with what a child needs before its first import; what the person has set stays as it is.

    Args:
        reserved_cores: cores that are left to the window when the child chooses its number of threads.
        threads: intra-op threads on the CPU that were asked for; ``None`` lets the child choose.
    """
    defaults = {
        # Threads that spin long at barriers starve the window and each other as soon as something else is busy; those
        # that never spin sleep at each barrier, and a PyTorch LSTM on two threads ran at 0.4 of its speed. These
        # spin for some ten microseconds.
        "OMP_WAIT_POLICY": "PASSIVE",
        "GOMP_SPINCOUNT": "10000",
        "KMP_BLOCKTIME": "1",
        # numpy's own threads spin too: drawing the weights of an LSTM took 2 s instead of 0.02 beside other work.
        "OPENBLAS_NUM_THREADS": "1",
        "CUDA_DEVICE_ORDER": "PCI_BUS_ID",
        "TF_CPP_MIN_LOG_LEVEL": "2",
        "TF_FORCE_GPU_ALLOW_GROWTH": "true",
        "PYTHONFAULTHANDLER": "1",
    }
    forced = {
        "KERAS_BACKEND": "tensorflow",
        # Otherwise Keras reads and writes ~/.keras.
        "KERAS_HOME": str(cache_folder() / "keras"),
        "PYTHONUTF8": "1",
        "PYTHONUNBUFFERED": "1",
        "LC_NUMERIC": "C",
        RESERVED_CORES: str(reserved_cores),
        THREADS: "" if threads is None else str(threads),
    }
    return {**defaults, **os.environ, **forced}


def usable_cores() -> int:
    """Cores that this process may use, at least 1: neither hyper-threads nor what a container's quota forbids count."""
    # The window reads this page before its first paint, which does not need it.
    import psutil

    allowed = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    physical = psutil.cpu_count(logical=False) or allowed
    return max(1, min(allowed, physical, _quota(Path("/sys/fs/cgroup/cpu.max")) or allowed))


def _quota(path: Path) -> int | None:
    """Cores that a Linux container may use, rounded up; ``None`` where there is no limit."""
    try:
        limit, period = path.read_text(encoding="ascii").split()
        return math.ceil(int(limit) / int(period))
    except (OSError, ValueError, ZeroDivisionError):
        return None


def chosen_threads(variables: Mapping[str, str] | None = None) -> int:
    """Intra-op threads of a child, at least 1.

    What was asked for, else ``OMP_NUM_THREADS``, else every core that is not left to the window.
    """
    known = os.environ if variables is None else variables
    for name in (THREADS, "OMP_NUM_THREADS"):
        if known.get(name, "").isdecimal():
            return max(1, int(known[name]))
    reserved = known.get(RESERVED_CORES, "0")
    return max(1, usable_cores() - (int(reserved) if reserved.isdecimal() else 0))
