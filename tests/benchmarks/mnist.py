"""What the measurements on MNIST share: where it lies, the two networks, one run through a real child."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from deepdesk.core.places import cache_folder
from deepdesk.data.dataset import Dataset
from deepdesk.data.description import DatasetDescription
from deepdesk.data.opening import open_dataset
from deepdesk.model.presets import preset
from deepdesk.process.children import Children
from deepdesk.process.requests import Role
from deepdesk.process.running import StopSwitch, run_training
from deepdesk.training.configuration import Framework, TrainingConfiguration
from deepdesk.training.events import BatchesEnded, Ended, RunEvent
from deepdesk.training.job import TrainingJob
from deepdesk.training.run_folder import create_run

NETWORKS = {"article-cnn-repaired": "CNN (article, repaired)", "lstm-2": "two-layer LSTM"}
FRAMEWORKS: dict[Framework, str] = {"torch": "PyTorch", "tensorflow": "TensorFlow"}


def source() -> str | None:
    """Where MNIST lies: ``DEEPDESK_TEST_DATA`` or ``../shared/data`` beside the checkout, else ``None``."""
    checkout = Path(__file__).resolve().parents[2]
    for place in (os.environ.get("DEEPDESK_TEST_DATA"), checkout.parent / "shared" / "data"):
        if place and (Path(place) / "mnist").is_dir():
            return str(Path(place) / "mnist")
    return None


def opened() -> Dataset:
    """MNIST as a run opens it, from the cache where it is there."""
    place = source()
    assert place is not None
    description = DatasetDescription(source=place)
    return open_dataset(
        description, cache=cache_folder(), progress=lambda code, done, total: None, stop_asked=lambda: False
    )


def job(network: str, configuration: TrainingConfiguration) -> TrainingJob:
    """Training ``network`` (a preset) on MNIST."""
    place = source()
    assert place is not None
    model = preset(network, (28, 28, 1), 10)
    return TrainingJob(dataset=DatasetDescription(source=place), model=model, configuration=configuration)


@dataclass
class Observed:
    """The events of one run with the moment at which each arrived (seconds since the start was asked)."""

    began: float = field(default_factory=time.perf_counter)
    events: list[tuple[float, RunEvent]] = field(default_factory=list)

    def take(self, event: RunEvent) -> None:
        """Notes an event."""
        self.events.append((time.perf_counter() - self.began, event))

    def first_batch(self) -> float:
        """Seconds from the start to the first loss."""
        return next(at for at, event in self.events if isinstance(event, BatchesEnded))


@contextmanager
def warm_children(framework: Framework, *, reserved_cores: int = 0) -> Iterator[Children]:
    """Children with a ready spare of ``framework``; the window reserves a core for itself."""
    children = Children(reserved_cores=reserved_cores)
    try:
        spare = children.take(Role(framework))
        assert spare.wait_ready(120)
        children.give_back(spare)
        yield children
    finally:
        children.close()


def train(children: Children, job: TrainingJob, folder: Path) -> tuple[Ended, Observed]:
    """Trains through a child and gives the ending and what was observed."""
    observed = Observed()
    run = create_run(folder, job)
    observed.began = time.perf_counter()
    ended = run_training(children, job, run.path, observed.take, StopSwitch())
    return ended, observed
