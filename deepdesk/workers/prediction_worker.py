"""The worker behind Predict: a loaded model in a child, fed from a queue as long as it is in use."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, Signal

from deepdesk.core.errors import DeepDeskError
from deepdesk.inference.predictions import Note
from deepdesk.process.children import Children
from deepdesk.process.predictor import CHUNK, Predictor
from deepdesk.process.replies import Predicted
from deepdesk.process.requests import PredictInput
from deepdesk.workers.base import Worker

DRAWN: Final = -1


class PredictionSignals(QObject):
    """To be made on the window's thread and kept there.

    ``loaded`` carries the :class:`ModelLoaded`, ``predicted`` the number of the input and a :class:`Predicted` of it
    (:data:`DRAWN` for the drawing), ``failed`` the exception when the model cannot be used.
    """

    loaded = Signal(object)
    predicted = Signal(int, object)
    failed = Signal(object)


class PredictionQueue:
    """What waits to be predicted; the latest drawing goes first and takes the place of an earlier one."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._waiting: deque[tuple[int, PredictInput]] = deque()
        self._drawing: PredictInput | None = None
        self._closed = False

    def put(self, inputs: Sequence[tuple[int, PredictInput]]) -> None:
        """Appends numbered inputs."""
        with self._changed:
            self._waiting.extend(inputs)
            self._changed.notify()

    def put_drawing(self, drawing: PredictInput) -> None:
        """Puts a drawing in the place of the one that waits."""
        with self._changed:
            self._drawing = drawing
            self._changed.notify()

    def drop_waiting(self) -> None:
        """Forgets the inputs that have not begun."""
        with self._changed:
            self._waiting.clear()

    def close(self) -> None:
        """Ends :meth:`take`."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    def take(self, most: int) -> list[tuple[int, PredictInput]]:
        """The next inputs, at most ``most``: the drawing alone, else the oldest; waits; empty when closed."""
        with self._changed:
            self._changed.wait_for(lambda: bool(self._closed or self._drawing or self._waiting))
            if self._closed:
                return []
            if self._drawing is not None:
                drawing, self._drawing = self._drawing, None
                return [(DRAWN, drawing)]
            return [self._waiting.popleft() for _ in range(min(most, len(self._waiting)))]


class PredictionWorker(Worker):
    """Loads the model at ``path`` and answers what comes into ``queue`` until it is closed; for ``Pools.start_run``."""

    def __init__(self, children: Children, path: Path, signals: PredictionSignals) -> None:
        super().__init__(signals.failed.emit)
        self.queue = PredictionQueue()
        self._predictor = Predictor(children, path)
        self._loaded: Callable[[object], None] = signals.loaded.emit
        self._predicted: Callable[[int, object], None] = signals.predicted.emit

    def close(self) -> None:
        """Ends the worker and its child, whatever they are doing; from any thread."""
        self.queue.close()
        self._predictor.close()

    def work(self) -> None:
        """Loads and answers."""
        try:
            self._loaded(self._predictor.load())
            while numbered := self.queue.take(CHUNK):
                self._answer(numbered)
        finally:
            self._predictor.close()

    def _answer(self, numbered: list[tuple[int, PredictInput]]) -> None:
        waiting = [number for number, _ in numbered]
        answered: set[int] = set()

        def take(answer: Predicted) -> None:
            answered.add(waiting[answer.place])
            self._predicted(waiting[answer.place], answer)

        try:
            self._predictor.predict([wanted for _, wanted in numbered], take, pictures=True)
        except DeepDeskError as error:
            # The model could not be loaded again: these inputs fail, the next may do better.
            note = Note(code=error.code, params=error.params)
            for number in waiting:
                if number not in answered:
                    self._predicted(number, Predicted(name="", error=note))
