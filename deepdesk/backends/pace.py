"""How fast a run goes, counting training steps only."""

from __future__ import annotations

import time
from typing import Final

WARM_UP_STEPS: Final = 5
"""The first steps allocate, compile and choose algorithms; they are not counted."""


class Pace:
    """Samples per second over blocks of steps that have been read, without validation and checkpoints."""

    def __init__(self, seconds_before: float = 0.0) -> None:
        self._run_began = time.perf_counter() - seconds_before
        self._block_began = self._run_began
        self._cold_steps = WARM_UP_STEPS
        self._samples = 0
        self._seconds = 0.0

    def seconds(self) -> float:
        """Since the run began."""
        return time.perf_counter() - self._run_began

    def is_cold(self) -> bool:
        """Whether the warm-up is still on; blocks are then a single step."""
        return self._cold_steps > 0

    def resume(self) -> None:
        """Steps begin now, after something else."""
        self._block_began = time.perf_counter()

    def block(self, steps: int, samples: int) -> None:
        """A block of steps ended now."""
        now = time.perf_counter()
        if self._cold_steps > 0:
            self._cold_steps -= steps
        else:
            self._samples += samples
            self._seconds += now - self._block_began
        self._block_began = now

    def samples_per_second(self) -> float | None:
        """Since the warm-up; ``None`` during it."""
        return self._samples / self._seconds if self._seconds > 0 else None
