"""Loads a model, answers inputs and scores data sets, in a child of one framework."""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import msgspec
import numpy as np
import numpy.typing as npt

from deepdesk.backends.base import Network
from deepdesk.core.errors import DeepDeskError, ModelError, ProcessError, code_of
from deepdesk.data.dataset import Dataset
from deepdesk.data.description import DatasetDescription
from deepdesk.data.opening import open_dataset
from deepdesk.inference import answering, scoring
from deepdesk.inference.model_file import ModelFile, read_model_file
from deepdesk.inference.predictions import Note
from deepdesk.process.context import ServiceContext
from deepdesk.process.environment import chosen_threads
from deepdesk.process.replies import Done, Evaluated, ModelLoaded, Predicted, Progressed
from deepdesk.process.requests import Evaluate, LoadModel, Predict, PredictInput

BATCH: Final = 32
PATIENCE_MS: Final = 200.0
KEPT: Final = "inference.model"
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Loaded:
    """A model that is ready in this child."""

    path: str
    file: ModelFile
    network: Network


@dataclass(frozen=True)
class _Read:
    """An input that was read, or the reason why not, and how long that took in milliseconds."""

    name: str
    milliseconds: float
    prepared: answering.Prepared | None = None
    error: Note | None = None


def handle_load_model(request: LoadModel, context: ServiceContext) -> None:
    """Builds the network of a ``.ddm`` and keeps it for :class:`Predict`; answers :class:`ModelLoaded`.

    Raises:
        FormatError: the file is no sound model.
        OSError: it cannot be opened.
    """
    loaded = _load(request.path, context)
    shape = loaded.file.preprocessing.shape
    # The first call traces and allocates: better now than while somebody draws.
    loaded.network.scores(np.zeros((1, *shape), dtype=np.float32))
    context.kept[KEPT] = loaded
    meta = loaded.file.meta
    context.reply(
        ModelLoaded(
            path=request.path,
            name=meta.name,
            classes=meta.classes,
            preprocessing=loaded.file.preprocessing,
            trained_with=meta.framework,
            metrics=dict(meta.metrics),
            trained_on=meta.trained_on,
            fingerprint=meta.fingerprint,
        )
    )


def _load(path: str, context: ServiceContext) -> Loaded:
    file = read_model_file(Path(path))
    context.backend.prepare(device="auto", threads=chosen_threads(), seed=0)
    return Loaded(path=path, file=file, network=context.backend.build(file.model, file.weights))


def handle_predict(request: Predict, context: ServiceContext) -> None:
    """Answers one :class:`Predicted` an input, in order, then :class:`Done`; a stop leaves out what has not begun.

    Raises:
        ProcessError: no model is loaded.
    """
    loaded: Loaded | None = context.kept.get(KEPT)
    if loaded is None:
        raise ProcessError("inference.no_model_loaded")
    waiting = list(request.inputs)
    while waiting and not context.stop_asked():
        read = _read_some(waiting, loaded, context)
        waiting = waiting[len(read) :]
        for answer in _answers(read, loaded, request):
            context.reply(answer)
    context.reply(Done(number=request.number))


def _read_some(waiting: Sequence[PredictInput], loaded: Loaded, context: ServiceContext) -> list[_Read]:
    """The next inputs, read: a full batch, or what can be read while nobody gets impatient."""
    began = time.perf_counter()
    read: list[_Read] = []
    for wanted in waiting[:BATCH]:
        read.append(_read(wanted, loaded, context))
        if _since(began) > PATIENCE_MS:
            break
    return read


def _read(wanted: PredictInput, loaded: Loaded, context: ServiceContext) -> _Read:
    context.beat()
    began = time.perf_counter()
    try:
        picture = answering.read_picture(wanted.path, wanted.content, wanted.text)
        prepared = answering.prepare(picture, loaded.file.preprocessing, drawn=wanted.drawn)
    except (DeepDeskError, OSError, ValueError, MemoryError) as error:
        if not isinstance(error, DeepDeskError):
            _log.exception("An input could not be read")
        code, params = code_of(error)
        return _Read(wanted.name, _since(began), error=Note(code=code, params=params))
    return _Read(wanted.name, _since(began), prepared=prepared)


def _since(began: float) -> float:
    return (time.perf_counter() - began) * 1000


def _answers(read: Sequence[_Read], loaded: Loaded, request: Predict) -> list[Predicted]:
    good = [one.prepared for one in read if one.prepared is not None]
    began = time.perf_counter()
    scores = iter(_scores(good, loaded))
    share = _since(began) / max(1, len(good))
    return [
        _failed(one, request.number)
        if one.prepared is None
        else _answered(one, one.prepared, next(scores), share, loaded, request)
        for one in read
    ]


def _scores(prepared: Sequence[answering.Prepared], loaded: Loaded) -> npt.NDArray[Any]:
    if not prepared:
        return np.zeros((0, 1), dtype=np.float32)
    pixels = [one.pixels for one in prepared]
    # Batches of two sizes only, so that a framework that compiles for each size does so twice.
    size = 1 if len(pixels) == 1 else BATCH
    filled = pixels + [pixels[-1]] * (size - len(pixels))
    return loaded.network.scores(answering.batch(filled, loaded.file.preprocessing))[: len(pixels)]


def _failed(one: _Read, number: int) -> Predicted:
    return Predicted(name=one.name, milliseconds=one.milliseconds, error=one.error, number=number)


def _answered(
    one: _Read,
    prepared: answering.Prepared,
    scores: npt.NDArray[Any],
    milliseconds: float,
    loaded: Loaded,
    request: Predict,
) -> Predicted:
    pictures = request.pictures
    seen = answering.as_png(prepared.pixels) if pictures else None
    thumbnail = answering.thumbnail_png(prepared.picture) if pictures else None
    time_taken = one.milliseconds + milliseconds
    try:
        best = answering.ranked(scores, loaded.file.meta.classes, request.top)
    except ModelError as error:
        note = Note(code=error.code, params=error.params)
        return Predicted(
            name=one.name,
            milliseconds=time_taken,
            error=note,
            seen=seen,
            thumbnail=thumbnail,
            number=request.number,
        )
    return Predicted(
        name=one.name,
        label=best[0][0],
        probabilities=best,
        milliseconds=time_taken,
        notes=prepared.notes,
        seen=seen,
        thumbnail=thumbnail,
        number=request.number,
    )


def handle_evaluate(request: Evaluate, context: ServiceContext) -> None:
    """Answers :class:`Progressed` as it goes and then :class:`Evaluated`.

    Raises:
        FormatError: the file is no sound model.
        DataError: the data cannot be opened, have classes that the model does not know, or the part is empty.
        ProcessError: a stop was asked.
        OSError: a file cannot be opened.
    """
    loaded = _load(request.path, context)
    meta = loaded.file.meta
    dataset = _open(request.description, loaded, context)
    trained_on = bool(meta.fingerprint) and dataset.fingerprint == meta.fingerprint
    if trained_on and request.description.split != meta.split:
        # With another split, samples of the training would count as held out.
        dataset = _open(msgspec.structs.replace(request.description, split=meta.split), loaded, context)

    def progress(done: int, total: int) -> None:
        context.beat()
        if context.stop_asked():
            raise ProcessError("process.stopped")
        context.reply(Progressed(code="inference.scoring", done=done, total=total))

    evaluation = scoring.score(
        loaded.network.evaluate,
        dataset,
        request.part,
        meta.classes,
        loaded.file.preprocessing,
        progress,
        trained_on=trained_on,
    )
    context.reply(Evaluated(evaluation=evaluation))


def _open(description: DatasetDescription, loaded: Loaded, context: ServiceContext) -> Dataset:
    def progress(code: str, done: int, total: int) -> None:
        context.beat()
        context.reply(Progressed(code=code, done=done, total=total))

    return open_dataset(
        scoring.as_trained(description, loaded.file.preprocessing),
        cache=context.cache,
        progress=progress,
        stop_asked=context.stop_asked,
    )
