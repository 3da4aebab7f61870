"""The weights that the network in the builder starts from, and when they no longer belong to it."""

from __future__ import annotations

import msgspec

from deepdesk.core.errors import ModelError
from deepdesk.data.description import DatasetDescription
from deepdesk.model.description import ModelDescription
from deepdesk.state.notices import Notice
from deepdesk.training.configuration import TrainingConfiguration
from deepdesk.training.job import TrainingJob


class StartWeights(msgspec.Struct, frozen=True, kw_only=True):
    """Weights that were matched to a network.

    Attributes:
        path: of the safetensors file in neutral names that DeepDesk wrote.
        source: name of the file that the person chose, for people.
        shapes: of what is in it, by neutral name.
    """

    path: str
    source: str
    shapes: dict[str, tuple[int, ...]]


def still_fit(start: StartWeights, model: ModelDescription) -> bool:
    """Whether ``model`` still has every weight of ``start`` in its shape."""
    # Needs numpy, which must not hold up the window's first paint.
    from deepdesk.model.initial import weight_specs

    try:
        specs = weight_specs(model)
    except ModelError:
        # A network that does not build for the moment is being edited: nothing is known yet.
        return True
    return all(name in specs and specs[name].shape == tuple(shape) for name, shape in start.shapes.items())


def dropped_notice(source: str) -> Notice:
    """What is said when an edit has made the weights useless."""
    return Notice(key="weights", code="weights.dropped", params={"source": source})


def job_of(
    dataset: DatasetDescription,
    model: ModelDescription,
    configuration: TrainingConfiguration,
    start: StartWeights | None,
) -> TrainingJob:
    """The job for what is in the window."""
    path = None if start is None else start.path
    return TrainingJob(dataset=dataset, model=model, configuration=configuration, start_weights=path)
