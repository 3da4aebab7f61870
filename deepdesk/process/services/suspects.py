"""Looks for wrong labels with a trained model, in a child of its framework."""

from __future__ import annotations

import msgspec
import numpy as np

from deepdesk.core.errors import DataError, ProcessError
from deepdesk.data.dataset import UNLABELLED
from deepdesk.inference.metrics import softmax
from deepdesk.inference.scoring import BATCH, class_numbers
from deepdesk.inference.suspects import finding_of, suspects
from deepdesk.process.context import ServiceContext
from deepdesk.process.replies import Progressed, SuspectsFound
from deepdesk.process.requests import FindSuspects
from deepdesk.process.services.inference import load_model, open_for_model


def handle_find_suspects(request: FindSuspects, context: ServiceContext) -> None:
    """Judges the samples that the model was not trained on; answers :class:`SuspectsFound`.

    Raises:
        FormatError: the file is no sound model.
        DataError: the data cannot be opened, have no classes, or classes that the model does not know.
        ProcessError: a stop was asked.
        OSError: a file cannot be opened.
    """
    loaded = load_model(request.path, context)
    meta = loaded.file.meta
    dataset = open_for_model(request.description, loaded, context)
    if dataset.report.task != "classification" or meta.task != "classification":
        raise DataError("data.health.suspects_no_classes")
    held_out = bool(meta.fingerprint) and dataset.fingerprint == meta.fingerprint
    if held_out and request.description.split != meta.split:
        described = msgspec.structs.replace(request.description, split=meta.split)
        dataset = open_for_model(described, loaded, context)
    split = dataset.split
    indices = np.sort(np.concatenate([split.validation, split.test])) if held_out else split.part("all")
    indices = indices[dataset.labels[indices] != UNLABELLED]
    labels = class_numbers(dataset.classes, dataset.labels[indices], meta.classes)
    shares = []
    for start in range(0, len(indices), BATCH):
        context.beat()
        if context.stop_asked():
            raise ProcessError("process.stopped")
        context.reply(Progressed(code="data.progress.suspecting", done=start, total=len(indices)))
        shares.append(softmax(loaded.network.scores(dataset.batch(indices[start : start + BATCH]))))
    probabilities = np.concatenate(shares) if shares else np.zeros((0, len(meta.classes)))
    found = suspects(np.nan_to_num(probabilities), labels, indices)
    names = dataset.names or tuple(map(str, range(len(dataset.labels))))
    finding = finding_of(found, len(indices), names, meta.classes, held_out=held_out)
    context.reply(SuspectsFound(finding=finding, looked_at=len(indices)))
