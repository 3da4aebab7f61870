"""Images as a kind of data (see :class:`deepdesk.data.kinds.DataKind`)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from deepdesk.core.errors import DataError
from deepdesk.data import cache
from deepdesk.data.content import ArrayContent, check_stop
from deepdesk.data.dataset import Dataset, ImageDataset
from deepdesk.data.description import DatasetDescription
from deepdesk.data.dividing import by_class
from deepdesk.data.glance import Glance
from deepdesk.data.images.decoding import SUFFIXES
from deepdesk.data.images.folders import scan_folder
from deepdesk.data.images.idx import IdxFiles, read_idx_set
from deepdesk.data.images.npz import read_npz
from deepdesk.data.images.preparing_arrays import prepare_arrays
from deepdesk.data.images.preparing_files import prepare_files
from deepdesk.data.images.sources import Source, SourceKind, recognise
from deepdesk.data.kinds import Draft, Fitted, Opened, Parts, Reading
from deepdesk.data.preprocessing import ImagePreprocessing
from deepdesk.data.view import loaded_fields

SIDE_LIMIT = 4096


def recognised(found: Glance) -> float:
    """Sure where most files are images or the name says so."""
    if found.is_folder:
        return found.share(*SUFFIXES)
    return 1.0 if found.suffix == ".npz" or "ubyte" in found.path.name else 0.0


def read(reading: Reading) -> Path:
    """See :meth:`deepdesk.data.kinds.DataKind.read`."""
    description = reading.description
    _check(description)
    source = recognise(description, reading.cache)
    content = None
    signature = source.signature()
    bad: list[list[str]] = []
    if source.kind is SourceKind.FOLDERS:
        content = scan_folder(source.path, progress=reading.progress, stop_asked=reading.stop_asked)
        signature = content.signature
        bad = [[item.path, item.code] for item in content.bad]
    settings = [description.height, description.width, description.channels, description.resize]
    key = cache.key_of(source.kind, str(source.path), signature, bad, settings)
    found = cache.find(reading.cache, key)
    if found:
        return found
    check_stop(reading.stop_asked)
    with cache.building(reading.cache, key) as folder:
        if content is not None:
            prepare_files(folder, content, description, source.name, reading.progress, reading.stop_asked)
        else:
            reading.progress("data.progress.reading", 0, 0)
            arrays = _arrays(source)
            check_stop(reading.stop_asked)
            prepare_arrays(folder, arrays, description, source.name, reading.progress, reading.stop_asked)
    return cache.folder_of(reading.cache, key)


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
    return Fitted(_with_normalization(preprocessing, draft.description), draft.index.report)


def _with_normalization(preprocessing: ImagePreprocessing, description: DatasetDescription) -> ImagePreprocessing:
    wanted = description.normalization
    if wanted is None:
        return preprocessing
    channels = preprocessing.channels
    sizes = {len(wanted.mean), len(wanted.deviation)} - {0}
    if sizes - {channels} or (wanted.order == "bgr" and channels != 3):
        raise DataError("data.bad_normalization", channels=channels)
    fields = {name: getattr(wanted, name) for name in wanted.__struct_fields__}
    return msgspec.structs.replace(preprocessing, **fields)


def load(opened: Opened) -> Dataset:
    """The images, memory-mapped."""
    images = np.load(opened.content / "images.npy", mmap_mode="r")
    return ImageDataset(**loaded_fields(opened), images=images)
