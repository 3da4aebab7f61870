"""The open data set: what the window shows of it, and the wishes to open, change, fetch and cancel."""

from __future__ import annotations

import time
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import Any, Final, NamedTuple

import msgspec
from PySide6.QtCore import QObject, Signal

from deepdesk.core.errors import DeepDeskError
from deepdesk.data.description import COLLECTION, DatasetDescription, load_description
from deepdesk.data.samples import MNIST, PREFIX
from deepdesk.process.children import Children
from deepdesk.process.replies import AugmentationPreviewed, ClipPreviewed, DataGlimpsed, ImagePreviewed, Progressed
from deepdesk.process.requests import Download, PreviewAugmentation, PreviewClip, PreviewImage, Role
from deepdesk.state.settings_store import SettingsStore
from deepdesk.workers.data_worker import OpenDataWorker, OpenedData
from deepdesk.workers.pools import Pools
from deepdesk.workers.request_worker import RequestSignals, RequestWorker

__all__ = ["DatasetStore", "OpenedData", "Phase"]

_CANCELLED: Final = frozenset({"data.cancelled", "process.stopped", "process.closed"})
DESCRIPTION: Final = ".data.json"
_FORGET_SECONDS: Final = 5.0
_WITH_FILES: Final = ("images", "segmentation", "audio")
"""Kinds whose samples are files that can be shown as they are; a row of a table is none."""


class Phase(StrEnum):
    """What the store is doing."""

    IDLE = "idle"
    OPENING = "opening"
    DOWNLOADING = "downloading"


class _Asked(NamedTuple):
    """A request on its way: the worker, and the object on the window's thread that it emits through."""

    worker: RequestWorker
    signals: RequestSignals


class DatasetStore(QObject):
    """Opens data sets in the data child. A data set that is open stays until another one has really been opened.

    Signals: ``opening_started`` (the :class:`DatasetDescription`), ``download_started`` (the sample's name),
    ``progressed`` (:class:`Progressed`), ``glimpsed`` (:class:`deepdesk.data.glimpse.Glimpse`: first samples while the
    rest is still being read, each holding more than the one before), ``changed`` (:class:`OpenedData`), ``failed``
    (the exception), ``cancelled``, ``previewed`` (sample number, :class:`ImagePreviewed` or :class:`ClipPreviewed`),
    ``varied`` (:class:`AugmentationPreviewed`).
    """

    opening_started = Signal(object)
    download_started = Signal(str)
    progressed = Signal(object)
    glimpsed = Signal(object)
    changed = Signal(object)
    failed = Signal(object)
    cancelled = Signal()
    previewed = Signal(int, object)
    varied = Signal(object)

    def __init__(
        self,
        pools: Pools,
        children: Children,
        settings: SettingsStore,
        parent: QObject | None = None,
        *,
        left: Callable[[DatasetDescription], DatasetDescription | None] = lambda _: None,
    ) -> None:
        """``left``: how data of this source were left, ``None`` where they never were open."""
        super().__init__(parent)
        self._left = left
        self._pools = pools
        self._children = children
        self._settings = settings
        self._opened: OpenedData | None = None
        self._failure: BaseException | None = None
        self._asked: DatasetDescription | None = None
        self._phase = Phase.IDLE
        self._current: _Asked | None = None
        self._preview: _Asked | None = None
        self._preview_next: tuple[int, int] | None = None
        self._previewed: tuple[OpenedData, int] | None = None
        self._varying: _Asked | None = None
        self._varying_next: PreviewAugmentation | None = None
        self._kept: list[_Asked] = []

    @property
    def opened(self) -> OpenedData | None:
        """The data set that is open."""
        return self._opened

    @property
    def failure(self) -> BaseException | None:
        """Why the last opening or download failed; ``None`` after one that went well or was cancelled."""
        return self._failure

    @property
    def asked(self) -> DatasetDescription | None:
        """What was asked for last, whether or not it could be opened."""
        return self._asked

    @property
    def phase(self) -> Phase:
        """What is going on."""
        return self._phase

    @property
    def mnist_address(self) -> str:
        """Where ``sample:mnist`` is fetched from."""
        return self._settings.value.mnist_address or MNIST.address

    def open(self, source: str | Path | DatasetDescription) -> None:
        """Opens a path, ``sample:NAME``, a ``*.data.json`` or a description; what is being opened now is given up.

        A path or sample that was open before is opened as it was left, with its settings and edits.
        """
        try:
            description = _described(source)
        except (DeepDeskError, OSError) as error:
            self._fail(error)
            return
        if not isinstance(source, DatasetDescription) and not str(source).endswith(DESCRIPTION):
            description = self._left(description) or description
        self._asked = description
        signals = self._begin(Phase.OPENING)
        self._start(OpenDataWorker(self._children, description, signals), signals)
        self.opening_started.emit(description)

    def change(self, **fields: Any) -> None:
        """Opens the same data with other settings (raises TypeError for a field that does not exist).

        Does nothing while no data set is open or asked for, and when nothing changes.
        """
        opened = None if self._opened is None else self._opened.description
        current = self._asked if self._phase is Phase.OPENING else opened
        if current is not None:
            wanted = msgspec.structs.replace(current, **fields)
            if wanted != current:
                self.open(wanted)

    def download(self, address: str) -> None:
        """Fetches MNIST from the folder at ``address``, remembers the address, and opens the data set."""
        address = address.strip()
        self._settings.change(mnist_address="" if address == MNIST.address else address)
        signals = self._begin(Phase.DOWNLOADING)
        request = Download(sample=MNIST.name, address=address)
        self._start(RequestWorker(self._children, Role.DATA, request, signals), signals)
        self.download_started.emit(MNIST.name)

    def cancel(self) -> None:
        """Gives up opening or fetching; what was open stays, what was fetched is kept for the next time."""
        if self._current is not None:
            self._give_up()
            self.cancelled.emit()

    def preview(self, index: int, side: int) -> None:
        """Asks for the file of a sample with at most ``side`` pixels; ``previewed`` follows. The latest wish wins.

        Nothing follows where samples are only numbers, or the file cannot be read any more.
        """
        self._preview_next = (index, side)
        if self._preview is None:
            self._start_preview()

    def preview_augmentation(self, description: DatasetDescription, sample: int, count: int, seed: int) -> None:
        """Asks for variations of a sample as ``description`` wants them; ``varied`` follows. The latest wish wins."""
        opened = self._opened
        if opened is None or not 0 <= sample < opened.samples:
            return
        self._varying_next = PreviewAugmentation(
            description=msgspec.structs.replace(description, kind=opened.reply.description.kind),
            folder=opened.reply.folder,
            view=opened.reply.view,
            sample=sample,
            count=count,
            seed=seed,
        )
        if self._varying is None:
            self._start_varying()

    def _start_varying(self) -> None:
        request, self._varying_next = self._varying_next, None
        if request is None:
            return
        signals = RequestSignals(self)
        worker = RequestWorker(self._children, Role.DATA, request, signals)
        signals.answered.connect(self._on_varied)
        signals.failed.connect(self._on_varied)
        self._varying = self._keep(worker, signals)
        self._pools.start_run(worker)

    def _on_varied(self, reply: object) -> None:
        self._varying = None
        if isinstance(reply, AugmentationPreviewed):
            self.varied.emit(reply)
        self._start_varying()

    def close(self) -> None:
        """Gives up all work, silently."""
        self._varying_next = None
        self._preview_next = None
        self._give_up()

    def _begin(self, phase: Phase) -> RequestSignals:
        self._give_up()
        self._failure = None
        self._phase = phase
        return RequestSignals(self)

    def _start(self, worker: RequestWorker, signals: RequestSignals) -> None:
        self._current = self._keep(worker, signals)
        signals.replied.connect(self._on_reply)
        signals.answered.connect(self._on_answered)
        signals.failed.connect(self._on_failed)
        self._pools.start_run(worker)

    def _keep(self, worker: RequestWorker, signals: RequestSignals) -> _Asked:
        """Keeps what a worker emits through until its thread has surely left it."""
        limit = time.monotonic() - _FORGET_SECONDS
        for old in [one for one in self._kept if one.worker.finished is not None and one.worker.finished < limit]:
            self._kept.remove(old)
            old.signals.deleteLater()
        asked = _Asked(worker, signals)
        self._kept.append(asked)
        return asked

    def _give_up(self) -> None:
        if self._current is not None:
            self._current.worker.cancel()
        self._current = None
        self._phase = Phase.IDLE

    def _is_current(self) -> bool:
        """Whether the signal that is being handled comes from what was asked last."""
        return self._current is not None and self.sender() is self._current.signals

    def _on_reply(self, reply: object) -> None:
        if self._is_current() and isinstance(reply, Progressed):
            self.progressed.emit(reply)
        elif self._is_current() and isinstance(reply, DataGlimpsed):
            self.glimpsed.emit(reply.glimpse)

    def _on_answered(self, answer: object) -> None:
        if not self._is_current():
            return
        self._current = None
        self._phase = Phase.IDLE
        if isinstance(answer, OpenedData):
            self._opened = answer
            self.changed.emit(answer)
        else:
            self.open(PREFIX + MNIST.name)

    def _on_failed(self, error: BaseException) -> None:
        if not self._is_current():
            return
        self._current = None
        self._phase = Phase.IDLE
        if isinstance(error, DeepDeskError) and error.code in _CANCELLED:
            self.cancelled.emit()
        else:
            self._fail(error)

    def _fail(self, error: BaseException) -> None:
        self._failure = error
        self.failed.emit(error)

    def _start_preview(self) -> None:
        if self._preview_next is None or self._opened is None:
            return
        (index, side), self._preview_next = self._preview_next, None
        opened = self._opened
        path = opened.path_of(index) if index < opened.samples and opened.kind in _WITH_FILES else None
        if path is None:
            return
        signals = RequestSignals(self)
        recording = opened.kind == "audio"
        request = PreviewClip(path=str(path)) if recording else PreviewImage(path=str(path), side=side)
        worker = RequestWorker(self._children, Role.DATA, request, signals)
        signals.answered.connect(self._on_previewed)
        signals.failed.connect(self._on_previewed)
        self._preview, self._previewed = self._keep(worker, signals), (opened, index)
        self._pools.start_run(worker)

    def _on_previewed(self, reply: object) -> None:
        opened, index = self._previewed or (None, 0)
        self._preview = None
        if isinstance(reply, ImagePreviewed | ClipPreviewed) and opened is self._opened and self._preview_next is None:
            self.previewed.emit(index, reply)
        self._start_preview()


def _described(source: str | Path | DatasetDescription) -> DatasetDescription:
    if isinstance(source, DatasetDescription):
        return source
    text = str(source)
    if text.endswith(DESCRIPTION):
        return load_description(Path(text))
    if text != COLLECTION and not text.startswith(PREFIX):
        # The child need not stand in the same folder.
        text = str(Path(text).expanduser().absolute())
    return DatasetDescription(source=text)
