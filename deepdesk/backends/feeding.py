"""Batches made ready beforehand: while a step runs, a thread prepares the next ones."""

from __future__ import annotations

from collections import deque
from collections.abc import Generator, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import numpy as np

from deepdesk.backends.base import Floats, Targets, TrainingData
from deepdesk.backends.batches import widened
from deepdesk.data.dataset import Indices

_AHEAD: Final[Mapping[str, int]] = MappingProxyType({"tensorflow": 2, "torch": 0})
"""Batches that wait ready. A step of TensorFlow is one call without Python: with a thread beside it, varied photos went
from 0.62 to 0.88 of the pace of ready arrays. A step of PyTorch is hundreds of calls that each want the interpreter
back: there the thread took more (0.69) than it gave (0.80), on two busy cores."""


@dataclass(frozen=True)
class Fed:
    """A batch: what goes in, what is to come out, and how many samples there are."""

    inputs: Floats
    targets: Targets
    samples: int


def fed(
    data: TrainingData, batches: Iterator[Indices], *, seed: int, epoch: int, units: int | None, framework: str
) -> Generator[Fed]:
    """The batches in their order, prepared on a thread beside the steps where that makes the run quicker.

    What they hold depends on neither thread nor time. To be closed when it is left early; it then waits for the batch
    that is being prepared, and no longer. What preparing raises comes up at the batch that it concerns.

    Args:
        data: what is learnt from.
        batches: sample numbers.
        seed, epoch: what the variations are drawn from.
        framework: whose steps the batches are for.
        units: scores that the network gives wherever it gives some (see :func:`deepdesk.backends.batches.widened`).
    """

    def prepared(indices: Indices) -> Fed:
        inputs, targets = data.training_batch(indices, seed=seed, epoch=epoch)
        return Fed(np.ascontiguousarray(inputs), widened(targets, units), len(indices))

    wanted = _AHEAD.get(framework, 0)
    if not wanted:
        yield from map(prepared, batches)
        return
    ahead: deque[Future[Fed]] = deque()
    with ThreadPoolExecutor(1, thread_name_prefix="feeding") as thread:
        try:
            for indices in batches:
                ahead.append(thread.submit(prepared, indices))
                if len(ahead) > wanted:
                    yield ahead.popleft().result()
            while ahead:
                yield ahead.popleft().result()
        finally:
            for waiting in ahead:
                waiting.cancel()
