"""Real children for the tests of this folder."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from deepdesk.data.description import DatasetDescription
from deepdesk.model.description import InputDescription, LayerDescription, ModelDescription
from deepdesk.process.children import Children
from deepdesk.training.configuration import Framework, TrainingConfiguration
from deepdesk.training.job import TrainingJob

MakeJob = Callable[..., TrainingJob]


@pytest.fixture
def children(monkeypatch: pytest.MonkeyPatch) -> Iterator[Children]:
    """Children that train on one thread, all ended with the test."""
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    made = Children()
    yield made
    made.close()


@pytest.fixture
def make_job() -> MakeJob:
    """Makes a small job on the embedded digits: a CNN of one layer."""

    def make(framework: Framework = "torch", *, epochs: int = 1, **settings: object) -> TrainingJob:
        layers = (
            LayerDescription(
                id="conv", kind="Conv2D", params={"filters": 4, "kernel_size": [3, 3], "activation": "relu"}
            ),
            LayerDescription(id="flat", kind="Flatten"),
            LayerDescription(id="out", kind="Dense", params={"units": 10}),
        )
        configuration = TrainingConfiguration(framework=framework, epochs=epochs, **settings)  # type: ignore[arg-type]
        return TrainingJob(
            dataset=DatasetDescription(source="sample:digits"),
            model=ModelDescription(name="tiny", input=InputDescription(shape=(8, 8, 1)), layers=layers),
            configuration=configuration,
        )

    return make


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A place for run folders."""
    return tmp_path / "runs"
