"""What the networks reach on MNIST's own test part after the article's five epochs."""

from __future__ import annotations

import statistics
import tempfile
from pathlib import Path

from deepdesk.process.asking import ask
from deepdesk.process.messages import Evaluate, Evaluated, Role
from deepdesk.training.configuration import Framework, TrainingConfiguration
from tests.benchmarks import mnist
from tests.benchmarks.table import Figure, Section

GOALS = {"article-cnn-repaired": 0.990, "lstm-2": 0.983}
SEEDS = (0, 1, 2)


def accuracy_of(framework: Framework, network: str, seed: int) -> float:
    """Accuracy on the 10,000 test images after 5 epochs, batch 64, Adam."""
    asked = mnist.job(network, TrainingConfiguration(framework=framework, seed=seed))
    with mnist.warm_children(framework) as children, tempfile.TemporaryDirectory() as folder:
        ended, _ = mnist.train(children, asked, Path(folder))
        assert ended.model is not None, ended
        path = str(next(Path(folder).iterdir()) / ended.model)
        reply = ask(children, Role(framework), Evaluate(path=path, description=asked.dataset, part="test"))
    assert isinstance(reply, Evaluated) and reply.evaluation.samples == 10_000
    return reply.evaluation.accuracy


def measure(seeds: tuple[int, ...] = SEEDS) -> Section:
    """Medians over the seeds, and each of them, for both networks in both frameworks."""
    figures = []
    for framework, framework_name in mnist.FRAMEWORKS.items():
        for network, network_name in mnist.NETWORKS.items():
            found = [accuracy_of(framework, network, seed) for seed in seeds]
            figures.append(figure(f"{network_name}, {framework_name}", GOALS[network], found))
    return Section("Test accuracy", METHOD, tuple(figures))


METHOD = (
    "MNIST's 10,000 test images after training on 54,000, 5 epochs, batch 64, Adam 0.001, through a child process; "
    "medians over the seeds 0, 1, 2 (dropout draws differently with each)."
)


def figure(name: str, goal: float, found: list[float]) -> Figure:
    """The row of one network: the median and what each seed gave."""
    median = statistics.median(found)
    each = ", ".join(f"{value:.4f}" for value in found)
    return Figure(name, f"{median:.4f} ({each})", f"≥ {goal:.3f}", median >= goal)
