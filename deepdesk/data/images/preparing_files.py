"""Fills a prepared folder from image files: sizes from the headers, then every file decoded once."""

from __future__ import annotations

import hashlib
import json
import os
import warnings
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from deepdesk.core.errors import DataError
from deepdesk.core.files import write_bytes
from deepdesk.data import cache
from deepdesk.data.content import TRAIN, FileContent, Progress, StopAsked, check_stop
from deepdesk.data.dataset import BadFile, DataReport
from deepdesk.data.description import DatasetDescription
from deepdesk.data.images import report
from deepdesk.data.images.decoding import decode_image, image_size
from deepdesk.data.images.folders import shown
from deepdesk.data.images.preparing_arrays import fingerprint
from deepdesk.data.images.preprocessing import to_input
from deepdesk.data.preprocessing import ImagePreprocessing

_BAD_KEPT: Final = 1000
_BLOCK: Final = 64
_LOOKED_AT: Final = 32
_FILE_LIMIT: Final = 1 << 30

Pixels = npt.NDArray[np.uint8]


@dataclass(frozen=True)
class _Decoded:
    """One file as the network sees it, as a thumbnail, and the digest of its bytes."""

    pixels: Pixels
    thumbnail: Pixels
    digest: bytes


@dataclass(frozen=True)
class _Kept:
    """What became of the files: places of the usable ones, the unusable ones, groups of identical files."""

    places: npt.NDArray[np.int64]
    bad: tuple[BadFile, ...]
    duplicates: tuple[tuple[str, ...], ...]


def prepare_files(
    folder: Path,
    content: FileContent,
    description: DatasetDescription,
    name: str,
    progress: Progress,
    stop_asked: StopAsked,
) -> None:
    """Writes images, thumbnails, labels, given parts, names and the index; unreadable files are listed and left out.

    Raises:
        DataError: no readable image, fewer than two classes with readable images, cancelled.
        StorageError, OSError: the disk is full or refuses.
    """
    with ThreadPoolExecutor(max_workers=min(4, os.cpu_count() or 1)) as pool, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of Pillow, about damaged metadata
        sizes, colours = _headers(pool, content, progress, stop_asked)
        preprocessing = _settled(pool, content, description, sizes, colours)
        digest = hashlib.blake2b(digest_size=16)
        kept = _decode_all(pool, folder, content, preprocessing, digest, (progress, stop_asked))
    found = _usable(content, kept.places)
    preprocessing = _with_polarity(folder, found, preprocessing)
    np.save(folder / "labels.npy", found.labels)
    if found.given is not None:
        np.save(folder / "given.npy", found.given)
    write_bytes(folder / "names.json", json.dumps([shown(path) for path in found.paths], ensure_ascii=False).encode())
    bad = sorted((*content.bad, *kept.bad), key=lambda item: item.path)
    found_report = DataReport(
        kind="images",
        name=name,
        samples=len(found.paths),
        classes=report.class_counts(found.labels, found.classes),
        shape=preprocessing.shape,
        sizes=report.size_table(report.counted(size for size in sizes if size)),
        bad=tuple(bad[:_BAD_KEPT]),
        bad_count=len(bad),
        duplicates=kept.duplicates,
        parts=report.part_counts(found.given),
    )
    cache.finish(folder, _index(found, found_report, preprocessing, digest.hexdigest()))


def _index(found: FileContent, told: DataReport, preprocessing: ImagePreprocessing, images: str) -> cache.Index:
    return cache.Index(
        arrays=("labels.npy", "images.npy", "thumbnails.npy"),
        report=told,
        preprocessing=preprocessing,
        classes=found.classes,
        fingerprint=fingerprint(images, found.labels, found.classes, preprocessing),
        root=shown(str(found.root)),
    )


def _headers(
    pool: ThreadPoolExecutor, content: FileContent, progress: Progress, stop_asked: StopAsked
) -> tuple[list[tuple[int, int] | None], list[bool]]:
    """Height and width of each file (``None``: unreadable) and whether it may hold colour."""
    sizes: list[tuple[int, int] | None] = []
    colours: list[bool] = []
    for block in _blocks(content.paths):
        check_stop(stop_asked)
        progress("data.progress.measuring", len(sizes), len(content.paths))
        for found in pool.map(_size, (content.root / path for path in block)):
            sizes.append(found[:2] if found else None)
            colours.append(bool(found and found[2]))
    return sizes, colours


def _size(path: Path) -> tuple[int, int, bool] | None:
    try:
        return image_size(path)
    except DataError:
        return None


def _settled(
    pool: ThreadPoolExecutor,
    content: FileContent,
    description: DatasetDescription,
    sizes: Sequence[tuple[int, int] | None],
    colours: Sequence[bool],
) -> ImagePreprocessing:
    counts = report.counted(size for size in sizes if size)
    if not counts:
        bad = _bad(content.paths[0], _failure(content.root / content.paths[0]))
        raise DataError("data.all_unreadable", path=str(content.root), count=len(sizes), first=bad.path, why=bad.code)
    height, width = report.network_size(counts)
    channels = description.channels
    if channels is None:
        coloured = [path for path, colour in zip(content.paths, colours, strict=True) if colour]
        looked_at = coloured[:: max(1, len(coloured) // _LOOKED_AT)]
        channels = 1 if all(pool.map(_is_grey, (content.root / path for path in looked_at))) else 3
    return ImagePreprocessing(
        height=description.height or height,
        width=description.width or width,
        channels=channels,
        resize=description.resize,
    )


def _is_grey(path: Path) -> bool:
    try:
        return report.is_grey(np.asarray(decode_image(path)))
    except DataError:
        return True


def _failure(path: Path) -> DataError:
    try:
        decode_image(path)
    except DataError as error:
        return error
    return DataError("data.image.unknown")


def _decode_all(
    pool: ThreadPoolExecutor,
    folder: Path,
    content: FileContent,
    preprocessing: ImagePreprocessing,
    digest: hashlib.blake2b,
    reporting: tuple[Progress, StopAsked],
) -> _Kept:
    side = _thumbnail_side(len(content.paths))
    small = ImagePreprocessing(height=side, width=side, channels=preprocessing.channels, resize="fill")
    cache.check_room(
        folder, len(content.paths) * (int(np.prod(preprocessing.shape)) + side * side * preprocessing.channels)
    )
    places: list[int] = []
    bad: list[BadFile] = []
    digests: list[tuple[bytes, str]] = []
    with (
        cache.ArrayWriter(folder / "images.npy", preprocessing.shape, digest.update) as images,
        cache.ArrayWriter(folder / "thumbnails.npy", small.shape) as thumbnails,
    ):
        for place, found in _decoded(pool, content, (preprocessing, small), reporting):
            path = shown(content.paths[place])
            if isinstance(found, DataError):
                bad.append(_bad(path, found))
                continue
            places.append(place)
            digests.append((found.digest, path))
            images.append(found.pixels[np.newaxis])
            thumbnails.append(found.thumbnail[np.newaxis])
    return _Kept(np.array(places, dtype=np.int64), tuple(bad), report.duplicate_groups(digests))


def _decoded(
    pool: ThreadPoolExecutor,
    content: FileContent,
    wanted: tuple[ImagePreprocessing, ImagePreprocessing],
    reporting: tuple[Progress, StopAsked],
) -> Iterator[tuple[int, _Decoded | DataError]]:
    """Place and result of every file in order, a block at a time so that cancelling is quick and memory bounded."""
    progress, stop_asked = reporting
    place = 0
    for block in _blocks(content.paths):
        check_stop(stop_asked)
        progress("data.progress.decoding", place, len(content.paths))
        for found in pool.map(lambda path: _decode(content.root / path, *wanted), block):
            yield place, found
            place += 1
    progress("data.progress.decoding", place, place)


def _decode(path: Path, preprocessing: ImagePreprocessing, small: ImagePreprocessing) -> _Decoded | DataError:
    try:
        if path.stat().st_size > _FILE_LIMIT:
            return DataError("data.image.file_too_large", limit=_FILE_LIMIT >> 30)
        packed = path.read_bytes()
        image = decode_image(packed)
    except DataError as error:
        return error
    except PermissionError:
        return DataError("data.image.no_permission")
    except OSError:
        return DataError("data.image.missing")
    return _Decoded(
        to_input(image, preprocessing), to_input(image, small), hashlib.blake2b(packed, digest_size=16).digest()
    )


def _thumbnail_side(count: int) -> int:
    """Pixels of a thumbnail's side: smaller where there are many, so that the cache stays bearable."""
    return 128 if count <= 5_000 else 96 if count <= 20_000 else 64


def _usable(content: FileContent, places: npt.NDArray[np.int64]) -> FileContent:
    """The content without what could not be read, classes without a readable image included."""
    if not len(places):
        path = content.paths[0]
        why = _failure(content.root / path)
        raise DataError(
            "data.all_unreadable", path=str(content.root), count=len(content.paths), first=shown(path), why=why.code
        )
    used, labels = np.unique(content.labels[places], return_inverse=True)
    classes = tuple(content.classes[number] for number in used.tolist())
    if len(classes) < 2:
        raise DataError("data.one_class", path=str(content.root), name=classes[0])
    return FileContent(
        root=content.root,
        paths=tuple(content.paths[place] for place in places.tolist()),
        labels=labels.astype(np.int64),
        classes=classes,
        given=None if content.given is None else content.given[places],
        bad=content.bad,
        signature=(),
    )


def _with_polarity(folder: Path, found: FileContent, preprocessing: ImagePreprocessing) -> ImagePreprocessing:
    import msgspec

    images = np.load(folder / "images.npy", mmap_mode="r")
    chosen = np.arange(len(images)) if found.given is None else np.flatnonzero(found.given == TRAIN)
    polarity = report.polarity_of(images[chosen[:: max(1, len(chosen) // 1000)]])
    return msgspec.structs.replace(preprocessing, polarity=polarity)


def _bad(path: str, error: DataError) -> BadFile:
    return BadFile(path=path, code=error.code, params=error.params)


def _blocks(paths: Sequence[str]) -> Iterable[Sequence[str]]:
    return (paths[start : start + _BLOCK] for start in range(0, len(paths), _BLOCK))
