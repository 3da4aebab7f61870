"""Folders of text files: one sub-folder per class, with or without ``train/ val/ test/`` above them."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Final

from deepdesk.core.errors import DataError
from deepdesk.data.content import TEST, TRAIN, VALIDATION, Progress, Signature, StopAsked, check_stop
from deepdesk.data.tables.table import Faults
from deepdesk.data.text.files import read_text
from deepdesk.data.text.source import FoundTexts

SUFFIXES: Final = (".txt", ".text")
_PARTS: Final[Mapping[str, int]] = MappingProxyType(
    {
        "train": TRAIN,
        "training": TRAIN,
        "val": VALIDATION,
        "valid": VALIDATION,
        "validation": VALIDATION,
        "dev": VALIDATION,
        "test": TEST,
        "testing": TEST,
    }
)
_LOOK_EVERY: Final = 256


@dataclass(frozen=True)
class TextFile:
    """A text file below ``root``: its path there, its class, the part that it came in."""

    path: str
    label: str
    part: int
    size: int
    changed: int


@dataclass(frozen=True)
class TextFolder:
    """What a folder holds: its text files in code-point order of their paths, and whether they come in parts."""

    root: Path
    files: tuple[TextFile, ...]
    has_parts: bool

    @property
    def signature(self) -> Signature:
        """Changes with every file."""
        return tuple((file.path, file.size, file.changed) for file in self.files)


def scan(root: Path, progress: Progress, stop_asked: StopAsked) -> TextFolder:
    """Every text file below ``root`` with its class, from names alone; links to folders are not followed.

    Raises:
        DataError: empty, no permission, no text files, none in a class folder, one class only, cancelled.
    """
    try:
        with os.scandir(root) as entries:
            is_empty = next(entries, None) is None
    except PermissionError as error:
        raise DataError("data.no_permission", path=str(root)) from error
    if is_empty:
        raise DataError("data.text.folder_empty", path=str(root))
    found = list(_walked(root, progress, stop_asked))
    if not found:
        raise DataError("data.text.no_files", path=str(root))
    place = _common(found)
    below = [(names[len(place) :], size, changed) for names, size, changed in found]
    tops = {names[0].lower() for names, _, _ in below if len(names) > 1}
    # A folder named train is a part where all are parts and hold folders of their own.
    has_parts = len(tops) > 1 and tops <= set(_PARTS) and any(len(names) > 2 for names, _, _ in below)
    depth = 1 if has_parts else 0
    files = [
        TextFile(
            path="/".join((*place, *names)),
            label=unicodedata.normalize("NFC", names[depth]),
            part=_PARTS[names[0].lower()] if has_parts else TRAIN,
            size=size,
            changed=changed,
        )
        for names, size, changed in below
        if len(names) > depth + 1
    ]
    if not files:
        raise DataError("data.text.no_class_folders", path=str(root), count=len(found))
    return TextFolder(root=root, files=tuple(sorted(files, key=lambda file: file.path)), has_parts=has_parts)


def _common(found: list[tuple[tuple[str, ...], int, int]]) -> tuple[str, ...]:
    """Folders that hold nothing but one folder (an unpacked archive has one or two), if classes lie deeper."""
    place: tuple[str, ...] = ()
    while True:
        tops = {names[len(place)] for names, _, _ in found}
        if len(tops) > 1 or any(len(names) < len(place) + 3 for names, _, _ in found):
            return place
        place = (*place, tops.pop())


def _walked(root: Path, progress: Progress, stop_asked: StopAsked) -> Iterator[tuple[tuple[str, ...], int, int]]:
    count = 0
    for folder, folders, names in os.walk(root):
        check_stop(stop_asked)
        progress("data.text.progress.scanning", count, 0)
        folders[:] = sorted(name for name in folders if not name.startswith((".", "__MACOSX")))
        above = Path(folder).relative_to(root).parts
        for name in names:
            if name.startswith(".") or Path(name).suffix.lower() not in SUFFIXES:
                continue
            try:
                status = (Path(folder) / name).stat()
            except OSError:
                yield tuple(map(_shown, (*above, name))), 0, 0
                continue
            count += 1
            yield tuple(map(_shown, (*above, name))), status.st_size, status.st_mtime_ns


def _shown(name: str) -> str:
    """A name that can be written as UTF-8 and still leads to the file, where its bytes are sound."""
    return name.encode("utf-8", "replace").decode()


def read_folder(folder: TextFolder, encoding: str | None, progress: Progress, stop_asked: StopAsked) -> FoundTexts:
    """The texts of all files; one that cannot be read is listed as bad (raises DataError: cancelled)."""
    found = FoundTexts(root=_shown(str(folder.root)))
    replaced = 0
    for number, file in enumerate(folder.files):
        if number % _LOOK_EVERY == 0:
            check_stop(stop_asked)
            progress("data.text.progress.reading", number, len(folder.files))
        try:
            text, used = read_text(folder.root / file.path, encoding)
        except DataError as error:
            found.refuse(file.path, error.code, **error.params)
        except OSError:
            found.refuse(file.path, "data.image.missing" if file.size == 0 else "data.image.no_permission")
        else:
            found.encodings[used] = found.encodings.get(used, 0) + 1
            replaced += text.count("\ufffd")
            found.add(file.path, text, file.label, file.part if folder.has_parts else None)
    found.faults = Faults(replaced=replaced)
    return found
