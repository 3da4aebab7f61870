"""What all models that sort into classes share."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from deepdesk.data.dataset import Dataset, Part
from deepdesk.inference import scoring
from deepdesk.inference.answering import ranked
from deepdesk.inference.evaluation import AnyEvaluation
from deepdesk.inference.kinds import Finished, Item, Judge, Progress
from deepdesk.inference.model_file import ModelFile
from deepdesk.inference.predictions import Answer


def answer(outputs: npt.NDArray[np.float32], _item: Item, file: ModelFile, top: int) -> Answer:
    """The best classes with their probabilities (raises ModelError when the scores are no numbers)."""
    best = ranked(outputs, file.meta.classes, top)
    return Answer(label=best[0][0], probabilities=best)


def evaluate(
    network: Judge, dataset: Dataset, part: Part | None, file: ModelFile, progress: Progress, *, trained_on: bool
) -> AnyEvaluation:
    """Accuracy, loss and confusion on data that were opened with the model's own preprocessing."""
    return scoring.score(network.evaluate, dataset, part, file.meta.classes, progress, trained_on=trained_on)


def nothing_more(_network: Judge, _dataset: Dataset, _progress: Progress) -> Finished:
    """All is known from the epochs."""
    return Finished(metrics={})
