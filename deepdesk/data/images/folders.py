"""Folders with one sub-folder per class, with or without ``train/ val/ test/`` above them."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Final

import numpy as np

from deepdesk.core.errors import DataError
from deepdesk.data.content import TEST, TRAIN, VALIDATION, FileContent, Progress, Signature, StopAsked, check_stop
from deepdesk.data.dataset import BadFile
from deepdesk.data.images.decoding import SUFFIXES

_PART_FOLDERS: Final[Mapping[str, int]] = MappingProxyType(
    {
        "train": TRAIN,
        "training": TRAIN,
        "val": VALIDATION,
        "valid": VALIDATION,
        "validation": VALIDATION,
        "test": TEST,
        "testing": TEST,
    }
)
_DEPTH_LIMIT: Final = 32
_LOOK_EVERY: Final = 500
_WRAPPERS: Final = 3
"""How many folders that hold nothing but one folder are looked through (an unpacked archive has one or two)."""


@dataclass
class _Walk:
    """What a scan has gathered so far; ``above`` (folders that lie around the present one) keeps links from leading in
    circles."""

    progress: Progress
    stop_asked: StopAsked
    above: set[tuple[int, int]] = field(default_factory=set)
    bad: list[BadFile] = field(default_factory=list)
    found: list[tuple[str, str, int, int, int]] = field(default_factory=list)  # path, class, part, size, time


def scan_folder(root: Path, *, progress: Progress, stop_asked: StopAsked) -> FileContent:
    """Every image below ``root`` with its class, from names alone; nothing is opened.

    A class is a sub-folder; images in deeper folders belong to it too. Hidden files and files that are no images by
    their names are passed over. What cannot be entered, and images that lie outside every class, are listed in ``bad``.

    Raises:
        DataError: empty, no class folders, no images, one class only, no permission, cancelled.
    """
    walk = _Walk(progress=progress, stop_asked=stop_asked)
    place = _unwrapped(root)
    folders, files = _listing(place)
    if not folders and not files:
        raise DataError("data.folder_empty", path=str(root))
    loose = [name for name in files if _is_image(name)]
    if not folders:
        raise DataError("data.no_class_folders" if loose else "data.no_images", path=str(root), images=len(loose))
    split = _split_folders(place, folders)
    for name in split or [""]:
        part = _PART_FOLDERS[name.lower()] if name else TRAIN
        _walk_classes(walk, root, place / name, part)
    return _gathered(walk, root, has_parts=len(split) > 1)


def _gathered(walk: _Walk, root: Path, *, has_parts: bool) -> FileContent:
    if not walk.found:
        raise DataError("data.no_images", path=str(root), images=0)
    walk.found.sort(key=lambda item: item[0])
    classes = tuple(sorted({item[1] for item in walk.found}))
    if len(classes) < 2:
        raise DataError("data.one_class", path=str(root), name=classes[0])
    number = {name: index for index, name in enumerate(classes)}
    given = np.array([item[2] for item in walk.found], dtype=np.uint8) if has_parts else None
    return FileContent(
        root=root,
        paths=tuple(item[0] for item in walk.found),
        labels=np.array([number[item[1]] for item in walk.found], dtype=np.int64),
        classes=classes,
        given=given,
        bad=tuple(walk.bad),
        signature=_signature(walk),
    )


def _signature(walk: _Walk) -> Signature:
    return tuple((path, size, time) for path, _, _, size, time in walk.found)


def _is_image(name: str) -> bool:
    return os.path.splitext(name)[1].lower() in SUFFIXES  # noqa: PTH122 - a path object for each of 100,000 names is slow


def _is_hidden(name: str) -> bool:
    return name.startswith((".", "__MACOSX"))


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:
        # A link that leads to itself is neither file nor folder: it must not end the import.
        return False


def _listing(folder: Path) -> tuple[list[str], list[str]]:
    """Names of the folders and of the files that are not hidden, each in code-point order (raises DataError)."""
    folders: list[str] = []
    files: list[str] = []
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if not _is_hidden(entry.name):
                    (folders if _is_folder(entry) else files).append(entry.name)
    except PermissionError as error:
        raise DataError("data.no_permission", path=str(folder)) from error
    return sorted(folders), sorted(files)


def _unwrapped(root: Path) -> Path:
    """The folder that really holds the classes: looks through folders that hold one folder of folders and no images."""
    place = root
    for _ in range(_WRAPPERS):
        folders, files = _listing(place)
        if len(folders) != 1 or any(_is_image(name) for name in files):
            return place
        try:
            inner_folders, inner_files = _listing(place / folders[0])
        except DataError:
            return place
        if not inner_folders or any(_is_image(name) for name in inner_files):
            return place
        place = place / folders[0]
    return place


def _split_folders(place: Path, folders: list[str]) -> list[str]:
    """The folders that are parts and not classes: ``train`` is among them and each holds folders."""
    named = [name for name in folders if name.lower() in _PART_FOLDERS]
    if not any(_PART_FOLDERS[name.lower()] == TRAIN for name in named):
        return []
    try:
        return [name for name in named if _listing(place / name)[0]]
    except DataError:
        return []


def _walk_classes(walk: _Walk, root: Path, place: Path, part: int) -> None:
    folders, files = _listing(place)
    for name in files:
        if _is_image(name):
            walk.bad.append(BadFile(path=_shown(place / name, root), code="data.image.no_class"))
    for folder in {root, place}:
        status = folder.stat()
        walk.above.add((status.st_dev, status.st_ino))
    for name in folders:
        before, bad_before = len(walk.found), len(walk.bad)
        for path, size, time in _images_below(walk, root, place / name, 0):
            walk.found.append((path, unicodedata.normalize("NFC", shown(name)), part, size, time))
            if len(walk.found) % _LOOK_EVERY == 0:
                check_stop(walk.stop_asked)
                walk.progress("data.progress.scanning", len(walk.found), 0)
        if len(walk.found) == before and len(walk.bad) == bad_before:
            walk.bad.append(BadFile(path=_shown(place / name, root), code="data.class_empty"))


def _images_below(walk: _Walk, root: Path, folder: Path, depth: int) -> Iterator[tuple[str, int, int]]:
    check_stop(walk.stop_asked)
    walk.progress("data.progress.scanning", len(walk.found), 0)
    try:
        status = folder.stat()
        here = (status.st_dev, status.st_ino)
        if depth > _DEPTH_LIMIT or here in walk.above:
            return
        with os.scandir(folder) as listing:
            entries = sorted(listing, key=lambda entry: entry.name)
    except OSError:
        walk.bad.append(BadFile(path=_shown(folder, root), code="data.image.folder_closed"))
        return
    walk.above.add(here)
    for entry in entries:
        if _is_hidden(entry.name):
            continue
        if _is_folder(entry):
            yield from _images_below(walk, root, folder / entry.name, depth + 1)
        elif _is_image(entry.name):
            yield from _measured(walk, root, entry)
    walk.above.discard(here)


def _measured(walk: _Walk, root: Path, entry: os.DirEntry[str]) -> Iterator[tuple[str, int, int]]:
    path = Path(entry.path)
    try:
        status = entry.stat()
    except OSError:
        walk.bad.append(BadFile(path=_shown(path, root), code="data.image.missing"))
        return
    yield path.relative_to(root).as_posix(), status.st_size, status.st_mtime_ns


def shown(path: str) -> str:
    """A path that can be written as UTF-8, whatever bytes its name has on disk."""
    return path.encode("utf-8", "replace").decode()


def _shown(path: Path, root: Path) -> str:
    return shown(path.relative_to(root).as_posix())
