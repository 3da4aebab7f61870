"""Fills a prepared folder from pairs of image and mask: classes from a sample of the masks, then each pair once."""

from __future__ import annotations

import hashlib
import json
import os
import re
import warnings
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from deepdesk.core.errors import DataError
from deepdesk.core.files import write_bytes
from deepdesk.data import cache
from deepdesk.data.content import Progress, StopAsked, check_stop
from deepdesk.data.dataset import UNLABELLED, BadFile
from deepdesk.data.description import DatasetDescription
from deepdesk.data.images.folders import shown
from deepdesk.data.images.report import duplicate_groups
from deepdesk.data.preprocessing import ImagePreprocessing
from deepdesk.data.segmentation.class_files import find_class_file, read_class_file
from deepdesk.data.segmentation.class_table import ClassTable, find_classes
from deepdesk.data.segmentation.masks import Mask, decode_mask
from deepdesk.data.segmentation.one_pair import Prepared, prepared
from deepdesk.data.segmentation.pairs import PARTS, Matching, Pair
from deepdesk.data.segmentation.roles import placed
from deepdesk.data.segmentation.sizes import settled
from deepdesk.data.settings import MaskClass

SAMPLE: Final = 64
_SAMPLE_PIXELS: Final = 40_000_000
_BLOCK: Final = 16
_THUMBNAIL: Final = 128
SEQUENCE: Final = "sequence"
"""The field by which frames that follow each other can be kept together."""
_NUMBER: Final = re.compile(r"(?:[_\-. ]+(?:f|fr|frame))?[_\-. ]*\d+$", re.IGNORECASE)


@dataclass
class Tally:
    """What was noticed while the pairs were read.

    Attributes:
        kept: the pairs that could be used.
        unexpected: pixels by a value that is no class; ``strange``: masks that hold such.
        smoothed: masks with values in between, which went to the nearest class; ``snapped``: how many pixels.
    """

    kept: list[Pair] = field(default_factory=list)
    bad: list[BadFile] = field(default_factory=list)
    digests: list[tuple[bytes, str]] = field(default_factory=list)
    counts: list[npt.NDArray[np.int64]] = field(default_factory=list)
    sizes: Counter[tuple[int, int]] = field(default_factory=Counter)
    unexpected: Counter[int] = field(default_factory=Counter)
    strange: list[str] = field(default_factory=list)
    smoothed: list[str] = field(default_factory=list)
    snapped: int = 0


@dataclass(frozen=True)
class Filled:
    """What the folder was filled with; ``digest`` of images and masks."""

    table: ClassTable
    preprocessing: ImagePreprocessing
    tally: Tally
    digest: str


def fill(
    folder: Path,
    root: Path,
    matching: Matching,
    description: DatasetDescription,
    progress: Progress,
    stop_asked: StopAsked,
) -> Filled:
    """Writes images, masks (class numbers, 255 where ignored), thumbnails of both, counts, labels, parts and names.

    Raises:
        DataError: no readable pair, masks that hold no classes, cancelled.
        StorageError, OSError: the disk is full or refuses.
    """
    with ThreadPoolExecutor(max_workers=min(4, os.cpu_count() or 1)) as pool, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of Pillow, about damaged metadata
        listed = listed_classes(root)
        table = find_classes(_sample(root, matching, progress, stop_asked), description.segmentation, listed)
        preprocessing = settled(pool, root, matching.pairs, description, progress, stop_asked)
        digest = hashlib.blake2b(digest_size=16)
        tally = _write(pool, folder, root, matching.pairs, table, preprocessing, digest, (progress, stop_asked))
    if not tally.kept:
        raise _none_usable(root, len(matching.pairs), tally.bad[0])
    _write_lists(folder, matching, tally)
    return Filled(table, preprocessing, tally, digest.hexdigest())


def _none_usable(root: Path, count: int, first: BadFile) -> DataError:
    """That there are pairs and none can be used, with what is the matter with the first."""
    known = {"data.segmentation.sizes_differ": "all_sizes_differ", "data.segmentation.mask_float": "all_float"}
    code = f"data.segmentation.{known.get(first.code, 'no_usable_pair')}"
    return DataError(code, path=str(root), count=count, first=first.path, **first.params)


def listed_classes(root: Path) -> tuple[MaskClass, ...]:
    """The classes that a file beside the images names; empty where there is none."""
    path = find_class_file(root)
    return read_class_file(path) if path else ()


def _sample(root: Path, matching: Matching, progress: Progress, stop_asked: StopAsked) -> list[Mask]:
    """Masks evenly spread over all of them; what cannot be read is told of later."""
    pairs = matching.pairs
    places = sorted({round(place) for place in np.linspace(0, len(pairs) - 1, min(SAMPLE, len(pairs)))})
    # From both ends inward, so that a sample cut short by its size still holds several parts.
    order = [places[number // 2] if number % 2 == 0 else places[-1 - number // 2] for number in range(len(places))]
    found: list[Mask] = []
    pixels = 0
    first: BadFile | None = None
    for number, place in enumerate(order):
        check_stop(stop_asked)
        progress("data.segmentation.looking", number, len(order))
        try:
            mask = decode_mask(root / pairs[place].mask)
        except DataError as error:
            first = first or BadFile(path=shown(pairs[place].mask), code=error.code)
            continue
        found.append(mask)
        pixels += mask.size[0] * mask.size[1]
        if pixels > _SAMPLE_PIXELS:
            break
    if not found and first:
        raise _none_usable(root, len(pairs), first)
    return found


def _write(
    pool: ThreadPoolExecutor,
    folder: Path,
    root: Path,
    pairs: Sequence[Pair],
    table: ClassTable,
    preprocessing: ImagePreprocessing,
    digest: hashlib.blake2b,
    reporting: tuple[Progress, StopAsked],
) -> Tally:
    channels = preprocessing.channels
    small = ImagePreprocessing(height=_THUMBNAIL, width=_THUMBNAIL, channels=channels, resize="fill")
    pixels = preprocessing.height * preprocessing.width + small.height * small.width
    cache.check_room(folder, len(pairs) * pixels * (channels + 1))
    tally = Tally()
    with (
        cache.ArrayWriter(folder / "images.npy", preprocessing.shape, digest.update) as images,
        cache.ArrayWriter(folder / "masks.npy", preprocessing.shape[:2], digest.update) as masks,
        cache.ArrayWriter(folder / "thumbnails.npy", small.shape) as thumbnails,
        cache.ArrayWriter(folder / "mask_thumbnails.npy", small.shape[:2]) as mask_thumbnails,
    ):
        for pair, found in _read(pool, root, pairs, table, (preprocessing, small), reporting):
            if isinstance(found, BadFile):
                tally.bad.append(found)
                continue
            images.append(found.pixels[np.newaxis])
            masks.append(found.numbers[np.newaxis])
            thumbnails.append(found.thumbnail[np.newaxis])
            mask_thumbnails.append(found.small_numbers[np.newaxis])
            _note(tally, pair, found, len(table.classes))
    return tally


def _read(
    pool: ThreadPoolExecutor,
    root: Path,
    pairs: Sequence[Pair],
    table: ClassTable,
    wanted: tuple[ImagePreprocessing, ImagePreprocessing],
    reporting: tuple[Progress, StopAsked],
) -> Iterator[tuple[Pair, Prepared | BadFile]]:
    """Every pair in order, a block at a time so that cancelling is quick and memory bounded."""
    progress, stop_asked = reporting
    for start in range(0, len(pairs), _BLOCK):
        check_stop(stop_asked)
        progress("data.segmentation.reading", start, len(pairs))
        block = pairs[start : start + _BLOCK]
        yield from zip(block, pool.map(lambda pair: prepared(root, pair, table, *wanted), block), strict=True)
    progress("data.segmentation.reading", len(pairs), len(pairs))


def _note(tally: Tally, pair: Pair, found: Prepared, classes: int) -> None:
    name = shown(pair.image)
    tally.kept.append(pair)
    tally.digests.append((found.digest, name))
    tally.sizes[found.size] += 1
    counts = np.bincount(found.numbers.reshape(-1), minlength=256)
    tally.counts.append(np.append(counts[:classes], counts[255]).astype(np.int64))
    if found.unexpected:
        tally.unexpected.update(found.unexpected)
        tally.strange.append(name)
    if found.snapped:
        tally.smoothed.append(name)
        tally.snapped += found.snapped


def _write_lists(folder: Path, matching: Matching, tally: Tally) -> None:
    kept = tally.kept
    np.save(folder / "labels.npy", np.full(len(kept), UNLABELLED, dtype=np.int64))
    np.save(folder / "counts.npy", np.stack(tally.counts))
    given = Matching(tuple(kept), (), "", "").given
    if given is not None:
        np.save(folder / "given.npy", given)
    lists: dict[str, Any] = {
        "names.json": [shown(pair.image) for pair in kept],
        "masks.json": [shown(pair.mask) for pair in kept],
    }
    sequences = [sequence_of(pair.image) for pair in kept]
    if 1 < len(set(sequences)) < len(kept):
        lists["groupings.json"] = {SEQUENCE: sequences}
    for name, values in lists.items():
        write_bytes(folder / name, json.dumps(values, ensure_ascii=False).encode())


def sequence_of(path: str) -> str:
    """What a file's name is without the number at its end: frames of one drive, slices of one stack share it."""
    found = placed(path)
    folder, stem = found.key if found else ("", path)
    kept = [segment for segment in folder.split("/") if segment and segment not in PARTS]
    return shown("/".join([*kept, _NUMBER.sub("", stem)]))


def same_images(tally: Tally) -> tuple[tuple[str, ...], ...]:
    """Groups of images that are the same file twice."""
    return duplicate_groups(tally.digests)
