"""What the networks reach on MNIST's own test part after the article's five epochs."""

from __future__ import annotations

import tempfile
from pathlib import Path

from deepdesk.process.asking import ask
from deepdesk.process.messages import Evaluate, Evaluated, Role
from deepdesk.training.configuration import TrainingConfiguration
from tests.benchmarks import mnist
from tests.benchmarks.table import Figure, Section

GOALS = {"article-cnn-repaired": 0.990, "lstm-2": 0.983}


def measure() -> Section:
    """Test accuracy of both networks in both frameworks: 5 epochs, batch 64, Adam, seed 0."""
    figures = []
    for framework, framework_name in mnist.FRAMEWORKS.items():
        for network, network_name in mnist.NETWORKS.items():
            asked = mnist.job(network, TrainingConfiguration(framework=framework))
            with mnist.warm_children(framework) as children, tempfile.TemporaryDirectory() as folder:
                ended, observed = mnist.train(children, asked, Path(folder))
                assert ended.model is not None, ended
                path = str(next(Path(folder).iterdir()) / ended.model)
                reply = ask(children, Role(framework), Evaluate(path=path, description=asked.dataset, part="test"))
            assert isinstance(reply, Evaluated)
            found = reply.evaluation
            seconds = observed.events[-1][0]
            name = f"{network_name}, {framework_name}"
            value = f"{found.accuracy:.4f} on {found.samples:,} test images ({seconds:.0f} s)"
            figures.append(Figure(name, value, f"≥ {GOALS[network]:.3f}", found.accuracy >= GOALS[network]))
    method = "MNIST, 54,000 training images, 5 epochs, batch 64, Adam 0.001, seed 0, through a child process."
    return Section("Test accuracy", method, tuple(figures))
