"""How much memory a process may still take, so that a table too large for it is refused before the machine suffers."""

from __future__ import annotations

from typing import Final

import psutil

from deepdesk.core.errors import DataError

RESERVE: Final = 256_000_000
"""Bytes that are left to everything else."""


def room() -> int:
    """Bytes that this process may still take: what the machine has free, or less where a limit is set for it."""
    free = int(psutil.virtual_memory().available)
    limit = _limit()
    if limit is not None:
        free = min(free, limit - int(psutil.Process().memory_info().vms))
    return max(0, free - RESERVE)


def check_memory(path: str, needed: int) -> None:
    """Refuses what would need more than there is (raises DataError ``data.table.too_large``)."""
    free = room()
    if needed > free:
        raise DataError("data.table.too_large", path=path, needed=_megabytes(needed), free=_megabytes(free))


def _megabytes(count: int) -> str:
    return f"{max(1, round(count / 1e6)):,}"


def _limit() -> int | None:
    """The limit on address space, ``None`` where there is none (Windows knows no such limit)."""
    try:
        import resource
    except ImportError:
        return None
    soft, _ = resource.getrlimit(resource.RLIMIT_AS)
    return None if soft == resource.RLIM_INFINITY else int(soft)
