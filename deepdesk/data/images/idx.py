"""MNIST-style IDX files: big-endian header, then bytes; gzip or plain; train and test in pairs of images and labels."""

from __future__ import annotations

import math
import re
import struct
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from deepdesk.core.errors import DataError
from deepdesk.data.content import TEST, TRAIN, ArrayContent, named_classes

SIZE_LIMIT: Final = 4 * 1024**3
"""Bytes of one unpacked file."""

_NAME: Final = re.compile(
    r"(?P<set>.*?)(?P<part>train|t10k|test)[-_.](?P<what>images|labels)[-_.]idx(?P<axes>[13])[-_.]ubyte(\.gz)?", re.I
)
_UNSIGNED_BYTES: Final = 0x08


@dataclass(frozen=True)
class IdxFiles:
    """The files of one data set: images and labels for training, for testing, or both."""

    train: tuple[Path, Path] | None
    test: tuple[Path, Path] | None

    @property
    def paths(self) -> tuple[Path, ...]:
        """All files, training first."""
        return (self.train or ()) + (self.test or ())


def is_idx(path: Path) -> bool:
    """Whether a file name follows the usual names (``train-images-idx3-ubyte.gz`` and its relatives)."""
    return _NAME.fullmatch(path.name) is not None


def find_pairs(folder: Path, wanted: Path | None = None) -> IdxFiles | None:
    """The IDX files in a folder, or in its sub-folder ``raw``; ``None`` where there are none.

    Args:
        folder: where to look.
        wanted: one of the files, which chooses among several data sets in the folder (such as EMNIST's).

    Raises:
        DataError: images without labels or labels without images, or several data sets to choose from.
    """
    for place in (folder, folder / "raw"):
        found = [path for path in sorted(place.glob("*")) if is_idx(path)] if place.is_dir() else []
        if found:
            return _paired(place, found, wanted)
    return None


def _paired(folder: Path, found: list[Path], wanted: Path | None) -> IdxFiles:
    sets: dict[str, dict[tuple[str, str], Path]] = {}
    for path in found:  # sorted: the plain file comes before the .gz and stays
        match = _NAME.fullmatch(path.name)
        if match:
            part = "train" if match["part"].lower() == "train" else "test"
            sets.setdefault(match["set"], {}).setdefault((part, match["what"].lower()), path)
    chosen = _NAME.fullmatch(wanted.name) if wanted else None
    if chosen is None and len(sets) > 1:
        raise DataError("data.idx.several", path=str(folder), names=", ".join(sorted(sets)))
    files = sets[chosen["set"] if chosen else next(iter(sets))]
    return IdxFiles(train=_pair(files, "train", folder), test=_pair(files, "test", folder))


def _pair(files: dict[tuple[str, str], Path], part: str, folder: Path) -> tuple[Path, Path] | None:
    images, labels = files.get((part, "images")), files.get((part, "labels"))
    if images is None and labels is None:
        return None
    if images is None or labels is None:
        there = (images or labels or folder).name
        wanted = there.replace("images", "labels").replace("idx3", "idx1")
        if images is None:
            wanted = there.replace("labels", "images").replace("idx1", "idx3")
        raise DataError("data.idx.half", path=str(folder), there=there, wanted=wanted)
    return images, labels


def read_idx_set(files: IdxFiles, *, path: str) -> ArrayContent:
    """All samples of a data set, training first; ``given`` tells the parts where both pairs are there.

    Raises:
        DataError: a file is damaged, or images and labels differ in number, or the two parts in size.
    """
    parts = [(number, pair) for number, pair in ((TRAIN, files.train), (TEST, files.test)) if pair]
    images = [read_idx(pair[0], axes=3) for _, pair in parts]
    labels = [read_idx(pair[1], axes=1) for _, pair in parts]
    for (_, pair), pictures, numbers in zip(parts, images, labels, strict=True):
        if len(pictures) != len(numbers):
            raise DataError(
                "data.counts_differ",
                path=path,
                images=len(pictures),
                labels=len(numbers),
                images_name=pair[0].name,
                labels_name=pair[1].name,
            )
    if len(images) == 2 and images[0].shape[1:] != images[1].shape[1:]:
        raise DataError("data.sizes_differ", path=path, train=_by(images[0].shape[1:]), test=_by(images[1].shape[1:]))
    numbered, classes = named_classes(np.concatenate(labels), path=path)
    given = None
    if len(parts) == 2:
        given = np.repeat(np.array([TRAIN, TEST], dtype=np.uint8), [len(part) for part in images])
    joined = images[0] if len(images) == 1 else np.concatenate(images)
    return ArrayContent(images=joined[..., np.newaxis], labels=numbered, classes=classes, given=given)


def _by(shape: tuple[int, ...]) -> str:
    return " × ".join(str(side) for side in shape)


def read_idx(path: Path, *, axes: int) -> npt.NDArray[np.uint8]:
    """The array in one IDX file of unsigned bytes with this number of axes.

    Raises:
        DataError: empty, a web page, not gzip, cut off, not IDX, another type or number of axes, larger than
            :data:`SIZE_LIMIT`, no samples.
        OSError: the file cannot be opened.
    """
    packed = path.read_bytes() if path.stat().st_size < SIZE_LIMIT else b""
    if not packed:
        code = "data.file_empty" if path.stat().st_size == 0 else "data.file_too_large"
        raise DataError(code, path=str(path), limit=SIZE_LIMIT // 1024**3)
    if packed[:512].lstrip().lower().startswith((b"<!doctype", b"<html")):
        raise DataError("data.file_web_page", path=str(path))
    zipped = packed[:2] == b"\x1f\x8b"
    if path.suffix == ".gz" and not zipped:
        raise DataError("data.not_gzip", path=str(path))
    header = _unzipped(packed, 4 + 4 * axes, path) if zipped else packed[: 4 + 4 * axes]
    shape = _shape(header, axes, path)
    expected = 4 + 4 * axes + math.prod(shape)
    if expected > SIZE_LIMIT:
        raise DataError("data.file_too_large", path=str(path), limit=SIZE_LIMIT // 1024**3)
    content = _unzipped(packed, expected, path) if zipped else packed
    if len(content) < expected:
        raise DataError("data.file_cut_off", path=str(path), found=len(content), expected=expected)
    return np.frombuffer(content, dtype=np.uint8, count=expected - 4 - 4 * axes, offset=4 + 4 * axes).reshape(shape)


def _shape(header: bytes, axes: int, path: Path) -> tuple[int, ...]:
    if len(header) < 4 or header[:2] != b"\0\0":
        raise DataError("data.idx.not_idx", path=str(path))
    if header[2] != _UNSIGNED_BYTES or header[3] != axes:
        raise DataError("data.idx.other", path=str(path), found=int.from_bytes(header[:4], "big"), expected=2048 + axes)
    if len(header) < 4 + 4 * axes:
        raise DataError("data.file_cut_off", path=str(path), found=len(header), expected=4 + 4 * axes)
    shape = struct.unpack(f">{axes}I", header[4:])
    if 0 in shape:
        raise DataError("data.no_samples", path=str(path))
    return shape


def _unzipped(packed: bytes, wanted: int, path: Path) -> bytes:
    """The first ``wanted`` bytes of a gzip file; fewer where it ends early (raises DataError when it is damaged)."""
    decoder = zlib.decompressobj(wbits=31)
    try:
        content = decoder.decompress(packed, wanted)
        if len(content) == wanted and not decoder.eof:
            further = decoder.decompress(decoder.unconsumed_tail, 1)  # reads the checksum behind the last byte
            if not further and not decoder.eof:
                raise DataError("data.file_cut_off", path=str(path), found=len(packed), expected=len(packed) + 8)
        return content
    except zlib.error as error:
        raise DataError("data.gzip_damaged", path=str(path), reason=str(error)) from error
