"""The state of Predict: the model in use, the inputs and their answers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import Final

import msgspec
from PySide6.QtCore import QObject, QTimer, Signal

from deepdesk.core.catalogue import say
from deepdesk.core.errors import DeepDeskError
from deepdesk.inference.data_uri import is_data_uri, split_data_uris
from deepdesk.inference.inputs import files_in
from deepdesk.process.children import Children
from deepdesk.process.replies import ImageFetched, ModelLoaded, Predicted
from deepdesk.process.requests import PredictInput
from deepdesk.state.answers import Answer, AnswerState, ModelState, error_note, more_of, table_writer, without_items
from deepdesk.state.evaluation_store import EvaluationStore
from deepdesk.workers.base import JobWorker
from deepdesk.workers.evaluation_worker import FetchSignals, FetchWorker
from deepdesk.workers.pools import Pools
from deepdesk.workers.prediction_worker import DRAWN, PredictionSignals, PredictionWorker

FLUSH_MS: Final = 40
ANSWERS_LIMIT: Final = 20_000


class PredictionStore(QObject):
    """Owns the worker of the model in use and the answers.

    Signals: ``model_changed`` carries the :class:`ModelState`; ``answers_added`` and ``answers_changed`` tuples of
    :class:`Answer`, the latter merged at 25 Hz; ``drawing_answered`` a :class:`Predicted`; ``choices_changed`` the
    finished runs as ``((title, path), …)``; ``exported`` the path of the table; ``failed`` an exception to be told.

    Attributes:
        scores: the state of the view Evaluate.
    """

    model_changed = Signal(object)
    answers_added = Signal(object)
    answers_changed = Signal(object)
    answers_cleared = Signal()
    drawing_answered = Signal(object)
    choices_changed = Signal(object)
    exported = Signal(str)
    failed = Signal(object)
    _found = Signal(object)

    def __init__(self, pools: Pools, children: Children, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pools = pools
        self._children = children
        self._model = ModelState()
        self._choices: tuple[tuple[str, str], ...] = ()
        self._answers: dict[int, Answer] = {}
        self._count = 0
        self._worker: PredictionWorker | None = None
        self._signals: PredictionSignals | None = None
        self.scores = EvaluationStore(pools, children, self)
        self._fetches: dict[int, FetchWorker] = {}
        self._fetch_signals = FetchSignals(self)
        self._fetch_signals.fetched.connect(self._on_fetched)
        self._fetch_signals.failed.connect(self._on_fetch_failed)
        self._drawing: bytes | None = None
        self._changed: dict[int, Answer] = {}
        self._flush = QTimer(self)
        self._flush.setSingleShot(True)
        self._flush.setInterval(FLUSH_MS)
        self._flush.timeout.connect(self._tell_changed)
        self._found.connect(self._on_found)

    @property
    def model(self) -> ModelState:
        """The model in use."""
        return self._model

    @property
    def choices(self) -> tuple[tuple[str, str], ...]:
        """Finished runs of the project: (title, path of the model file)."""
        return self._choices

    @property
    def answers(self) -> tuple[Answer, ...]:
        """All rows in the order of arrival."""
        return tuple(self._answers.values())

    @property
    def kind(self) -> str:
        """The kind of data that the model in use answers; images while there is none."""
        loaded = self._model.loaded
        return "images" if loaded is None else str(type(loaded.preprocessing).__struct_config__.tag)

    def set_choices(self, choices: Sequence[tuple[str, str]]) -> None:
        """Says which models there are to choose from."""
        if tuple(choices) != self._choices:
            self._choices = tuple(choices)
            self.choices_changed.emit(self._choices)

    def use_model(self, path: str | Path | None) -> None:
        """Loads another model (``None``: none); all inputs are answered again by it."""
        self._end_worker()
        self._set_model(ModelState(path=None if path is None else str(path)))
        if path is None:
            return
        self._signals = signals = PredictionSignals()
        signals.loaded.connect(self._on_loaded)
        signals.predicted.connect(self._on_predicted)
        signals.failed.connect(self._on_model_failed)
        self._worker = PredictionWorker(self._children, Path(path), signals)
        self._pools.start_run(self._worker)
        self._drop_items()
        asked = [answer for answer in self._answers.values() if answer.wanted is not None]
        for answer in asked:
            self._change(msgspec.structs.replace(answer, state="waiting", predicted=None))
        self._ask(asked)
        if self._drawing is not None:
            self.predict_canvas(self._drawing)

    def _drop_items(self) -> None:
        """Removes the rows of further items: the inputs that hold them are read again."""
        kept = without_items(self._answers)
        if len(kept) < len(self._answers):
            self._answers, self._changed = kept, {}
            self.answers_cleared.emit()
            self.answers_added.emit(tuple(kept.values()))

    def close(self) -> None:
        """Ends the worker, the score that is being taken and every download."""
        self._end_worker()
        self.scores.close()
        for worker in self._fetches.values():
            worker.cancel()

    def add_paths(self, paths: Iterable[str]) -> None:
        """Adds image files and the images in folders, which are looked through in the background."""
        files = partial(files_in, tuple(paths), self.kind)
        self._pools.start_job(JobWorker(files, done=self._found.emit, failed=self.failed.emit))

    def add_image_bytes(self, content: bytes, name: str | None = None) -> None:
        """Adds the bytes of an image file, as from the clipboard."""
        shown = name or say("inference.from_clipboard")
        self._add([(shown, PredictInput(name="", content=content))])

    def add_text(self, text: str) -> bool:
        """Adds what a pasted text names: data addresses, or a web address to be offered; whether it was one of them."""
        stripped = text.strip()
        if self.kind == "text" and stripped:
            shown = stripped.replace("\n", " ")
            self._add([(shown, PredictInput(name="", text=text))])
            return True
        if is_data_uri(stripped):
            shown = say("inference.from_text")
            self._add([(shown, PredictInput(name="", text=uri)) for uri in split_data_uris(stripped)])
            return True
        if stripped.lower().startswith(("http://", "https://")) and not any(letter.isspace() for letter in stripped):
            self.offer_address(stripped)
            return True
        return False

    def offer_address(self, address: str) -> None:
        """Adds a web address, which is not fetched before :meth:`fetch`."""
        self._insert([Answer(number=self._count, name=address, address=address, state="offered")])

    def fetch(self, number: int) -> None:
        """Downloads the address of a row, because the person asked for it, in the data child."""
        answer = self._answers.get(number)
        if answer is None or answer.address is None or number in self._fetches:
            return
        self._fetches[number] = worker = FetchWorker(self._children, number, answer.address, self._fetch_signals)
        self._change(msgspec.structs.replace(answer, state="fetching", predicted=None))
        self._pools.start_run(worker)

    def predict_canvas(self, png: bytes | None) -> None:
        """Predicts a drawing (``None``: it was wiped); while one waits only the latest is kept."""
        self._drawing = png
        if self._worker is not None and png is not None:
            self._worker.queue.put_drawing(PredictInput(name="", content=png, drawn=True))

    def clear(self) -> None:
        """Removes all rows."""
        if self._worker is not None:
            self._worker.queue.drop_waiting()
        for worker in self._fetches.values():
            worker.cancel()
        self._answers.clear()
        self._changed.clear()
        self.answers_cleared.emit()

    def export_csv(self, path: str | Path) -> None:
        """Writes all answers as a table in the background."""
        target, write_table = Path(path), table_writer(tuple(self._answers.values()), self._model.loaded)

        def write() -> object:
            write_table(target)
            return str(target)

        self._pools.start_job(JobWorker(write, done=self.exported.emit, failed=self.failed.emit))

    def _end_worker(self) -> None:
        if self._signals is not None:
            # What the old worker still sends must not meet the new model.
            for signal in (self._signals.loaded, self._signals.predicted, self._signals.failed):
                signal.disconnect()
            self._signals = None
        if self._worker is not None:
            worker, self._worker = self._worker, None
            worker.queue.close()
            # Ending a child that is at work takes a moment.
            self._pools.start_job(JobWorker(worker.close))

    def _set_model(self, model: ModelState) -> None:
        self._model = model
        self.model_changed.emit(model)

    def _add(self, named: Sequence[tuple[str, PredictInput]]) -> None:
        room = max(0, ANSWERS_LIMIT - len(self._answers))
        if len(named) > room:
            self.failed.emit(DeepDeskError("inference.too_many_inputs", limit=ANSWERS_LIMIT, left=len(named) - room))
        added = [
            Answer(number=self._count + offset, name=name, wanted=wanted)
            for offset, (name, wanted) in enumerate(named[:room])
        ]
        self._insert(added)
        self._ask(added)

    def _insert(self, added: Sequence[Answer]) -> None:
        if added:
            self._count += len(added)
            self._answers.update({answer.number: answer for answer in added})
            self.answers_added.emit(tuple(added))

    def _ask(self, answers: Iterable[Answer]) -> None:
        if self._worker is not None:
            self._worker.queue.put([(answer.number, answer.wanted) for answer in answers if answer.wanted is not None])

    def _change(self, answer: Answer) -> None:
        if answer.number in self._answers:
            self._answers[answer.number] = answer
            self._changed[answer.number] = answer
            if not self._flush.isActive():
                self._flush.start()

    def _tell_changed(self) -> None:
        changed, self._changed = tuple(self._changed.values()), {}
        if changed:
            self.answers_changed.emit(changed)

    def _on_found(self, found: list[tuple[str, list[str]]]) -> None:
        for given, paths in found:
            if not paths:
                note = error_note(DeepDeskError("inference.empty_folder"))
                failed = Predicted(name="", error=note)
                name = Path(given).name or given
                self._insert([Answer(number=self._count, name=name, state="failed", predicted=failed)])
            self._add([(Path(path).name, PredictInput(name="", path=path)) for path in paths])

    def _on_loaded(self, loaded: ModelLoaded) -> None:
        self._set_model(msgspec.structs.replace(self._model, loaded=loaded))

    def _on_model_failed(self, error: BaseException) -> None:
        note = error_note(error)
        self._worker = None
        self._set_model(msgspec.structs.replace(self._model, loaded=None, error=note))
        for answer in self.answers:
            if answer.state == "waiting":
                failed = Predicted(name="", error=note)
                self._change(msgspec.structs.replace(answer, state="failed", predicted=failed))

    def _on_predicted(self, number: int, predicted: Predicted) -> None:
        if number == DRAWN:
            if self._drawing is not None:
                self.drawing_answered.emit(predicted)
            return
        answer = self._answers.get(number)
        if answer is None:
            return
        state: AnswerState = "failed" if predicted.error is not None else "answered"
        if answer.state == "waiting":
            self._change(msgspec.structs.replace(answer, state=state, predicted=predicted))
        elif len(self._answers) < ANSWERS_LIMIT:
            self._insert([more_of(answer, self._count, predicted)])

    def _on_fetched(self, number: int, reply: object) -> None:
        self._fetches.pop(number, None)
        answer = self._answers.get(number)
        if answer is not None and isinstance(reply, ImageFetched):
            wanted = PredictInput(name="", content=reply.content)
            asked = msgspec.structs.replace(answer, state="waiting", wanted=wanted)
            self._change(asked)
            self._ask([asked])

    def _on_fetch_failed(self, number: int, error: BaseException) -> None:
        self._fetches.pop(number, None)
        answer = self._answers.get(number)
        if answer is not None:
            failed = Predicted(name="", error=error_note(error))
            self._change(msgspec.structs.replace(answer, state="failed", predicted=failed))
