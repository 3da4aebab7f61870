"""Images that look alike: a perceptual hash of 64 bits, confirmed by correlation (Zauner 2010, pHash; DCT of 32×32)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

import numpy as np
import numpy.typing as npt

DISTANCE: Final = 8
"""Bits by which hashes of like images differ at most. Of 2,000 photos of cats and dogs, saved at JPEG quality 30, at
half the size, 20 % brighter or in grey, 99 in 100 stay within it; of two million pairs of different photos none does
together with :data:`CORRELATION` (one true copy was found)."""
CORRELATION: Final = 0.93
"""Of the grey images at 16×16, mean taken away: what the hash proposes must also agree in fact."""
SMALLEST_SIDE: Final = 48
"""Pixels; below it, and for drawn figures (digits), different images look alike: no hash is taken of them."""
SMALLEST_CONTRAST: Final = 6.0
"""Standard deviation of the grey values; flatter images have nothing to tell them by."""

_SIDE: Final = 32
_SMALL: Final = 16
_BANDS: Final = tuple((7 * band, 7 if band < DISTANCE else 8) for band in range(DISTANCE + 1))
_BLOCK: Final = 512
_REACH: Final = 8192

Hashes = npt.NDArray[np.uint64]
Floats = npt.NDArray[np.float32]
Pairs = npt.NDArray[np.int64]


def grey_of(images: npt.NDArray[np.uint8]) -> Floats:
    """float32 ``(samples, height, width)`` of uint8 ``(samples, height, width, 1 | 3)``, 0 to 255."""
    if images.shape[-1] == 1:
        return images[..., 0].astype(np.float32)
    weighted: Floats = images.astype(np.float32) @ np.array([0.299, 0.587, 0.114], dtype=np.float32)
    return weighted


def hashes_of(grey: Floats) -> tuple[Hashes, Floats]:
    """A hash for each image and the image at 16×16, float32 ``(samples, 256)``, of mean 0 and length 1."""
    height, width = grey.shape[1:]
    middle = _shrink(height, _SIDE) @ grey @ _shrink(width, _SIDE).T
    places = np.arange(_SIDE)
    cosines = np.cos(np.pi * (2 * places[np.newaxis] + 1) * places[:9, np.newaxis] / (2 * _SIDE)).astype(np.float32)
    # The mean brightness, first of all coefficients, says nothing about what is seen.
    low = (cosines @ middle @ cosines.T).reshape(len(grey), -1)[:, 1:65]
    bits = low > np.median(low, axis=1, keepdims=True)
    hashes = np.packbits(bits, axis=1).view(np.uint64)[:, 0]
    small = (_shrink(height, _SMALL) @ grey @ _shrink(width, _SMALL).T).reshape(len(grey), -1)
    small = small - small.mean(axis=1, keepdims=True)
    return hashes, (small / (np.linalg.norm(small, axis=1, keepdims=True) + 1e-6)).astype(np.float32)


def near_pairs(hashes: Hashes, looked: Callable[[int, int], object]) -> Iterator[Pairs]:
    """Pairs of places ``(pairs, 2)`` whose hashes differ in 0 to :data:`DISTANCE` bits; a pair may come twice.

    Nine bands of the bits: two hashes that differ in eight bits agree in one band at least, so only samples that share
    a band are compared. In a band that more than 8,192 share, each is compared with the 8,192 after it in order of the
    hashes, which bounds the work for data where (nearly) all look alike.

    Args:
        hashes: uint64 ``(samples,)``.
        looked: told (bands done, bands in all); may raise to stop.
    """
    for number, (shift, bits) in enumerate(_BANDS):
        looked(number, len(_BANDS))
        keys = (hashes >> np.uint64(shift)) & np.uint64((1 << bits) - 1)
        order = np.lexsort((hashes, keys)).astype(np.int64)
        starts = np.flatnonzero(np.diff(keys[order])) + 1
        for members in np.split(order, starts):
            yield from _within(hashes, members)


def _within(hashes: Hashes, members: Pairs) -> Iterator[Pairs]:
    own = hashes[members]
    for start in range(0, len(members) - 1, _BLOCK):
        end = min(start + _BLOCK, len(members))
        stop = min(end + _REACH, len(members))
        far = np.bitwise_count(own[start:end, np.newaxis] ^ own[np.newaxis, start:stop])
        first, second = np.nonzero(far <= DISTANCE)
        later = second > first
        if later.any():
            yield np.stack([members[start + first[later]], members[start + second[later]]], axis=1)


def _shrink(before: int, after: int) -> Floats:
    """The matrix ``(after, before)`` that averages over equal stretches."""
    edges = np.arange(after + 1) * (before / after)
    places = np.arange(before)
    low = np.maximum(edges[:-1, np.newaxis], places)
    high = np.minimum(edges[1:, np.newaxis], places + 1)
    shares = np.maximum(high - low, 0)
    matrix: Floats = (shares / shares.sum(axis=1, keepdims=True)).astype(np.float32)
    return matrix
