"""The worker that fetches, reads and matches a file of weights in a child."""

from __future__ import annotations

import threading
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from deepdesk.model.description import ModelDescription
from deepdesk.process.children import Children
from deepdesk.process.weights import fetch_weights, map_weights
from deepdesk.workers.base import Worker


class WeightsSignals(QObject):
    """To be made on the window's thread and kept there.

    ``progressed`` carries :class:`Progressed`, ``fetched`` the path of a file that was fetched, ``mapped`` the
    :class:`WeightsMapped`, ``failed`` the exception instead of it.
    """

    progressed = Signal(object)
    fetched = Signal(str)
    mapped = Signal(object)
    failed = Signal(object)


class WeightsWorker(Worker):
    """Matches ``source`` (a path, or an address, which is fetched first) to ``model``; for ``Pools.start_run``."""

    def __init__(
        self,
        children: Children,
        source: str,
        model: ModelDescription,
        signals: WeightsSignals,
        *,
        chosen: dict[str, str | None] | None = None,
        out: Path | None = None,
    ) -> None:
        super().__init__(signals.failed.emit)
        self._children = children
        self._source = source
        self._model = model
        self._chosen = dict(chosen or {})
        self._out = out
        self._progressed = signals.progressed.emit
        self._fetched = signals.fetched.emit
        self._mapped = signals.mapped.emit
        self._stop = threading.Event()

    def cancel(self) -> None:
        """Asks the child to stop; ``failed`` or ``mapped`` still follows."""
        self._stop.set()

    def work(self) -> None:
        """Fetches, matches and relays."""
        path = self._source
        if path.lower().startswith(("http://", "https://")):
            path = fetch_weights(self._children, path, on_reply=self._progressed, stop=self._stop).path
            self._fetched(path)
        found = map_weights(
            self._children,
            Path(path),
            self._model,
            chosen=self._chosen,
            out=self._out,
            on_reply=self._progressed,
            stop=self._stop,
        )
        self._mapped(found)
