"""The size and the colours that images are given to the network in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final

import numpy as np

from deepdesk.core.errors import DataError
from deepdesk.data.content import Progress, StopAsked, check_stop
from deepdesk.data.description import DatasetDescription
from deepdesk.data.images.decoding import decode_image, image_size
from deepdesk.data.images.report import is_grey
from deepdesk.data.preprocessing import ImagePreprocessing
from deepdesk.data.segmentation.pairs import Pair

LONGEST: Final = 160
"""Pixels of the longer side that are chosen by themselves: a U-Net of that size is bearable to train on a processor."""
STEP: Final = 8
"""Sides are whole multiples of this, so that a network can halve them three times."""
_LOOKED_AT: Final = 16
_BLOCK: Final = 64


def settled(
    pool: ThreadPoolExecutor,
    root: Path,
    pairs: Sequence[Pair],
    description: DatasetDescription,
    progress: Progress,
    stop_asked: StopAsked,
) -> ImagePreprocessing:
    """What was asked for, and for the rest what fits the images (raises DataError when none can be read)."""
    sizes: Counter[tuple[int, int]] = Counter()
    coloured: list[Path] = []
    for start in range(0, len(pairs), _BLOCK):
        check_stop(stop_asked)
        progress("data.progress.measuring", start, len(pairs))
        paths = [root / pair.image for pair in pairs[start : start + _BLOCK]]
        for path, found in zip(paths, pool.map(_size, paths), strict=True):
            if found:
                sizes[found[:2]] += 1
                coloured += [path] if found[2] else []
    if not sizes:
        first = pairs[0].image
        raise DataError("data.segmentation.no_usable_pair", path=str(root), count=len(pairs), first=first)
    height, width = network_size(sizes)
    looked_at = coloured[:: max(1, len(coloured) // _LOOKED_AT)]
    return ImagePreprocessing(
        height=description.height or height,
        width=description.width or width,
        channels=description.channels or (1 if all(pool.map(_is_grey, looked_at)) else 3),
        resize=description.resize,
    )


def network_size(sizes: Mapping[tuple[int, int], int]) -> tuple[int, int]:
    """Height and width for images of these sizes (height, width → count): the median of each, made smaller together
    until the longer one is at most :data:`LONGEST`, then rounded to multiples of :data:`STEP`."""
    counts = list(sizes.values())
    height, width = (float(np.median(np.repeat([size[axis] for size in sizes], counts))) for axis in (0, 1))
    factor = min(1.0, LONGEST / max(height, width))
    return _rounded(height * factor), _rounded(width * factor)


def _rounded(side: float) -> int:
    return max(2 * STEP, round(side / STEP) * STEP)


def _size(path: Path) -> tuple[int, int, bool] | None:
    try:
        return image_size(path)
    except DataError:
        return None


def _is_grey(path: Path) -> bool:
    try:
        return is_grey(np.asarray(decode_image(path)))
    except DataError:
        return True
