"""A project on disk: its value, its folder's name, reading and writing it."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any, Final

import msgspec

from deepdesk.core import documents
from deepdesk.core.errors import FormatError, StorageError
from deepdesk.data.description import COLLECTION, DatasetDescription
from deepdesk.data.edits import with_names
from deepdesk.state.data_pin import DataPin
from deepdesk.training.configuration import TrainingConfiguration

FORMAT: Final = "deepdesk.project"
VERSION: Final = 1
SUFFIX: Final = ".deepdesk"
FILE: Final = "project.json"
_TRIES: Final = 1000
_OWN: Final = "project:"
"""Before the names of files that lie in the project's own folder."""


class Project(msgspec.Struct, frozen=True, kw_only=True):
    """What a project remembers besides its runs.

    Attributes:
        name: for people.
        dataset: what is learnt from; a path is relative to the project's folder where that is possible.
        fingerprint: of the data when they were last opened.
        model: the model with its pins, in the form that the model's store gives and takes.
        configuration: the settings of the next run.
        shown_run: the run that was last looked at.
        automatic: made for the data by itself; other data then get a project of their own.
        pin: what the data were when they were last opened.
    """

    name: str
    dataset: DatasetDescription | None = None
    fingerprint: str = ""
    model: dict[str, Any] | None = None
    configuration: TrainingConfiguration = TrainingConfiguration()
    shown_run: str | None = None
    automatic: bool = True
    pin: DataPin | None = None


def runs_folder(folder: Path) -> Path:
    """Where the runs of the project in ``folder`` are."""
    return folder / "runs"


def load_project(folder: Path) -> Project:
    """Reads ``project.json``; its data's path comes back absolute.

    Raises:
        FormatError: the folder is no project, or its file cannot be read.
        OSError: the disk refuses.
    """
    try:
        project = documents.load(folder / FILE, Project, format=FORMAT, version=VERSION)
    except (FileNotFoundError, NotADirectoryError) as error:
        raise FormatError("project.not_one", path=str(folder)) from error
    return msgspec.structs.replace(project, dataset=_absolute(project.dataset, folder))


def save_project(folder: Path, project: Project) -> None:
    """Writes ``project.json`` atomically (raises OSError, also when the project was moved away)."""
    stored = msgspec.structs.replace(project, dataset=_relative(project.dataset, folder))
    documents.save(folder / FILE, stored, format=FORMAT, version=VERSION, within=folder)


def new_folder(parent: Path, name: str) -> Path:
    """Makes ``NAME.deepdesk`` below ``parent``, numbered where that name is taken (raises OSError, StorageError)."""
    parent.mkdir(parents=True, exist_ok=True)
    safe = safe_name(name)
    for number in range(1, _TRIES):
        folder = parent / f"{safe}{'' if number == 1 else f' {number}'}{SUFFIX}"
        try:
            folder.mkdir()
        except FileExistsError:
            continue
        return folder
    raise StorageError("project.no_free_name", path=str(parent), name=safe)


def find_for(parent: Path, dataset: DatasetDescription) -> Path | None:
    """The newest project below ``parent`` that was made by itself for this source, if there is one."""
    try:
        folders = sorted(parent.glob(f"*{SUFFIX}"), key=lambda folder: folder.stat().st_mtime, reverse=True)
    except OSError:
        return None
    for folder in folders:
        try:
            project = load_project(folder)
        except (OSError, FormatError):
            continue
        if project.automatic and project.dataset is not None and project.dataset.source == dataset.source:
            return folder
    return None


def safe_name(name: str) -> str:
    """``name`` without what some file system refuses; never empty."""
    cleaned = re.sub(r'[<>:"/\\|?*\x00-\x1f]', "-", name).strip(" .")
    return cleaned[:80] or "data"


def _relative(dataset: DatasetDescription | None, folder: Path) -> DatasetDescription | None:
    """``dataset`` as it is written: pasted images by their place in the project, so that it can be moved."""
    if dataset is None:
        return None
    own = f"{folder.absolute()}{os.sep}"

    def written(name: str) -> str:
        return _OWN + Path(name.removeprefix(own)).as_posix() if name.startswith(own) else name

    dataset = msgspec.structs.replace(dataset, edits=with_names(dataset.edits, written))
    if not _is_path(dataset.source):
        return dataset
    try:
        source = os.path.relpath(dataset.source, folder)
    except ValueError:  # another drive
        return dataset
    return msgspec.structs.replace(dataset, source=Path(source).as_posix())


def _absolute(dataset: DatasetDescription | None, folder: Path) -> DatasetDescription | None:
    if dataset is None:
        return None

    def read(name: str) -> str:
        return str(folder.absolute() / name.removeprefix(_OWN)) if name.startswith(_OWN) else name

    dataset = msgspec.structs.replace(dataset, edits=with_names(dataset.edits, read))
    if not _is_path(dataset.source) or Path(dataset.source).is_absolute():
        return dataset
    return msgspec.structs.replace(dataset, source=os.path.normpath(folder.absolute() / dataset.source))


def _is_path(source: str) -> bool:
    return source != COLLECTION and not source.startswith("sample:")
