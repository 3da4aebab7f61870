"""What the networks reach on MNIST's own test part after the article's five epochs.

Every run is noted when it ends, so that a measurement that was interrupted goes on where it was, unless what decides
about the result has changed meanwhile.
"""

from __future__ import annotations

import hashlib
import json
import statistics
import tempfile
from pathlib import Path

from deepdesk.process.asking import ask
from deepdesk.process.replies import Evaluated
from deepdesk.process.requests import Evaluate, Role
from deepdesk.training.configuration import Framework, TrainingConfiguration
from tests.benchmarks import mnist
from tests.benchmarks.table import Figure, Section

GOALS = {"article-cnn-repaired": 0.990, "lstm-2": 0.983}
SEEDS = (0, 1, 2)
ROOT = Path(__file__).resolve().parents[2]
NOTES = ROOT / "build" / "accuracy.json"
DECIDING = ("backends", "data", "model", "training")
"""The parts of the program that training reads."""


def sources() -> str:
    """A digest of the code that decides about an accuracy."""
    digest = hashlib.sha256(Path(__file__).read_bytes())
    for part in DECIDING:
        for path in sorted((ROOT / "deepdesk" / part).rglob("*.py")):
            digest.update(path.read_bytes())
    return digest.hexdigest()


def noted() -> dict[str, float]:
    """Accuracies of an interrupted measurement of the same code, by ``framework/network/seed``."""
    if not NOTES.is_file():
        return {}
    kept = json.loads(NOTES.read_text())
    return dict(kept["found"]) if kept["sources"] == sources() else {}


def note(found: dict[str, float]) -> None:
    """Keeps what was found so far."""
    NOTES.parent.mkdir(exist_ok=True)
    NOTES.write_text(json.dumps({"sources": sources(), "found": found}, indent=1) + "\n")


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
    figures, results = [], noted()
    for framework, framework_name in mnist.FRAMEWORKS.items():
        for network, network_name in mnist.NETWORKS.items():
            keys = {f"{framework}/{network}/{seed}": seed for seed in seeds}
            for key, seed in keys.items():
                if key not in results:
                    results[key] = accuracy_of(framework, network, seed)
                    note(results)
            name = f"{network_name}, {framework_name}"
            figures.append(figure(name, GOALS[network], [results[key] for key in keys]))
    NOTES.unlink(missing_ok=True)
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
