"""One engine in a process of its own: computes the whole table, then scores what the other engine trained."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import numpy as np

from deepdesk import backends
from deepdesk.backends.base import Backend
from deepdesk.training.configuration import TrainingConfiguration
from tests.parity.case import Case, weights_of
from tests.parity.cases import cases
from tests.parity.runs import Runs


def computed(backend: Backend, case: Case) -> dict[str, Any]:
    """Everything that is compared of a case, by ``<case>|<what>``."""
    inputs, targets = case.inputs(), case.targets()
    found: dict[str, Any] = {"scores": backend.build(case.model, weights_of(case.model)).scores(inputs)}
    if not case.random_in_training:
        network = backend.build(case.classifier, weights_of(case.classifier), case.loss)
        found["training"] = network.training_scores(inputs)
        found |= {f"statistics/{name}": array for name, array in network.weights().items() if "/moving_" in name}
        network.load_weights(weights_of(case.classifier))
        found |= {f"gradient/{name}": array for name, array in network.gradients(inputs, targets).items()}
        if case.takes_step:
            loss, right, _ = network.evaluate(inputs, targets)
            found["evaluated"] = np.array([loss / case.batch, right], np.float64)
    return {f"{case.name}|{what}": array for what, array in found.items()}


def stepped(backend: Backend, case: Case) -> dict[str, Any]:
    """Weights and running statistics after one real training step."""
    network = backend.build(case.classifier, weights_of(case.classifier), case.loss)
    trainer = network.trainer(TrainingConfiguration(optimizer="sgd", learning_rate=0.1))
    losses, right = trainer.read([trainer.step(case.inputs(), case.targets())])
    weights = {f"{case.name}|step/{name}": array for name, array in network.weights().items()}
    return weights | {f"{case.name}|step": np.array([losses[0], right[0]], np.float64)}


def table(backend: Backend, share: int, shares: int) -> dict[str, Any]:
    """One process's share of the cases."""
    found: dict[str, Any] = {}
    for case in cases()[share::shares]:
        found |= computed(backend, case)
        if case.takes_step:
            found |= stepped(backend, case)
    return found


def main(framework: str, folder: Path, share: int, shares: int) -> None:
    """Writes ``<framework>-<share>.npz``. The first share also trains: it writes ``<framework>.npz``, says so, waits
    for the name of the other engine's file, and writes ``crossed-<framework>.npz``."""
    backend = backends.load(framework)
    backend.prepare(device="cpu", threads=1, seed=0)
    np.savez(folder / f"{framework}-{share}.npz", **table(backend, share, shares))
    if share:
        return
    runs = Runs(backend, folder / f"cache-{framework}")
    np.savez(folder / f"{framework}.npz", **runs.all())
    print("done", flush=True)
    other = np.load(sys.stdin.readline().strip())
    crossed = {}
    for name in ("cnn", "lstm"):
        start = f"trained/{name}/"
        weights = {key.removeprefix(start): other[key] for key in other.files if key.startswith(start)}
        crossed[name] = runs.crossed(name, weights)
    np.savez(folder / f"crossed-{framework}.npz", **crossed)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]))
