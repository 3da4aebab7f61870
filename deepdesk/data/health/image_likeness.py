"""Images that are the same or look alike, and images of one colour."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from deepdesk.data.cache import Index
from deepdesk.data.content import check_stop
from deepdesk.data.health import hashes
from deepdesk.data.health.likeness import Likeness, digest_of, equal_groups
from deepdesk.data.joined import Joined
from deepdesk.data.kinds import Reading
from deepdesk.data.preprocessing import ImagePreprocessing

_BLOCK: Final = 256
_BLANK: Final = 1.0
"""Standard deviation of the grey values up to which an image holds one colour."""

Thumbnails = npt.NDArray[np.uint8]


def compare(reading: Reading, content: Path, index: Index) -> Likeness:
    """See :class:`deepdesk.data.health.likeness.LikenessKind`; every thumbnail is looked at once."""
    try:
        thumbnails: Thumbnails = np.load(content / "thumbnails.npy", mmap_mode="r")
    except OSError:
        return Likeness()
    count = len(thumbnails)
    is_photo = min(thumbnails.shape[1:3]) >= hashes.SMALLEST_SIDE and _is_no_ink(index)
    codes = np.zeros(count, dtype=np.uint64)
    small = np.zeros((count if is_photo else 0, 256), dtype=np.float16)
    contrast = np.zeros(count, dtype=np.float32)
    digests: list[bytes] = []
    for start in range(0, count, _BLOCK):
        check_stop(reading.stop_asked)
        reading.progress("data.progress.comparing", start, count)
        block = np.ascontiguousarray(thumbnails[start : start + _BLOCK])
        digests += [digest_of(row.tobytes()) for row in block]
        grey = hashes.grey_of(block)
        contrast[start : start + _BLOCK] = grey.std(axis=(1, 2))
        if is_photo:
            codes[start : start + _BLOCK], small[start : start + _BLOCK] = hashes.hashes_of(grey)
    equal = _confirmed(content, equal_groups(digests))
    near = _near(reading, codes, small, contrast, equal) if is_photo else equal
    blank = np.flatnonzero(contrast <= _BLANK)
    return Likeness(equal=equal, near=near, blank=tuple(blank.tolist()), near_looked_for=is_photo)


def _is_no_ink(index: Index) -> bool:
    """Drawn figures all look alike to a perceptual hash: of 18 million pairs of different digits, 8,000 passed."""
    preprocessing = index.preprocessing
    return not isinstance(preprocessing, ImagePreprocessing) or preprocessing.polarity is None


def _confirmed(content: Path, groups: tuple[tuple[int, ...], ...]) -> tuple[tuple[int, ...], ...]:
    """Those of like thumbnails whose images are the same, too."""
    if not groups or not (content / "images.npy").exists():
        return groups
    images = np.load(content / "images.npy", mmap_mode="r")
    found = []
    for places in groups:
        own = equal_groups(digest_of(np.ascontiguousarray(images[place]).tobytes()) for place in places)
        found += [tuple(places[member] for member in members) for members in own]
    return tuple(found)


def _near(
    reading: Reading,
    codes: hashes.Hashes,
    small: npt.NDArray[np.float16],
    contrast: npt.NDArray[np.float32],
    equal: tuple[tuple[int, ...], ...],
) -> tuple[tuple[int, ...], ...]:
    joined = Joined(len(codes))
    joined.join_all(equal)
    # One of each group of equal ones stands for all: many copies of one image cost no comparisons.
    copies = np.array([place for places in equal for place in places[1:]], dtype=np.int64)
    chosen = np.setdiff1d(np.flatnonzero(contrast >= hashes.SMALLEST_CONTRAST), copies)

    def looked(done: int, total: int) -> None:
        check_stop(reading.stop_asked)
        reading.progress("data.progress.comparing", done, total)

    for pairs in hashes.near_pairs(codes[chosen], looked):
        for start in range(0, len(pairs), 65_536):
            first, second = chosen[pairs[start : start + 65_536]].T
            alike = (small[first].astype(np.float32) * small[second]).sum(axis=1) >= hashes.CORRELATION
            for pair in zip(first[alike].tolist(), second[alike].tolist(), strict=True):
                joined.join(pair)
    return joined.sets()
