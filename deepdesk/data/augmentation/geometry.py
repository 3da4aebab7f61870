"""Where each pixel of a varied image comes from: flips, turns, zooms, crops and shifts as one affine map."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from PIL import Image

from deepdesk.data.augmentation.draws import ImageDraws, either_way, factor
from deepdesk.data.settings import ImageAugmentation

Bytes = npt.NDArray[np.uint8]
Affine = tuple[float, float, float, float, float, float]

_STILL: Final[Affine] = (1.0, 0.0, 0.0, 0.0, 1.0, 0.0)


@dataclass(frozen=True)
class Motion:
    """One draw.

    Attributes:
        mirrored, upside_down: whether the image is flipped first, exactly.
        affine: ``(a, b, c, d, e, f)``: the point (x, y) of the result, in pixels from the upper left corner, is taken
            from (ax + by + c, dx + ey + f) of the flipped image.
    """

    mirrored: bool = False
    upside_down: bool = False
    affine: Affine = _STILL


def motion(draws: ImageDraws, settings: ImageAugmentation, height: int, width: int) -> Motion:
    """The motion of an image of ``height`` × ``width`` pixels."""
    mirrored = settings.flip_horizontal and draws.mirrored < 0.5
    upside_down = settings.flip_vertical and draws.upside_down < 0.5
    if not (settings.rotate or settings.zoom or settings.crop or settings.shift):
        return Motion(mirrored, upside_down)
    angle = math.radians(either_way(draws.angle, settings.rotate))
    cut = draws.crop * settings.crop
    scale = factor(draws.zoom, settings.zoom) / (1.0 - cut)
    left = either_way(draws.crop_x, cut / 2) + either_way(draws.shift_x, settings.shift)
    top = either_way(draws.crop_y, cut / 2) + either_way(draws.shift_y, settings.shift)
    cosine, sine = math.cos(angle) / scale, math.sin(angle) / scale
    middle_x, middle_y = width / 2, height / 2
    from_x = middle_x + left * width - cosine * middle_x - sine * middle_y
    from_y = middle_y + top * height + sine * middle_x - cosine * middle_y
    return Motion(mirrored, upside_down, (cosine, sine, from_x, -sine, cosine, from_y))


def moved_image(pixels: Bytes, motion: Motion, ground: int | None) -> Bytes:
    """The image under a motion, bilinear; beyond its edge lies ``ground``, or its mirror image where that is ``None``.

    Args:
        pixels: uint8 ``(height, width, 1 | 3)``.
    """
    flipped = _flipped(pixels, motion)
    if motion.affine == _STILL:
        return flipped
    height, width = pixels.shape[:2]
    a, b, c, d, e, f = motion.affine
    if ground is None:
        flipped, left, top = _surrounded(flipped, motion.affine)
        c, f = c + left, f + top
    image = Image.fromarray(flipped[..., 0] if pixels.shape[2] == 1 else np.ascontiguousarray(flipped))
    fill: Any = None if ground is None else (ground if pixels.shape[2] == 1 else (ground,) * 3)
    moved = image.transform(
        (width, height), Image.Transform.AFFINE, (a, b, c, d, e, f), Image.Resampling.BILINEAR, fillcolor=fill
    )
    return np.asarray(moved).reshape(pixels.shape)


def moved_mask(labels: npt.NDArray[np.int64], motion: Motion, outside: int) -> npt.NDArray[np.int64]:
    """The class numbers under the same motion, the nearest pixel's; ``outside`` beyond the edge.

    Args:
        labels: int64 ``(height, width)``, -1 to 254.
    """
    flipped = _flipped(labels, motion)
    if motion.affine == _STILL:
        return flipped
    height, width = labels.shape
    a, b, c, d, e, f = motion.affine
    columns, rows = np.arange(width) + 0.5, (np.arange(height) + 0.5)[:, None]
    x = np.floor(a * columns + b * rows + c).astype(np.int64)
    y = np.floor(d * columns + e * rows + f).astype(np.int64)
    inside = (x >= 0) & (x < width) & (y >= 0) & (y < height)
    found = flipped[np.clip(y, 0, height - 1), np.clip(x, 0, width - 1)]
    return np.where(inside, found, outside)


def _flipped(array: npt.NDArray[Any], motion: Motion) -> npt.NDArray[Any]:
    rows = slice(None, None, -1 if motion.upside_down else 1)
    columns = slice(None, None, -1 if motion.mirrored else 1)
    return array[rows, columns]


def _surrounded(pixels: Bytes, affine: Affine) -> tuple[Bytes, int, int]:
    """The image with as much of its mirror image around it as the map reaches; how much was added left and above."""
    height, width = pixels.shape[:2]
    a, b, c, d, e, f = affine
    corners = [(x, y) for x in (0, width) for y in (0, height)]
    x = [a * x + b * y + c for x, y in corners]
    y = [d * x + e * y + f for x, y in corners]
    # One pixel more on every side, which bilinear looks at.
    left, right = max(0, 1 - math.floor(min(x))), max(0, math.ceil(max(x)) + 1 - width)
    top, bottom = max(0, 1 - math.floor(min(y))), max(0, math.ceil(max(y)) + 1 - height)
    rows, columns = _mirrored_places(height, top, bottom), _mirrored_places(width, left, right)
    return pixels[rows].take(columns, axis=1), left, top


def _mirrored_places(size: int, before: int, after: int) -> npt.NDArray[np.int64]:
    """Where the places ``-before`` to ``size + after`` come from, the edge pixel told twice."""
    places = np.arange(-before, size + after) % (2 * size)
    return np.where(places < size, places, 2 * size - 1 - places)
