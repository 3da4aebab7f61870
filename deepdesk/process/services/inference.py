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
from deepdesk.inference.kinds import Given, InferenceKind, Item, inference_kind
from deepdesk.inference.model_file import ModelFile, read_model_file
from deepdesk.inference.predictions import Answer, Note
from deepdesk.process.context import ServiceContext
from deepdesk.process.environment import chosen_threads
from deepdesk.process.replies import Done, Evaluated, ModelLoaded, Predicted, Progressed
from deepdesk.process.requests import Evaluate, LoadModel, Predict, PredictInput
from deepdesk.training.configuration import usual_loss

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
    kind: InferenceKind


@dataclass(frozen=True)
class _Read:
    """An item of an input that was read, or the reason why not, and how long that took in milliseconds."""

    name: str
    place: int
    milliseconds: float
    item: Item | None = None
    error: Note | None = None


def handle_load_model(request: LoadModel, context: ServiceContext) -> None:
    """Builds the network of a ``.ddm`` and keeps it for :class:`Predict`; answers :class:`ModelLoaded`.

    Raises:
        FormatError: the file is no sound model.
        OSError: it cannot be opened.
    """
    loaded = load_model(request.path, context)
    shape = [side or 1 for side in loaded.file.preprocessing.shape]
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
            task=meta.task,
        )
    )


def load_model(path: str, context: ServiceContext) -> Loaded:
    """The network of a ``.ddm``, built (raises FormatError, OSError)."""
    file = read_model_file(Path(path))
    context.backend.prepare(device="auto", threads=chosen_threads(), seed=0)
    network = context.backend.build(file.model, file.weights, usual_loss(file.meta.task))
    return Loaded(path=path, file=file, network=network, kind=inference_kind(file.preprocessing))


def handle_predict(request: Predict, context: ServiceContext) -> None:
    """Answers one :class:`Predicted` an input, in order, then :class:`Done`; a stop leaves out what has not begun.

    Raises:
        ProcessError: no model is loaded.
    """
    loaded: Loaded | None = context.kept.get(KEPT)
    if loaded is None:
        raise ProcessError("inference.no_model_loaded")
    first = 0
    while first < len(request.inputs) and not context.stop_asked():
        read, taken = _read_some(first, loaded, request, context)
        first += taken
        for start in range(0, len(read), BATCH):
            for answer in _answers(read[start : start + BATCH], loaded, request):
                context.reply(answer)
    context.reply(Done(number=request.number))


def _read_some(first: int, loaded: Loaded, request: Predict, context: ServiceContext) -> tuple[list[_Read], int]:
    """The items of the next inputs, and how many inputs that are: a full batch, or what can be read while nobody gets
    impatient."""
    began = time.perf_counter()
    read: list[_Read] = []
    taken = 0
    for wanted in request.inputs[first : first + BATCH]:
        read += _read(first + taken, wanted, loaded, request, context)
        taken += 1
        if len(read) >= BATCH or _since(began) > PATIENCE_MS:
            break
    return read, taken


def _read(place: int, wanted: PredictInput, loaded: Loaded, request: Predict, context: ServiceContext) -> list[_Read]:
    context.beat()
    began = time.perf_counter()
    given = Given(path=wanted.path, content=wanted.content, text=wanted.text, drawn=wanted.drawn)
    try:
        items = loaded.kind.read(given, loaded.file, pictures=request.pictures)
    except (DeepDeskError, OSError, ValueError, MemoryError) as error:
        if not isinstance(error, DeepDeskError):
            _log.exception("An input could not be read")
        code, params = code_of(error)
        return [_Read(wanted.name, place, _since(began), error=Note(code=code, params=params))]
    share = _since(began) / max(1, len(items))
    return [_Read(wanted.name, place, share, item=item) for item in items]


def _since(began: float) -> float:
    return (time.perf_counter() - began) * 1000


def _answers(read: Sequence[_Read], loaded: Loaded, request: Predict) -> list[Predicted]:
    good = [one.item for one in read if one.item is not None]
    began = time.perf_counter()
    outputs = iter(_outputs(good, loaded))
    share = _since(began) / max(1, len(good))
    return [
        _failed(one, request.number)
        if one.item is None
        else _answered(one, one.item, next(outputs), share, loaded, request)
        for one in read
    ]


def _outputs(items: Sequence[Item], loaded: Loaded) -> npt.NDArray[Any]:
    if not items:
        return np.zeros((0, 1), dtype=np.float32)
    # Batches of two sizes only, so that a framework that compiles for each size does so twice.
    size = 1 if len(items) == 1 else BATCH
    filled = [*items, *[items[-1]] * (size - len(items))]
    return loaded.network.scores(loaded.kind.batch(filled, loaded.file.preprocessing))[: len(items)]


def _failed(one: _Read, number: int) -> Predicted:
    return Predicted(name=one.name, place=one.place, milliseconds=one.milliseconds, error=one.error, number=number)


def _answered(
    one: _Read, item: Item, outputs: npt.NDArray[Any], milliseconds: float, loaded: Loaded, request: Predict
) -> Predicted:
    error, answer = None, Answer()
    try:
        answer = loaded.kind.answer(outputs, item, loaded.file, request.top)
    except ModelError as found:
        error = Note(code=found.code, params=found.params)
    return Predicted(
        name=one.name,
        place=one.place,
        item=item.name,
        answer=answer,
        milliseconds=one.milliseconds + milliseconds,
        notes=() if error else item.notes,
        error=error,
        seen=item.seen,
        thumbnail=item.thumbnail,
        sound=item.sound,
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
    loaded = load_model(request.path, context)
    meta = loaded.file.meta
    dataset = open_for_model(request.description, loaded, context)
    trained_on = bool(meta.fingerprint) and dataset.fingerprint == meta.fingerprint
    if trained_on and request.description.split != meta.split:
        # With another split, samples of the training would count as held out.
        dataset = open_for_model(msgspec.structs.replace(request.description, split=meta.split), loaded, context)

    def progress(done: int, total: int) -> None:
        context.beat()
        if context.stop_asked():
            raise ProcessError("process.stopped")
        context.reply(Progressed(code="inference.scoring", done=done, total=total))

    evaluation = loaded.kind.evaluate(
        loaded.network, dataset, request.part, loaded.file, progress, trained_on=trained_on
    )
    if not trained_on and meta.fingerprint:
        note = Note(code="data_pin.evaluated_other", params={"name": meta.trained_on})
        evaluation = msgspec.structs.replace(evaluation, notes=(*evaluation.notes, note))
    context.reply(Evaluated(evaluation=evaluation))


def open_for_model(description: DatasetDescription, loaded: Loaded, context: ServiceContext) -> Dataset:
    """Data with the model's own preprocessing (raises DataError, OSError)."""

    def progress(code: str, done: int, total: int) -> None:
        context.beat()
        context.reply(Progressed(code=code, done=done, total=total))

    return open_dataset(
        loaded.kind.described(description, loaded.file.preprocessing),
        preprocessing=loaded.file.preprocessing,
        cache=context.cache,
        progress=progress,
        stop_asked=context.stop_asked,
    )
