"""Where the costs of a network go: for each layer its share of the heaviest one's, by the measure that is chosen."""

from __future__ import annotations

from typing import Final, Literal, get_args

from deepdesk.core.catalogue import say
from deepdesk.model.memory import MemoryEstimate, training_memory
from deepdesk.state.model_edits import ModelState

Measure = Literal["parameters", "multiply_adds", "memory"]
MEASURES: Final[tuple[Measure, ...]] = get_args(Measure)
USUAL_BATCH: Final = 32


def batch_of(state: ModelState) -> int:
    """The batch size that is set for training, or the usual one where none is known."""
    return state.context.batch_size or USUAL_BATCH


def memory_of(state: ModelState) -> MemoryEstimate:
    """The memory that training takes, with Adam where no optimizer is known."""
    return training_memory(state.report, batch_of(state), "adam")


def costs(state: ModelState, measure: Measure) -> tuple[int, ...]:
    """The cost of each layer: numbers, multiply-adds of one sample, or bytes while training."""
    layers = state.report.layers
    if measure == "memory":
        found = {layer.id: layer.total for layer in memory_of(state).layers}
        return tuple(found.get(layer.id, 0) for layer in layers)
    return tuple(layer.parameters if measure == "parameters" else layer.multiply_adds for layer in layers)


def shares(state: ModelState, measure: Measure) -> tuple[float, ...]:
    """The cost of each layer over that of the heaviest, 0 to 1."""
    found = costs(state, measure)
    largest = max(found, default=0) or 1
    return tuple(cost / largest for cost in found)


def bytes_text(size: int) -> str:
    """A size of memory as people compare it: ``0.4 MB``, ``31 MB``, ``2.1 GB``."""
    if size >= 1e9:
        return say("builder.size.gb", size=f"{size / 1e9:,.1f}")
    return say("builder.size.mb", size=f"{size / 1e6:,.1f}" if size < 1e7 else f"{size / 1e6:,.0f}")
