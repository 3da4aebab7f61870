"""What a path, or the name of a sample, stands for."""

from __future__ import annotations

import os
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

from deepdesk.core.errors import DataError
from deepdesk.data import samples
from deepdesk.data.content import Signature
from deepdesk.data.description import COLLECTION, DatasetDescription
from deepdesk.data.images.decoding import SUFFIXES
from deepdesk.data.images.folders import PART_NAMES, has_folders
from deepdesk.data.images.idx import IdxFiles, find_pairs, is_idx
from deepdesk.data.images.tables import SUFFIXES as SUFFIXES_OF_TABLES
from deepdesk.data.images.tables import names_images

_HEAD: Final = 64 * 1024
_TABLES: Final = 5


class SourceKind(StrEnum):
    """How a source is read."""

    FOLDERS = "folders"
    IDX = "idx"
    NPZ = "npz"
    TABLE = "table"
    COLLECTION: Final = "collection"


@dataclass(frozen=True)
class Source:
    """A recognised source: how it is read, where it lies, its name for people, the files if they are few and known."""

    kind: SourceKind
    path: Path
    name: str
    files: tuple[Path, ...] = ()
    idx: IdxFiles | None = None

    def signature(self) -> Signature:
        """Name, size and time of change of every known file (raises OSError when one has gone)."""
        stats = [(file.name, file.stat()) for file in self.files]
        return tuple((name, status.st_size, status.st_mtime_ns) for name, status in stats)


def recognise(description: DatasetDescription, cache: Path, place: Path | None = None) -> Source:
    """What the description's source is, from names and, of tables, their beginning.

    Args:
        description: its ``source`` is a path, ``sample:NAME`` or ``collection:``.
        cache: where fetched samples lie.
        place: where the source really lies, when it was unpacked; else its path is taken.

    Raises:
        DataError: unknown sample, a sample not fetched yet, nothing there, a file that is no data set,
            no permission, images without labels.
    """
    if description.source.startswith(samples.PREFIX):
        return _sample(description.source.removeprefix(samples.PREFIX), cache)
    if description.source == COLLECTION:
        return Source(kind=SourceKind.COLLECTION, path=Path(), name=COLLECTION.removesuffix(":"))
    path = place or Path(description.source).expanduser()
    try:
        if path.is_dir():
            return _folder(path)
        if path.is_file():
            return _file(path)
    except PermissionError as error:
        raise DataError("data.no_permission", path=str(path)) from error
    raise DataError("data.missing", path=str(path))


def _sample(name: str, cache: Path) -> Source:
    if name == "digits":
        path = samples.digits_file()
        return Source(kind=SourceKind.NPZ, path=path, name=name, files=(path,))
    sample = samples.sample_to_fetch(name)
    folder = samples.fetched_folder(cache, name)
    if not samples.is_fetched(cache, name):
        raise DataError("data.sample_not_fetched", name=name, size=f"{sample.size / 1e6:.1f}", address=sample.address)
    pairs = find_pairs(folder)
    return Source(kind=SourceKind.IDX, path=folder, name=name, files=pairs.paths if pairs else (), idx=pairs)


def _folder(path: Path) -> Source:
    name = path.resolve().name or str(path)
    pairs = find_pairs(path)
    if pairs:
        return Source(kind=SourceKind.IDX, path=path, name=name, files=pairs.paths, idx=pairs)
    archives = [entry for entry in sorted(path.glob("*.npz")) if not entry.name.startswith(".")]
    if len(archives) == 1 and not any(entry.is_dir() for entry in path.iterdir()):
        return _file(archives[0])
    table = _table_in(path)
    if table is not None:
        return Source(kind=SourceKind.TABLE, path=table, name=name)
    return Source(kind=SourceKind.FOLDERS, path=path.absolute(), name=name)


def _table_in(folder: Path) -> Path | None:
    """The one table in a folder that names images, where the folders themselves name no classes."""
    with os.scandir(folder) as listing:
        entries = [entry for entry in listing if not entry.name.startswith((".", "__MACOSX"))]
    tables = [entry for entry in entries if os.path.splitext(entry.name)[1].lower() in SUFFIXES_OF_TABLES]  # noqa: PTH122
    if not 1 <= len(tables) <= _TABLES:
        return None
    folders = [entry.name for entry in entries if entry.is_dir()]
    if len(folders) > 1 and not all(name.lower() in PART_NAMES for name in folders):
        return None
    if any(has_folders(folder / name) for name in folders):
        return None
    naming = [Path(entry.path) for entry in sorted(tables, key=lambda entry: entry.name) if _names_images(entry.path)]
    return naming[0].absolute() if len(naming) == 1 else None


def _names_images(path: str) -> bool:
    try:
        with Path(path).open("rb") as stream:
            return names_images(stream.read(_HEAD), Path(path).suffix.lower())
    except OSError:
        return False


def _file(path: Path) -> Source:
    if is_idx(path):
        pairs = find_pairs(path.parent, path)
        return Source(
            kind=SourceKind.IDX, path=path.parent, name=path.parent.name, files=pairs.paths if pairs else (), idx=pairs
        )
    if path.suffix.lower() == ".npz":
        return Source(kind=SourceKind.NPZ, path=path, name=path.stem, files=(path,))
    if path.suffix.lower() in SUFFIXES_OF_TABLES:
        return Source(kind=SourceKind.TABLE, path=path.absolute(), name=path.stem)
    if path.suffix.lower() in SUFFIXES:
        raise DataError("data.file_is_image", path=str(path))
    if path.suffix.lower() in {".tar", ".tgz", ".7z", ".rar"} or path.name.lower().endswith(".tar.gz"):
        raise DataError("data.file_is_archive", path=str(path))
    raise DataError("data.file_unknown", path=str(path))
