"""What is found out by looking at the images: usual size, grey or colour, ink or photograph."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Final

import numpy as np
import numpy.typing as npt

from deepdesk.data.preprocessing import Polarity

UNIFORM_LIMIT: Final = 256
"""Images that all have one size keep it up to this many pixels a side."""
VARIED_LIMIT: Final = 96
"""The largest side that is chosen by itself for images of many sizes: bearable to train on a processor."""
_SMALLEST: Final = 8
_DARK: Final = 48
_LIGHT: Final = 207
_CONTRAST: Final = 64
_AGREEMENT: Final = 0.9
_LOOKED_AT: Final = 1000
_GREY_TOLERANCE: Final = 4

Pixels = npt.NDArray[np.uint8]


def network_size(sizes: Mapping[tuple[int, int], int]) -> tuple[int, int]:
    """Height and width of the network's input for images of these sizes (height, width → count).

    One size for all is kept up to :data:`UNIFORM_LIMIT`. Else the input is a square: the median of the shorter sides,
    rounded down to a multiple of 8, between 8 and :data:`VARIED_LIMIT`.
    """
    if len(sizes) == 1:
        height, width = next(iter(sizes))
        if max(height, width) <= UNIFORM_LIMIT:
            return height, width
    shorter = np.repeat([min(size) for size in sizes], list(sizes.values()))
    side = int(np.median(shorter)) // 8 * 8
    side = min(max(side, _SMALLEST), VARIED_LIMIT)
    return side, side


def size_table(sizes: Mapping[tuple[int, int], int]) -> tuple[tuple[int, int, int], ...]:
    """The 20 most frequent sizes as ``(height, width, count)``."""
    ordered = sorted(sizes.items(), key=lambda item: (-item[1], item[0]))
    return tuple((height, width, count) for (height, width), count in ordered[:20])


def class_counts(labels: npt.NDArray[np.int64], classes: tuple[str, ...]) -> dict[str, int]:
    """Samples by class name, in class order; samples without a class are not counted."""
    counts = np.bincount(labels[labels >= 0], minlength=len(classes))
    return {name: int(count) for name, count in zip(classes, counts, strict=True)}


def part_counts(given: npt.NDArray[np.uint8] | None) -> dict[str, int]:
    """Samples by the part that they came in; empty where the data bring no parts."""
    if given is None:
        return {}
    counts = np.bincount(given, minlength=3)
    return {name: int(count) for name, count in zip(("train", "validation", "test"), counts, strict=True) if count}


def is_grey(pixels: Pixels) -> bool:
    """Whether a colour image ``(height, width, 3)`` holds grey only."""
    if pixels.ndim == 2 or pixels.shape[-1] == 1:
        return True
    spread = pixels.max(axis=-1).astype(np.int16) - pixels.min(axis=-1)
    return bool(spread.max(initial=0) <= _GREY_TOLERANCE)


def polarity_of(images: Pixels) -> Polarity | None:
    """Light ink on a dark ground or the other way round, where at least nine in ten images agree; else ``None``.

    The ground is the median of the outermost pixels; an image without contrast, or of several channels, says nothing.

    Args:
        images: training images, uint8 ``(samples, height, width, channels)``; about a thousand of them are looked at.
    """
    if images.shape[-1] != 1 or not len(images) or min(images.shape[1:3]) < 3:
        return None
    chosen = images[:: max(1, len(images) // _LOOKED_AT), ..., 0]
    border = np.concatenate(
        [chosen[:, 0], chosen[:, -1], chosen[:, 1:-1, 0], chosen[:, 1:-1, -1]], axis=1, dtype=np.uint8
    )
    ground = np.median(border, axis=1)
    flat = chosen.reshape(len(chosen), -1)
    contrast = flat.max(axis=1).astype(np.int16) - flat.min(axis=1) >= _CONTRAST
    if np.mean(contrast & (ground <= _DARK)) >= _AGREEMENT:
        return "light_on_dark"
    if np.mean(contrast & (ground >= _LIGHT)) >= _AGREEMENT:
        return "dark_on_light"
    return None


def duplicate_groups(digests: Iterable[tuple[bytes, str]]) -> tuple[tuple[str, ...], ...]:
    """Groups of names whose content is identical, each in code-point order; at most 1,000 groups."""
    groups: dict[bytes, list[str]] = {}
    for digest, name in digests:
        groups.setdefault(digest, []).append(name)
    found = sorted(tuple(sorted(names)) for names in groups.values() if len(names) > 1)
    return tuple(found[:1000])


def counted(sizes: Iterable[tuple[int, int]]) -> Counter[tuple[int, int]]:
    """How often each ``(height, width)`` occurs."""
    return Counter(sizes)
