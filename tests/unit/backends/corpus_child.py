"""Trains every repaired network of the corpus one step with one engine; prints the names of those that failed."""

from __future__ import annotations

import json
import sys

import numpy as np

from deepdesk import backends
from deepdesk.backends.base import Backend
from deepdesk.model.initial import initial_weights
from deepdesk.model.shapes import infer
from deepdesk.training.configuration import TrainingConfiguration
from tests.unit.model.corpus.judging import CORPUS, Verdict, judge

BATCH = 2
FREE = 16


def train(backend: Backend, verdict: Verdict) -> float:
    """The loss of one step on two random samples."""
    model, context = verdict.repaired, verdict.context
    assert model is not None
    draw = np.random.default_rng(0)
    taken = tuple(size or FREE for size in model.input.shape)
    classifies = context.task in ("classification", "segmentation")
    given = tuple(size or FREE for size in infer(model).output_shape or ())
    if context.vocabulary is not None:
        inputs = draw.integers(0, context.vocabulary, (BATCH, *taken)).astype(np.float32)
    else:
        inputs = draw.random((BATCH, *taken), np.float32)
    if classifies:
        targets = draw.integers(0, context.classes or 2, (BATCH, *given[:-1])).astype(np.int64)
    else:
        targets = draw.random((BATCH, *given), np.float32)
    loss = "cross_entropy" if classifies else "mean_squared_error"
    network = backend.build(model, initial_weights(model, 0), loss)
    trainer = network.trainer(TrainingConfiguration(optimizer="sgd", learning_rate=1e-3, batch_size=BATCH))
    losses, _ = trainer.read([trainer.step(inputs, targets)])
    return float(losses[0])


def main(framework: str) -> None:
    """One line of JSON: how many were trained, and why the others were not."""
    backend = backends.load(framework)
    backend.prepare(device="cpu", threads=1, seed=0)
    trained, failed = 0, {}
    for verdict in map(judge, CORPUS):
        if verdict.repaired is None:
            continue
        try:
            assert np.isfinite(train(backend, verdict))
            trained += 1
        except Exception as error:  # noqa: BLE001  # Each is told by its name, whatever it is.
            failed[verdict.case.name] = f"{type(error).__name__}: {error}"[:300]
    print(json.dumps({"trained": trained, "failed": failed}), flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
