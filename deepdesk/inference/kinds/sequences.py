"""Models that sort sequences into classes."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import msgspec
import numpy as np
import numpy.typing as npt

from deepdesk.core.catalogue import say
from deepdesk.core.errors import DataError
from deepdesk.data.dataset import Dataset, Part
from deepdesk.data.description import DatasetDescription
from deepdesk.data.preprocessing import Preprocessing, SequencePreprocessing
from deepdesk.data.sequences.dataset import SequenceDataset
from deepdesk.data.sequences.fitting import feature_order
from deepdesk.data.sequences.foreign import new_sequences
from deepdesk.data.sequences.preparing import filled, prepared
from deepdesk.data.sequences.source import Values
from deepdesk.inference.evaluation import AnyEvaluation
from deepdesk.inference.kinds import Given, Item, Judge, Progress, classifying
from deepdesk.inference.model_file import ModelFile
from deepdesk.inference.predictions import Answer, Note

__all__ = ["answer", "batch", "described", "evaluate", "finished", "read"]

CURVE: Final = 2_000
"""Values of a feature that go to the window for drawing."""
FEATURES: Final = 12


def _settings(preprocessing: Preprocessing) -> SequencePreprocessing:
    if not isinstance(preprocessing, SequencePreprocessing):
        raise TypeError(type(preprocessing).__name__)
    return preprocessing


def read(given: Given, file: ModelFile, *, pictures: bool) -> Sequence[Item]:
    """The sequences in a file, an item for each (see :class:`deepdesk.inference.kinds.InferenceKind`)."""
    settings = _settings(file.preprocessing)
    if given.path is None:
        raise DataError("inference.sequences.file_only")
    path = Path(given.path)
    found = new_sequences(path, settings)
    order = feature_order(found.features, settings, str(path))
    several = len(found.values) > 1
    return [
        Item(
            values=prepared(values[:, order], settings),
            name=_name(name, number) if several else "",
            notes=_notes(values[:, order], settings),
            about=_told(values[:, order], settings) if pictures else None,
        )
        for number, (name, values) in enumerate(zip(found.names, found.values, strict=True), start=1)
    ]


def _told(values: Values, settings: SequencePreprocessing) -> tuple[tuple[str, ...], tuple[tuple[float, ...], ...]]:
    """Names and values of the first features, for drawing; of many values every so manieth."""
    thinned = filled(values)[:: -(-len(values) // CURVE), :FEATURES].astype(np.float64)
    rows = tuple(tuple(row) for row in np.nan_to_num(thinned).T.tolist())
    return settings.features[:FEATURES], rows


def _name(name: str, number: int) -> str:
    return say("inference.sequences.row", number=number) if name.endswith(f":{number}") else name


def _notes(values: Values, settings: SequencePreprocessing) -> tuple[Note, ...]:
    """What was done to the sequence that training did not show the network, or that takes something away."""
    notes = []
    steps = len(values)
    if steps > settings.steps:
        code = "inference.sequences.drawn" if settings.longer == "resample" else "inference.sequences.cut"
        notes.append(Note(code=code, params={"found": steps, "steps": settings.steps}))
    if steps < settings.steps and not settings.padded:
        params = {"found": steps, "steps": settings.steps}
        notes.append(Note(code="inference.sequences.shorter", params=params))
    missing = int(np.isnan(values).sum())
    if missing:
        notes.append(Note(code="inference.sequences.missing", params={"count": missing}))
    if settings.scaling == "standard" and steps and _is_far(values, settings):
        notes.append(Note(code="inference.sequences.far"))
    return tuple(notes)


def _is_far(values: Values, settings: SequencePreprocessing) -> bool:
    """Whether a feature's mean lies more than ten deviations of the training from theirs: another unit, probably."""
    with np.errstate(invalid="ignore", divide="ignore"):
        count = np.maximum((~np.isnan(values)).sum(axis=0), 1)
        mean = np.nansum(values.astype(np.float64), axis=0) / count
    distance = np.abs(mean - np.array(settings.mean)) / np.array(settings.deviation)
    return bool((distance > 10).any())


def batch(items: Sequence[Item], preprocessing: Preprocessing) -> npt.NDArray[np.float32]:
    """Network input ``(len(items), steps, features)``."""
    return np.stack([item.values for item in items]).astype(np.float32)


def answer(outputs: npt.NDArray[np.float32], item: Item, file: ModelFile, top: int) -> Answer:
    """The best classes with their probabilities, and the curves that were read."""
    found = classifying.answer(outputs, item, file, top)
    if item.about is None:
        return found
    names, curves = item.about
    return msgspec.structs.replace(found, curve_names=names, curves=curves)


def described(description: DatasetDescription, preprocessing: Preprocessing) -> DatasetDescription:
    """The sequences at the length and in the scaling of the training."""
    settings = _settings(preprocessing)
    fields = {"steps": settings.steps, "longer": settings.longer, "scaling": settings.scaling}
    own = msgspec.structs.replace(description.sequences, **fields)
    return msgspec.structs.replace(description, kind="sequences", sequences=own)


def evaluate(
    network: Judge, dataset: Dataset, part: Part | None, file: ModelFile, progress: Progress, *, trained_on: bool
) -> AnyEvaluation:
    """Accuracy, loss and confusion on sequences that were opened with the model's own length and scaling."""
    if not isinstance(dataset, SequenceDataset):
        raise DataError("inference.other_kind", found=dataset.report.kind, expected="sequences")
    return classifying.evaluate(network, dataset, part, file, progress, trained_on=trained_on)


finished = classifying.nothing_more
