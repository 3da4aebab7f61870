"""Folders with one sub-folder per class, with or without ``train/ val/ test/`` above them, and without any."""

from __future__ import annotations

import os
import re
import stat
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Final

import numpy as np

from deepdesk.core.errors import DataError
from deepdesk.data.content import TEST, TRAIN, VALIDATION, FileContent, Progress, Signature, StopAsked, check_stop
from deepdesk.data.dataset import UNLABELLED, BadFile
from deepdesk.data.images.decoding import SUFFIXES

PART_NAMES: Final[Mapping[str, int]] = MappingProxyType(
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
_UNDECODED: Final = re.compile("[\udc80-\udcff]")
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
    found: list[tuple[str, str | None, int, int, int]] = field(default_factory=list)  # path, class, part, size, time

    def add(self, path: str, label: str | None, part: int, size: int, time: int) -> None:
        """One more image; looks now and then whether to stop."""
        self.found.append((path, label, part, size, time))
        if len(self.found) % _LOOK_EVERY == 0:
            check_stop(self.stop_asked)
            self.progress("data.progress.scanning", len(self.found), 0)


def scan_folder(root: Path, *, progress: Progress, stop_asked: StopAsked) -> FileContent:
    """Every image below ``root`` with its class, from names alone; nothing is opened.

    A class is a sub-folder; images in deeper folders belong to it too. Images in a folder without sub-folders have no
    class yet. Hidden files and files that are no images by their names are passed over. What cannot be entered, and
    images that lie outside every class, are listed in ``bad``.

    Raises:
        DataError: empty, no images, no permission, cancelled.
    """
    walk = _Walk(progress=progress, stop_asked=stop_asked)
    place = _unwrapped(root)
    folders, files = _listing(place)
    if not folders and not files:
        raise DataError("data.folder_empty", path=str(root))
    if not folders:
        _walk_loose(walk, root, place)
        return _gathered(walk, root, has_parts=False)
    split = _split_folders(place, folders)
    for name in split or [""]:
        part = PART_NAMES[name.lower()] if name else TRAIN
        _walk_classes(walk, root, place / name, part)
    return _gathered(walk, root, has_parts=len(split) > 1)


def class_folders(root: Path) -> list[tuple[str | None, Path]]:
    """Name and place of each class below ``root``, parts one after the other; one without a name where all images lie
    loose (raises DataError)."""
    place = _unwrapped(root)
    folders, _ = _listing(place)
    if not folders:
        return [(None, place)]
    split = _split_folders(place, folders)
    if not split:
        return [(shown(name), place / name) for name in folders]
    return [(shown(name), place / part / name) for part in split for name in _listing(place / part)[0]]


def _gathered(walk: _Walk, root: Path, *, has_parts: bool) -> FileContent:
    if not walk.found:
        raise DataError("data.no_images", path=str(root), images=0)
    walk.found.sort(key=lambda item: item[0])
    classes = tuple(sorted({item[1] for item in walk.found if item[1] is not None}))
    told = _composed(classes)
    classes = tuple(sorted(told.values()))
    place = {name: number for number, name in enumerate(classes)}
    number: dict[str | None, int] = {name: place[after] for name, after in told.items()}
    number[None] = UNLABELLED
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


def _composed(names: tuple[str, ...]) -> dict[str, str]:
    """Names in composed form (NFC), so that they are the same on every system; a name that would then be that of
    another folder stays as it is, for the person to decide."""
    composed = {name: unicodedata.normalize("NFC", name) for name in names}
    counts = Counter(composed.values())
    return {name: after if counts[after] == 1 else name for name, after in composed.items()}


def _signature(walk: _Walk) -> Signature:
    return tuple((path, size, time) for path, _, _, size, time in walk.found)


def is_image(name: str) -> bool:
    """Whether a name promises an image."""
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
        if len(folders) != 1 or any(is_image(name) for name in files):
            return place
        try:
            inner_folders, inner_files = _listing(place / folders[0])
        except DataError:
            return place
        if not inner_folders or any(is_image(name) for name in inner_files):
            return place
        place = place / folders[0]
    return place


def has_folders(place: Path) -> bool:
    """Whether there are folders below this one that are not hidden."""
    try:
        return bool(_listing(place)[0])
    except (DataError, OSError):
        return False


def _split_folders(place: Path, folders: list[str]) -> list[str]:
    """The folders that are parts and not classes: ``train`` is among them and each holds folders."""
    named = [name for name in folders if name.lower() in PART_NAMES]
    if not any(PART_NAMES[name.lower()] == TRAIN for name in named):
        return []
    return [name for name in named if has_folders(place / name)]


def _walk_loose(walk: _Walk, root: Path, place: Path) -> None:
    """Images that lie in one folder, of no class yet."""
    check_stop(walk.stop_asked)
    try:
        with os.scandir(place) as entries:
            images = sorted((entry for entry in entries if is_image(entry.name)), key=lambda entry: entry.name)
    except OSError as error:
        raise DataError("data.no_permission", path=str(place)) from error
    for entry in images:
        if not _is_hidden(entry.name) and not _is_folder(entry):
            for path, size, time in _measured(walk, root, entry):
                walk.add(path, None, TRAIN, size, time)


def _walk_classes(walk: _Walk, root: Path, place: Path, part: int) -> None:
    folders, files = _listing(place)
    for name in files:
        if is_image(name):
            walk.bad.append(BadFile(path=_shown(place / name, root), code="data.image.no_class"))
    for folder in {root, place}:
        status = folder.stat()
        walk.above.add((status.st_dev, status.st_ino))
    for name in folders:
        before, bad_before = len(walk.found), len(walk.bad)
        for path, size, time in _images_below(walk, root, place / name, 0):
            walk.add(path, shown(name), part, size, time)
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
        elif is_image(entry.name):
            yield from _measured(walk, root, entry)
    walk.above.discard(here)


def _measured(walk: _Walk, root: Path, entry: os.DirEntry[str]) -> Iterator[tuple[str, int, int]]:
    # Without path objects, which took most of the time of a scan.
    name = entry.path[len(str(root)) :].lstrip(os.sep).replace(os.sep, "/")
    try:
        status = entry.stat()
    except OSError:
        walk.bad.append(BadFile(path=shown(name), code="data.image.missing"))
        return
    if not stat.S_ISREG(status.st_mode):
        walk.bad.append(BadFile(path=shown(name), code="data.image.no_file"))
        return
    yield name, status.st_size, status.st_mtime_ns


def shown(path: str) -> str:
    r"""A path that can be written as UTF-8: bytes of its name on disk that are no text become ``\xff``."""
    return path if path.isascii() else _UNDECODED.sub(lambda found: f"\\x{ord(found[0]) - 0xDC00:02x}", path)


def _shown(path: Path, root: Path) -> str:
    return shown(path.relative_to(root).as_posix())
