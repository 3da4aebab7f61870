"""Fills a prepared folder from image files: every file is decoded once, by processes of their own."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import msgspec
import numpy as np
import numpy.typing as npt

from deepdesk.core.files import write_bytes
from deepdesk.data import cache, rows
from deepdesk.data.content import TRAIN, FileContent, check_stop
from deepdesk.data.dataset import BadFile, DataReport
from deepdesk.data.images import report
from deepdesk.data.images.decoders import Decoders
from deepdesk.data.images.folders import shown
from deepdesk.data.images.measuring import all_unreadable, full_path, settled
from deepdesk.data.images.preparing_arrays import fingerprint
from deepdesk.data.images.reuse import Earlier, KnownFile, described, find_earlier, remember
from deepdesk.data.kinds import Reading
from deepdesk.data.preprocessing import ImagePreprocessing

_BAD_KEPT: Final = 1000
_THUMBNAIL_SIDES: Final = (64, 256)
"""Where the network's input has sides within these bounds, it is its own thumbnail."""
_IMAGES: Final = "images.npy"
_THUMBNAILS: Final = "thumbnails.npy"


@dataclass(frozen=True)
class _Read:
    """What became of the files: in the order of the usable ones, and the unusable ones."""

    places: npt.NDArray[np.int64]
    files: list[KnownFile]
    bad: tuple[BadFile, ...]


def prepare_files(folder: Path, content: FileContent, name: str, reading: Reading) -> None:
    """Writes images, thumbnails with the height and width to show them in, labels, given parts, names and the index.

    Unreadable files are listed and left out. Rows of files that have not changed since the source was prepared last are
    taken over.

    Raises:
        DataError: no readable image, cancelled.
        StorageError, OSError: the disk is full or refuses.
    """
    earlier = find_earlier(reading.cache, shown(str(content.root)))
    new = [path for path, entry in zip(content.paths, content.signature, strict=True) if earlier.of(entry) is None]
    with Decoders(len(new)) as decoders:
        reporting = (reading.progress, reading.stop_asked)
        preprocessing = settled(decoders, content, reading.description, earlier.sizes(content.signature), reporting)
        read = _read_all(decoders, folder, content, preprocessing, earlier, reading)
    _finish(folder, content, read, preprocessing, name)


def _read_all(
    decoders: Decoders,
    folder: Path,
    content: FileContent,
    preprocessing: ImagePreprocessing,
    earlier: Earlier,
    reading: Reading,
) -> _Read:
    small = _small(preprocessing, len(content.paths))
    made = {_IMAGES: preprocessing} | ({} if small is None else {_THUMBNAILS: small})
    count = len(content.paths)
    cache.check_room(folder, count * sum(int(np.prod(one.shape)) for one in made.values()))
    for file, one in made.items():
        rows.create(folder / file, count, one.shape)
    targets = described(preprocessing, small)
    known = _taken_over(folder, content, earlier, made) if earlier.fits(targets) else {}
    items = [(place, full_path(content, path)) for place, path in enumerate(content.paths) if place not in known]
    progress, done_before = reading.progress, len(known)
    found = decoders.run(
        "prepare",
        {"targets": [_target(folder / file, one) for file, one in made.items()]},
        items,
        stop_asked=reading.stop_asked,
        done=lambda done: progress("data.progress.decoding", done_before + done, count),
    )
    read = _sorted_out(content, known, dict(zip((item[0] for item in items), found, strict=True)))
    check_stop(reading.stop_asked)
    for file in made:
        rows.keep(folder / file, read.places)
    if small is None:
        _linked(folder / _IMAGES, folder / _THUMBNAILS)
    remember(folder, shown(str(content.root)), targets, read.files)
    return read


def _target(path: Path, preprocessing: ImagePreprocessing) -> dict[str, Any]:
    return {"path": str(path), "offset": rows.HEADER, "preprocessing": msgspec.to_builtins(preprocessing)}


def _taken_over(
    folder: Path, content: FileContent, earlier: Earlier, made: dict[str, ImagePreprocessing]
) -> dict[int, KnownFile]:
    """Files that have not changed, by place, their rows copied; none where the earlier folder has just gone."""
    found = {place: earlier.of(entry) for place, entry in enumerate(content.signature)}
    known = {place: one for place, one in found.items() if one is not None}
    places = np.array(list(known), dtype=np.int64)
    sources = np.array([row for row, _ in known.values()], dtype=np.int64)
    try:
        for file, one in made.items():
            if earlier.folder is not None:
                rows.copy_rows(earlier.folder / file, sources, folder / file, places, one.shape)
    except (OSError, ValueError):
        return {}
    return {place: file for place, (_, file) in known.items()}


def _sorted_out(content: FileContent, known: dict[int, KnownFile], found: dict[int, Any]) -> _Read:
    places: list[int] = []
    files: list[KnownFile] = []
    bad: list[BadFile] = []
    for place, path in enumerate(content.paths):
        result = found.get(place)
        if isinstance(result, dict):
            bad.append(BadFile(path=shown(path), code=result["code"], params=result["params"]))
            continue
        places.append(place)
        if place in known:
            files.append(known[place])
        else:
            _, size, time = content.signature[place]
            height, width, coloured, digest = result or (0, 0, False, b"")
            files.append(KnownFile(shown(path), size, time, height, width, coloured, digest.hex()))
    if not places and content.paths:
        raise all_unreadable(content, bad[0].code)
    return _Read(np.array(places, dtype=np.int64), files, tuple(bad))


def _finish(folder: Path, content: FileContent, read: _Read, preprocessing: ImagePreprocessing, name: str) -> None:
    found = _usable(content, read.places)
    preprocessing = _with_polarity(folder, found, preprocessing)
    sizes = [(file.height, file.width) for file in read.files]
    linked = _small(preprocessing, len(content.paths)) is None
    as_shown = sizes if preprocessing.resize == "stretch" or not linked else [preprocessing.shape[:2]] * len(sizes)
    np.save(folder / "proportions.npy", np.array(as_shown, dtype=np.int32).reshape(-1, 2))
    np.save(folder / "labels.npy", found.labels)
    if found.given is not None:
        np.save(folder / "given.npy", found.given)
    names = [shown(path) for path in found.paths]
    write_bytes(folder / "names.json", json.dumps(names, ensure_ascii=False).encode())
    bad = sorted((*content.bad, *read.bad), key=lambda item: item.path)
    digests = [bytes.fromhex(file.digest) for file in read.files]
    told = DataReport(
        kind="images",
        name=name,
        samples=len(found.paths),
        classes=report.class_counts(found.labels, found.classes),
        shape=preprocessing.shape,
        sizes=report.size_table(report.counted(sizes)),
        bad=tuple(bad[:_BAD_KEPT]),
        bad_count=len(bad),
        duplicates=report.duplicate_groups(zip(digests, names, strict=True)),
        parts=report.part_counts(found.given),
    )
    images = hashlib.blake2b(b"".join(digests), digest_size=16).hexdigest()
    index = cache.Index(
        arrays=("labels.npy", _IMAGES, _THUMBNAILS, "proportions.npy"),
        report=told,
        preprocessing=preprocessing,
        classes=found.classes,
        fingerprint=fingerprint(images, found.labels, found.classes, preprocessing),
        root=shown(str(found.root)),
    )
    cache.finish(folder, index)


def _small(preprocessing: ImagePreprocessing, count: int) -> ImagePreprocessing | None:
    """How thumbnails are made; ``None`` where the network's input serves as one."""
    least, most = _THUMBNAIL_SIDES
    sides = (preprocessing.height, preprocessing.width)
    if min(sides) >= least and max(sides) <= most:
        return None
    side = 128 if count <= 5_000 else 96 if count <= 20_000 else 64
    return ImagePreprocessing(height=side, width=side, channels=preprocessing.channels, resize="stretch")


def _linked(source: Path, target: Path) -> None:
    try:
        os.link(source, target)
    except OSError:  # a file system without links
        shutil.copyfile(source, target)


def _usable(content: FileContent, places: npt.NDArray[np.int64]) -> FileContent:
    """The content without what could not be read, classes without a readable image included."""
    labels = content.labels[places]
    used = np.unique(labels[labels >= 0])
    number = np.full(len(content.classes) + 1, -1, dtype=np.int64)  # the last one stands for no class
    number[used] = np.arange(len(used))
    paths: Sequence[str] = [content.paths[place] for place in places.tolist()]
    return replace(
        content,
        paths=tuple(paths),
        labels=number[labels],
        classes=tuple(content.classes[place] for place in used.tolist()),
        given=None if content.given is None else content.given[places],
        signature=(),
    )


def _with_polarity(folder: Path, found: FileContent, preprocessing: ImagePreprocessing) -> ImagePreprocessing:
    images = np.load(folder / _IMAGES, mmap_mode="r")
    chosen = np.arange(len(images)) if found.given is None else np.flatnonzero(found.given == TRAIN)
    polarity = report.polarity_of(images[chosen[:: max(1, len(chosen) // 1000)]])
    return msgspec.structs.replace(preprocessing, polarity=polarity)
