"""Images as a kind of data (see :class:`deepdesk.data.kinds.DataKind`)."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import msgspec
import numpy as np

from deepdesk.core.errors import DataError
from deepdesk.data import cache
from deepdesk.data.content import ArrayContent, FileContent, check_stop
from deepdesk.data.dataset import Dataset, ImageDataset
from deepdesk.data.description import DatasetDescription
from deepdesk.data.dividing import by_class
from deepdesk.data.glance import Glance
from deepdesk.data.images.added import arrays_with_added, nothing, with_added
from deepdesk.data.images.decoding import SUFFIXES
from deepdesk.data.images.fitting import with_normalization
from deepdesk.data.images.folders import scan_folder, shown
from deepdesk.data.images.glimpsing import PREPARED_WAIT, Glimpsing
from deepdesk.data.images.idx import IdxFiles, read_idx_set
from deepdesk.data.images.npz import read_npz
from deepdesk.data.images.preparing_arrays import prepare_arrays
from deepdesk.data.images.preparing_files import prepare_files
from deepdesk.data.images.reuse import was_prepared
from deepdesk.data.images.sources import Source, SourceKind, recognise
from deepdesk.data.images.tables import SUFFIXES as SUFFIXES_OF_TABLES
from deepdesk.data.images.tables import names_images, read_table
from deepdesk.data.kinds import Draft, Fitted, Opened, Parts, Reading
from deepdesk.data.preprocessing import ImagePreprocessing
from deepdesk.data.view import loaded_fields

SIDE_LIMIT: Final = 4096
_FORMAT: Final = 3
"""Of what is written into the content folder."""


def recognised(found: Glance) -> float:
    """Sure where most files are images, where a table names images, or where the name says so."""
    if found.is_folder:
        return found.share(*SUFFIXES)
    if found.suffix in SUFFIXES_OF_TABLES:
        return 1.0 if names_images(found.head, found.suffix) else 0.0
    return 1.0 if found.suffix == ".npz" or "ubyte" in found.path.name else 0.0


def read(reading: Reading) -> Path:
    """See :meth:`deepdesk.data.kinds.DataKind.read`."""
    description = reading.description
    _check(description)
    source = recognise(description, reading.cache, reading.path if reading.path != Path() else None)
    content = _files(source, reading)
    signature: Any = source.signature() if content is None else content.signature
    bad = [] if content is None else [[item.path, item.code] for item in content.bad]
    classes = [] if content is None else [list(content.classes), content.labels.tolist(), _parts(content)]
    settings = [description.height, description.width, description.channels, description.resize]
    added = [[item.path, item.label, _stamp(item.path)] for item in description.edits.added]
    key = cache.key_of(source.kind, str(source.path), signature, bad, classes, settings, added, _FORMAT)
    found = cache.find(reading.cache, key)
    if found:
        return found
    check_stop(reading.stop_asked)
    name = Path(reading.name).stem if reading.name.lower().endswith(".zip") else source.name
    with cache.building(reading.cache, key) as folder:
        if content is not None:
            prepare_files(folder, content, name, reading)
        else:
            reading.progress("data.progress.reading", 0, 0)
            arrays = arrays_with_added(_arrays(source), description.edits.added, reading.stop_asked)
            check_stop(reading.stop_asked)
            prepare_arrays(folder, arrays, description, name, reading.progress, reading.stop_asked)
    return cache.folder_of(reading.cache, key)


def _files(source: Source, reading: Reading) -> FileContent | None:
    """The files of a source that has files, with those that were added; ``None`` for arrays."""
    progress, stop_asked = reading.progress, reading.stop_asked
    if source.kind is SourceKind.FOLDERS:
        wait = PREPARED_WAIT if was_prepared(reading.cache, shown(str(source.path))) else 0.0
        with Glimpsing(source.path, reading.glimpsed, wait=wait):
            content = scan_folder(source.path, progress=progress, stop_asked=stop_asked)
    elif source.kind is SourceKind.TABLE:
        content = read_table(source.path, reading.description, progress=progress, stop_asked=stop_asked)
    elif source.kind is SourceKind.COLLECTION:
        content = nothing()
    else:
        return None
    return with_added(content, reading.description.edits.added)


def _parts(content: FileContent) -> list[int]:
    return [] if content.given is None else content.given.tolist()


def _stamp(path: str) -> list[int]:
    try:
        status = Path(path).stat()
    except (OSError, ValueError):
        return []
    return [status.st_size, status.st_mtime_ns]


def _check(description: DatasetDescription) -> None:
    for side in (description.height, description.width):
        if side is not None and not 1 <= side <= SIDE_LIMIT:
            raise DataError("data.bad_side", found=side, limit=SIDE_LIMIT)
    if description.channels not in {None, 1, 3}:
        raise DataError("data.bad_channels", found=description.channels)


def _arrays(source: Source) -> ArrayContent:
    if source.kind is SourceKind.NPZ:
        return read_npz(source.path)
    return read_idx_set(source.idx or IdxFiles(train=None, test=None), path=str(source.path))


def view_settings(description: DatasetDescription) -> Any:
    """The normalization; the pixels in the content are the same whatever it is."""
    return msgspec.to_builtins(description.normalization)


def divide(draft: Draft) -> Parts:
    """By class, at random."""
    return by_class(draft)


def fit(draft: Draft) -> Fitted:
    """Takes over what the content says, with the normalization that is asked for."""
    preprocessing = draft.index.preprocessing
    if not isinstance(preprocessing, ImagePreprocessing):
        raise DataError("data.unknown_kind", kind=draft.index.report.kind, known="images")
    judged = draft.reading.preprocessing
    judged = judged if isinstance(judged, ImagePreprocessing) else None
    return Fitted(with_normalization(draft, preprocessing, judged), draft.index.report)


def load(opened: Opened) -> Dataset:
    """The images, memory-mapped."""
    images = np.load(opened.content / "images.npy", mmap_mode="r")
    return ImageDataset(**loaded_fields(opened), images=images)
