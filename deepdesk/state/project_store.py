"""The open project: always on disk, saved as one goes."""

from __future__ import annotations

import threading
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

import msgspec
from PySide6.QtCore import QObject, QTimer, Signal

from deepdesk.core.errors import FormatError
from deepdesk.core.places import projects_folder
from deepdesk.data.description import COLLECTION, DatasetDescription
from deepdesk.state import project as project_file
from deepdesk.state.project import Project
from deepdesk.training.configuration import TrainingConfiguration
from deepdesk.workers.base import JobWorker
from deepdesk.workers.pools import Pools

_SAVE_AFTER_MS: Final = 500


class Saved(StrEnum):
    """How far the disk follows."""

    NONE = "none"
    SAVED = "saved"
    SAVING = "saving"
    FAILED = "failed"


class ProjectStore(QObject):
    """The one place that writes ``project.json``.

    Signals: ``opened`` (the folder: another project is open now, ``None``: none), ``changed`` (the new
    :class:`Project`), ``saved_changed`` (:class:`Saved`), ``save_failed`` (the error; what was changed stays in memory
    and is tried again with the next change).
    """

    opened = Signal(object)
    changed = Signal(object)
    saved_changed = Signal(object)
    save_failed = Signal(object)
    _written = Signal(object)
    _refused = Signal(object)

    def __init__(self, pools: Pools, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pools = pools
        self._folder: Path | None = None
        self._value = Project(name="")
        self._saved = Saved.NONE
        self._writing = threading.Lock()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_SAVE_AFTER_MS)
        self._timer.timeout.connect(self._save_beside)
        self._written.connect(self._on_written)
        self._refused.connect(self._on_refused)

    @property
    def folder(self) -> Path | None:
        """The project's folder, ``None`` before the first."""
        return self._folder

    @property
    def runs(self) -> Path | None:
        """The folder of its runs."""
        return None if self._folder is None else project_file.runs_folder(self._folder)

    @property
    def value(self) -> Project:
        """The project now."""
        return self._value

    @property
    def saved(self) -> Saved:
        """Whether the disk has it."""
        return self._saved

    def make(self, name: str, *, parent: Path | None = None, automatic: bool = True, **fields: Any) -> Path:
        """Makes a project on disk and opens it (raises OSError, StorageError; the open project then stays)."""
        folder = project_file.new_folder(parent or projects_folder(), name)
        shown = name if automatic else folder.name.removesuffix(project_file.SUFFIX)
        self._begin(folder, Project(name=shown, automatic=automatic, **fields))
        self.save_now()
        return folder

    def open(self, folder: Path) -> Project:
        """Opens the project in ``folder`` (raises FormatError, OSError; the open project then stays)."""
        project = project_file.load_project(folder)
        self._begin(folder, project)
        self._set_saved(Saved.SAVED)
        return project

    def left(self, dataset: DatasetDescription) -> DatasetDescription | None:
        """How the data of the source of ``dataset`` were left, in this project or in one of their own; ``None`` where
        they never were open. Collections made by hand have no source to be known by."""
        if dataset.source == COLLECTION:
            return None
        known = self._value.dataset
        if known is not None and known.source == dataset.source:
            return known
        if self._folder is not None and not self._value.automatic:
            return None
        found = project_file.find_for(projects_folder(), dataset)
        try:
            return None if found is None else project_file.load_project(found).dataset
        except (FormatError, OSError):
            return None

    def adopt(self, dataset: DatasetDescription, name: str, fingerprint: str, fresh: TrainingConfiguration) -> bool:
        """Makes the data that were opened those of the project; gives whether the project was there before.

        A project that was made by itself for other data makes room for these data's own one (found or made).
        Raises: OSError, StorageError when none can be made.
        """
        known = self._value.dataset
        same = known is not None and known.source == dataset.source
        if self._folder is not None and (same or known is None or not self._value.automatic):
            self.change(dataset=dataset, fingerprint=fingerprint)
            return True
        is_by_hand = dataset.source == COLLECTION  # of which there may be several
        found = None if is_by_hand else project_file.find_for(projects_folder(), dataset)
        if found is None:
            self.make(name, dataset=dataset, fingerprint=fingerprint, configuration=fresh)
            return False
        self.open(found)
        self.change(dataset=dataset, fingerprint=fingerprint)
        return True

    def change(self, **fields: Any) -> None:
        """Replaces some fields and saves shortly after (raises TypeError for a field that does not exist)."""
        value = msgspec.structs.replace(self._value, **fields)
        if value == self._value:
            return
        self._value = value
        self.changed.emit(value)
        if self._folder is not None:
            self._set_saved(Saved.SAVING)
            self._timer.start()

    def save_now(self) -> bool:
        """Writes at once, on this thread; whether that worked (``save_failed`` tells why not)."""
        self._timer.stop()
        if self._folder is None:
            return True
        try:
            self._write(self._folder, self._value)
        except OSError as error:
            self._on_refused(error)
            return False
        self._set_saved(Saved.SAVED)
        return True

    def _begin(self, folder: Path, project: Project) -> None:
        self.save_now()
        self._folder = folder
        self._value = project
        self.opened.emit(folder)
        self.changed.emit(project)

    def _save_beside(self) -> None:
        folder, value = self._folder, self._value
        if folder is None:
            return

        def write() -> Project:
            self._write(folder, value)
            return value

        self._pools.start_job(JobWorker(write, done=self._written.emit, failed=self._refused.emit))

    def _write(self, folder: Path, value: Project) -> None:
        with self._writing:
            # A later value may have been written by now; it must not be taken back by an earlier one.
            latest = self._value if folder == self._folder else value
            project_file.save_project(folder, latest)

    def _on_written(self, value: Project) -> None:
        if value == self._value:
            self._set_saved(Saved.SAVED)

    def _on_refused(self, error: BaseException) -> None:
        self._set_saved(Saved.FAILED)
        self.save_failed.emit(error)

    def _set_saved(self, saved: Saved) -> None:
        if saved != self._saved:
            self._saved = saved
            self.saved_changed.emit(saved)
