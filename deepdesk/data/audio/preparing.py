"""Fills a prepared folder from recordings: lengths from the headers, then every file read once."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, TypeVar

import msgspec
import numpy as np
import numpy.typing as npt

from deepdesk.core.errors import DataError
from deepdesk.core.files import write_bytes
from deepdesk.data import cache
from deepdesk.data.audio.clips import OUTLINE, outline_of
from deepdesk.data.audio.decoding import Clip, Header, read_clip, read_header, resampled
from deepdesk.data.audio.features import features
from deepdesk.data.audio.labelling import Labelled
from deepdesk.data.audio.settling import settle, spread
from deepdesk.data.audio.writing import RowWriter
from deepdesk.data.cache import Index
from deepdesk.data.content import check_stop, named_classes
from deepdesk.data.dataset import BadFile, DataReport
from deepdesk.data.details import AudioDetails
from deepdesk.data.images.folders import shown
from deepdesk.data.images.report import class_counts, duplicate_groups, part_counts
from deepdesk.data.kinds import Reading
from deepdesk.data.preprocessing import AudioPreprocessing

_BAD_KEPT: Final = 1000
_BLOCK: Final = 64
Item = TypeVar("Item")
ARRAYS: Final = ("labels.npy", "features.npy", "outlines.npy", "clips.npy")


@dataclass(frozen=True)
class _Heard:
    """One recording: its features, its outline, its figures, the digest of its sound."""

    features: npt.NDArray[np.float16]
    outline: npt.NDArray[np.int8]
    figures: npt.NDArray[np.float32]
    digest: bytes


@dataclass
class _Kept:
    """Places of the recordings that could be read, what is wrong with the others, what was found on the way."""

    places: list[int] = field(default_factory=list)
    bad: list[BadFile] = field(default_factory=list)
    digests: list[tuple[bytes, str]] = field(default_factory=list)
    figures: list[npt.NDArray[np.float32]] = field(default_factory=list)


def prepare(folder: Path, reading: Reading, found: Labelled, bad: Sequence[BadFile]) -> None:
    """Writes features (float16 ``(samples, frames, bands)``), outlines, figures, labels, given parts, names, groupings
    and the index; what cannot be read is listed and left out.

    Raises:
        DataError: no readable recording, fewer than two classes with one, a bad setting, cancelled.
        StorageError, OSError: the disk is full or refuses.
    """
    kept = _Kept()
    with ThreadPoolExecutor(max_workers=min(4, os.cpu_count() or 1)) as pool:
        headers = _headers(pool, reading, found.paths)
        readable = [header for header in headers if isinstance(header, Header)]
        if not readable:
            raise _nothing(reading, found, next(error for error in headers if isinstance(error, DataError)))
        settings = _settled(reading, readable)
        needed = len(readable) * (settings.frames * settings.bands * 2 + OUTLINE * 2)
        cache.check_room(folder, needed)
        digest = _read_all(pool, folder, reading, found, headers, settings, kept)
    if not kept.places:
        first = kept.bad[0]
        raise _nothing(reading, found, DataError(first.code, **first.params))
    _finish(folder, reading, found, kept, settings, digest, [*bad, *found.bad, *kept.bad])


def _nothing(reading: Reading, found: Labelled, why: DataError) -> DataError:
    path, first = str(reading.path), shown(found.paths[0])
    return DataError("data.audio.all_unreadable", path=path, count=len(found.paths), first=first, why=why.code)


def _settled(reading: Reading, headers: Sequence[Header]) -> AudioPreprocessing:
    if isinstance(reading.preprocessing, AudioPreprocessing):
        return msgspec.structs.replace(reading.preprocessing, mean=(), deviation=())
    seconds = [header.seconds for header in headers if header.seconds is not None]
    return settle(reading.description.audio, (header.rate for header in headers), seconds)


def _headers(pool: ThreadPoolExecutor, reading: Reading, paths: Sequence[str]) -> list[Header | DataError]:
    found: list[Header | DataError] = []
    for block in _blocks(paths):
        check_stop(reading.stop_asked)
        reading.progress("data.audio.progress.measuring", len(found), len(paths))
        found += pool.map(lambda path: _header(reading.path / path), block)
    return found


def _header(path: Path) -> Header | DataError:
    try:
        return read_header(path)
    except DataError as error:
        return error


def _read_all(
    pool: ThreadPoolExecutor,
    folder: Path,
    reading: Reading,
    found: Labelled,
    headers: Sequence[Header | DataError],
    settings: AudioPreprocessing,
    kept: _Kept,
) -> str:
    """Digest of all features that were written."""
    digest = hashlib.blake2b(digest_size=16)

    def heard(place: int) -> _Heard | DataError:
        header = headers[place]
        return header if isinstance(header, DataError) else _heard(reading.path / found.paths[place], settings)

    with (
        RowWriter(folder / "features.npy", (settings.frames, settings.bands), "<f2") as rows,
        RowWriter(folder / "outlines.npy", (OUTLINE, 2), "i1") as outlines,
    ):
        for block in _blocks(range(len(found.paths))):
            check_stop(reading.stop_asked)
            reading.progress("data.audio.progress.reading", block[0], len(found.paths))
            for place, one in zip(block, pool.map(heard, block), strict=True):
                path = shown(found.paths[place])
                if isinstance(one, DataError):
                    kept.bad.append(BadFile(path=path, code=one.code, params=one.params))
                    continue
                kept.places.append(place)
                kept.digests.append((one.digest, path))
                kept.figures.append(one.figures)
                rows.append(one.features)
                outlines.append(one.outline)
                digest.update(one.features.data)
    reading.progress("data.audio.progress.reading", len(found.paths), len(found.paths))
    return digest.hexdigest()


def _heard(path: Path, settings: AudioPreprocessing) -> _Heard | DataError:
    try:
        clip = read_clip(path, seconds=settings.seconds)
    except DataError as error:
        return error
    samples = at_rate(clip, settings)
    outline = outline_of(samples, round(settings.seconds * settings.rate))
    figures = np.array([clip.seconds, clip.rate, clip.peak, clip.clipped], dtype=np.float32)
    return _Heard(features(samples, settings), outline, figures, clip.digest)


def at_rate(clip: Clip, settings: AudioPreprocessing) -> npt.NDArray[np.float32]:
    """The samples of a clip at the rate that the network hears."""
    return resampled(clip.samples, clip.rate, settings.rate)


def _finish(
    folder: Path,
    reading: Reading,
    found: Labelled,
    kept: _Kept,
    settings: AudioPreprocessing,
    digest: str,
    bad: list[BadFile],
) -> None:
    paths = [shown(found.paths[place]) for place in kept.places]
    labels, classes = named_classes([found.labels[place] for place in kept.places], path=str(reading.path))
    np.save(folder / "labels.npy", labels)
    np.save(folder / "clips.npy", np.array(kept.figures, dtype=np.float32))
    write_bytes(folder / "names.json", json.dumps(paths, ensure_ascii=False).encode())
    given = np.array([found.parts[place] for place in kept.places], dtype=np.uint8) if found.parts else None
    if given is not None:
        np.save(folder / "given.npy", given)
    groupings = {name: [values[place] for place in kept.places] for name, values in found.groupings.items()}
    if groupings:
        write_bytes(folder / "groupings.json", json.dumps(groupings, ensure_ascii=False).encode())
    bad.sort(key=lambda item: item.path)
    report = DataReport(
        kind="audio",
        name=reading.name,
        samples=len(paths),
        classes=class_counts(labels, classes),
        shape=settings.shape,
        bad=tuple(bad[:_BAD_KEPT]),
        bad_count=len(bad),
        duplicates=duplicate_groups(kept.digests),
        parts=part_counts(given),
        details=_details(found, kept),
    )
    cache.finish(
        folder,
        Index(
            report=report,
            preprocessing=settings,
            classes=classes,
            fingerprint=cache.key_of(digest, labels.tolist(), list(classes)),
            root=shown(str(reading.path)),
            arrays=ARRAYS,
        ),
    )


def _details(found: Labelled, kept: _Kept) -> AudioDetails:
    figures = np.array(kept.figures)
    rates, counts = np.unique(figures[:, 1].astype(np.int64), return_counts=True)
    order = np.argsort(-counts, kind="stable")
    return AudioDetails(
        seconds=spread(figures[:, 0].tolist()),
        rates={str(rates[place]): int(counts[place]) for place in order.tolist()},
        pattern=found.pattern,
        fields=tuple(found.groupings),
    )


def _blocks(items: Sequence[Item]) -> Iterator[Sequence[Item]]:
    return (items[start : start + _BLOCK] for start in range(0, len(items), _BLOCK))
