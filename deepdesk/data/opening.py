"""Opens a data set: recognise, prepare once, memory-map, split. Free of any framework; called in child processes."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import msgspec
import numpy as np
import numpy.typing as npt

from deepdesk.core.errors import DataError
from deepdesk.data import cache as prepared
from deepdesk.data.content import ArrayContent, Progress, StopAsked, check_stop
from deepdesk.data.dataset import PART_NAMES, Dataset
from deepdesk.data.description import DatasetDescription
from deepdesk.data.folders import scan_folder
from deepdesk.data.idx import IdxFiles, read_idx_set
from deepdesk.data.npz import read_npz
from deepdesk.data.preparing_arrays import prepare_arrays
from deepdesk.data.preparing_files import prepare_files
from deepdesk.data.sources import Source, SourceKind, recognise
from deepdesk.data.split import as_split, effective_settings, split_parts

SIDE_LIMIT: Final = 4096


@dataclass(frozen=True)
class Opened:
    """A prepared data set on disk: its folder, the file of parts in it, what the index says."""

    folder: Path
    part_file: str
    index: prepared.Index
    parts: npt.NDArray[np.uint8]

    @property
    def counts(self) -> dict[str, int]:
        """Samples by part."""
        counts = np.bincount(self.parts, minlength=len(PART_NAMES))
        return {name: int(count) for name, count in zip(PART_NAMES, counts, strict=True)}


def open_dataset(description: DatasetDescription, *, cache: Path, progress: Progress, stop_asked: StopAsked) -> Dataset:
    """The data set, its images memory-mapped at the network's size.

    The first opening reads the source and fills a folder in ``cache``; later ones, from any process, only map it.

    Args:
        description: what to open.
        cache: :func:`deepdesk.core.places.cache_folder`.
        progress: called as the work goes on.
        stop_asked: looked at about every 64 files.

    Raises:
        DataError: the source cannot be used (every cause has its code), or ``data.cancelled``.
        StorageError, OSError: the disk is full or refuses.
    """
    opened = prepare(description, cache=cache, progress=progress, stop_asked=stop_asked)
    index = opened.index
    names = opened.folder / "names.json"
    return Dataset(
        description=description,
        report=index.report,
        preprocessing=index.preprocessing,
        classes=index.classes,
        images=np.load(opened.folder / "images.npy", mmap_mode="r"),
        labels=np.load(opened.folder / "labels.npy"),
        split=as_split(opened.parts),
        fingerprint=index.fingerprint,
        names=tuple(json.loads(names.read_bytes())) if names.exists() else (),
    )


def prepare(description: DatasetDescription, *, cache: Path, progress: Progress, stop_asked: StopAsked) -> Opened:
    """The prepared folder of a data set, filled when it is not there yet; arguments, errors as :func:`open_dataset`."""
    _check(description)
    source = recognise(description, cache)
    settings = [description.height, description.width, description.channels, description.resize]
    folder = _folder(source, settings, description, cache, progress, stop_asked)
    index = _with_normalization(prepared.read_index(folder), description)
    labels = np.load(folder / "labels.npy")
    given = np.load(folder / "given.npy") if (folder / "given.npy").exists() else None
    parts = split_parts(labels, len(index.classes), description.split, given)
    used = effective_settings(description.split, given)
    part_file = f"part-{prepared.key_of(used.train, used.validation, used.test, used.seed)[:12]}.npy"
    if not (folder / part_file).exists():
        _save(folder / part_file, parts)
    prepared.trim(cache, keep=folder)
    return Opened(folder=folder, part_file=part_file, index=index, parts=parts)


def _with_normalization(index: prepared.Index, description: DatasetDescription) -> prepared.Index:
    """The index with what the description asks for; the pixels in the folder are the same whatever it is."""
    wanted = description.normalization
    if wanted is None:
        return index
    channels = index.preprocessing.channels
    sizes = {len(wanted.mean), len(wanted.deviation)} - {0}
    if sizes - {channels} or (wanted.order == "bgr" and channels != 3):
        raise DataError("data.bad_normalization", channels=channels)
    fields = {name: getattr(wanted, name) for name in wanted.__struct_fields__}
    preprocessing = msgspec.structs.replace(index.preprocessing, **fields)
    return msgspec.structs.replace(index, preprocessing=preprocessing)


def _save(path: Path, parts: npt.NDArray[np.uint8]) -> None:
    from deepdesk.core.files import replacing

    with replacing(path) as stream:
        np.save(stream, parts)


def _check(description: DatasetDescription) -> None:
    for side in (description.height, description.width):
        if side is not None and not 1 <= side <= SIDE_LIMIT:
            raise DataError("data.bad_side", found=side, limit=SIDE_LIMIT)
    if description.channels not in {None, 1, 3}:
        raise DataError("data.bad_channels", found=description.channels)


def _folder(
    source: Source,
    settings: Sequence[int | str | None],
    description: DatasetDescription,
    cache: Path,
    progress: Progress,
    stop_asked: StopAsked,
) -> Path:
    content = None
    signature = source.signature()
    if source.kind is SourceKind.FOLDERS:
        content = scan_folder(source.path, progress=progress, stop_asked=stop_asked)
        signature = content.signature
        bad = [[item.path, item.code] for item in content.bad]
    else:
        bad = []
    key = prepared.key_of(source.kind, str(source.path), signature, bad, settings)
    found = prepared.find(cache, key)
    if found:
        return found
    check_stop(stop_asked)
    with prepared.building(cache, key) as folder:
        if content is not None:
            prepare_files(folder, content, description, source.name, progress, stop_asked)
        else:
            progress("data.progress.reading", 0, 0)
            arrays = _arrays(source)
            check_stop(stop_asked)
            prepare_arrays(folder, arrays, description, source.name, progress, stop_asked)
    return cache / "datasets" / key


def _arrays(source: Source) -> ArrayContent:
    if source.kind is SourceKind.NPZ:
        return read_npz(source.path)
    return read_idx_set(source.idx or IdxFiles(train=None, test=None), path=str(source.path))
