"""Length and scaling, fitted on the training part, and the network's input of every sequence."""

from __future__ import annotations

from typing import Final

import msgspec
import numpy as np
import numpy.typing as npt

from deepdesk.core.errors import DataError
from deepdesk.data import cache
from deepdesk.data.content import TRAIN, check_stop
from deepdesk.data.dataset import DataReport
from deepdesk.data.details import SequenceDetails
from deepdesk.data.kinds import Draft, Fitted
from deepdesk.data.preprocessing import SequencePreprocessing
from deepdesk.data.sequences.findings import findings
from deepdesk.data.sequences.preparing import filled, prepared, usable
from deepdesk.data.sequences.storing import StoredSequences, stored
from deepdesk.data.settings import SequenceSettings

INPUTS: Final = "inputs.npy"
RULES: Final = 1
STEP_LIMIT: Final = 100_000
LONGEST: Final = 2_000
"""The length that is chosen by itself holds every training sequence whole up to this many steps."""


def check_settings(settings: SequenceSettings) -> None:
    """Raises DataError where a figure lies out of its range."""
    if settings.steps is not None and not 1 <= settings.steps <= STEP_LIMIT:
        raise DataError("data.sequences.bad_steps", found=settings.steps, limit=STEP_LIMIT)
    if settings.values is not None and not settings.values:
        raise DataError("data.sequences.no_values_chosen")


def fit(draft: Draft) -> Fitted:
    """Fits length and scaling, writes the inputs of all sequences, reports.

    Raises:
        DataError: nothing is left to train on, features that are not those of the given model, cancelled.
        StorageError, OSError: the disk is full or refuses.
    """
    sequences = stored(draft.content)
    details = draft.index.report.details
    if not isinstance(details, SequenceDetails):
        raise DataError("data.unknown_kind", kind=draft.index.report.kind, known="sequences")
    given = draft.reading.preprocessing
    if isinstance(given, SequencePreprocessing):
        order = feature_order(details.features, given, draft.index.root)
        preprocessing = given
    else:
        order = np.arange(len(details.features))
        preprocessing = _fitted(draft, sequences, details)
    _write(draft, sequences, preprocessing, order)
    return Fitted(preprocessing, _reported(draft, sequences, preprocessing, details))


def feature_order(found: tuple[str, ...], model: SequencePreprocessing, path: str) -> npt.NDArray[np.int64]:
    """Which of the features found is each of the model's: by name where all are there, else by place where there are
    as many and either side has no names (raises DataError)."""
    if set(model.features) <= set(found):
        return np.array([found.index(name) for name in model.features], dtype=np.int64)
    plain = all(name.startswith(("value", "column_")) for name in found)
    plain = plain or all(name.startswith(("value", "column_")) for name in model.features)
    if len(found) != len(model.features) or not plain:
        expected, shown = ", ".join(model.features[:10]), ", ".join(found[:10])
        raise DataError("data.sequences.features_differ", path=path, found=shown, expected=expected)
    return np.arange(len(found))


def _fitted(draft: Draft, sequences: StoredSequences, details: SequenceDetails) -> SequencePreprocessing:
    settings = draft.description.sequences
    train = np.flatnonzero(draft.parts == TRAIN)
    if not len(train):
        raise DataError("data.no_samples", path=draft.index.root)
    lengths = sequences.lengths[train]
    steps = settings.steps or chosen_steps(lengths)
    mean: tuple[float, ...] = ()
    deviation: tuple[float, ...] = ()
    if settings.scaling == "standard":
        mean, deviation = _moments(sequences, train, len(details.features), draft)
    return SequencePreprocessing(
        steps=steps,
        features=details.features,
        longer=settings.longer,
        scaling=settings.scaling,
        mean=mean,
        deviation=deviation,
        padded=bool((lengths < steps).any()),
    )


def chosen_steps(lengths: npt.NDArray[np.int64]) -> int:
    """The longest; where that is above :data:`LONGEST` steps, the length that 95 of 100 do not exceed, at most that."""
    longest = int(lengths.max())
    return longest if longest <= LONGEST else min(LONGEST, int(np.quantile(lengths, 0.95)))


def _moments(
    sequences: StoredSequences, train: npt.NDArray[np.int64], features: int, draft: Draft
) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Mean and deviation of each feature over all values of the training part, in two passes."""
    count = np.zeros(features)
    total = np.zeros(features)
    squares = np.zeros(features)
    mean = np.zeros(features)
    for second in (False, True):
        for place, number in enumerate(train.tolist()):
            if not place % 256:
                check_stop(draft.reading.stop_asked)
            values = filled(sequences[number]).astype(np.float64)
            if second:
                squares += np.nansum((values - mean) ** 2, axis=0)
            else:
                count += (~np.isnan(values)).sum(axis=0)
                total += np.nansum(values, axis=0)
        if not second:
            mean = total / np.maximum(count, 1)
    deviation = usable(np.sqrt(squares / np.maximum(count, 1)), mean)
    return tuple(map(float, mean)), tuple(map(float, deviation))


def _write(
    draft: Draft, sequences: StoredSequences, preprocessing: SequencePreprocessing, order: npt.NDArray[np.int64]
) -> None:
    shape = (len(sequences), *preprocessing.shape)
    cache.check_room(draft.folder, int(np.prod(shape)) * 4)
    inputs = np.lib.format.open_memmap(draft.folder / INPUTS, mode="w+", dtype=np.float32, shape=shape)
    for number in range(len(sequences)):
        if not number % 256:
            check_stop(draft.reading.stop_asked)
            draft.reading.progress("data.sequences.progress.preparing", number, len(sequences))
        inputs[number] = prepared(sequences[number][:, order], preprocessing)
    inputs.flush()


def _reported(
    draft: Draft, sequences: StoredSequences, preprocessing: SequencePreprocessing, details: SequenceDetails
) -> DataReport:
    lengths = sequences.lengths
    details = msgspec.structs.replace(
        details,
        steps=preprocessing.steps,
        shorter=int((lengths < preprocessing.steps).sum()),
        longer=int((lengths > preprocessing.steps).sum()),
    )
    return msgspec.structs.replace(
        draft.index.report,
        shape=preprocessing.shape,
        details=details,
        findings=(*draft.index.report.findings, *findings(draft, sequences, preprocessing, details)),
    )
