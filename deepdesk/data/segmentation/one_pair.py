"""One image and its mask as the network sees them, resized by the same rule."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
from PIL import Image

from deepdesk.core.errors import DataError
from deepdesk.data.dataset import BadFile
from deepdesk.data.images.decoding import decode_image, to_input
from deepdesk.data.images.folders import shown
from deepdesk.data.images.preprocessing import resized
from deepdesk.data.preprocessing import ImagePreprocessing
from deepdesk.data.segmentation.class_table import IGNORED, ClassTable
from deepdesk.data.segmentation.masks import Mask, colours_of, decode_mask, packed, value_counts
from deepdesk.data.segmentation.pairs import Pair

_FILE_LIMIT: Final = 1 << 30
_NEAREST: Final = Image.Resampling.NEAREST

Pixels = npt.NDArray[np.uint8]


@dataclass(frozen=True)
class Prepared:
    """A pair at the network's size.

    Attributes:
        pixels: uint8 ``(height, width, channels)``; ``numbers``: uint8 ``(height, width)``, 255 where ignored.
        thumbnail, small_numbers: the same as thumbnails.
        size: height and width of the image as it came.
        digest: of the image's file.
        unexpected: pixels of the mask by a value that is no class.
        snapped: how many pixels lay between classes.
    """

    pixels: Pixels
    numbers: Pixels
    thumbnail: Pixels
    small_numbers: Pixels
    size: tuple[int, int]
    digest: bytes
    unexpected: Mapping[int, int]
    snapped: int


def prepared(
    root: Path, pair: Pair, table: ClassTable, preprocessing: ImagePreprocessing, small: ImagePreprocessing
) -> Prepared | BadFile:
    """The pair, or which of its files cannot be used and why."""
    try:
        file = root / pair.image
        if file.stat().st_size > _FILE_LIMIT:
            raise DataError("data.image.file_too_large", limit=_FILE_LIMIT >> 30)
        content = file.read_bytes()
        image = decode_image(content)
    except (DataError, OSError) as error:
        return _bad(pair.image, error)
    try:
        mask = decode_mask(root / pair.mask)
    except (DataError, OSError) as error:
        return _bad(pair.mask, error)
    size = (image.height, image.width)
    if mask.size != size:
        told = DataError("data.segmentation.sizes_differ", image=_text(size), mask=_text(mask.size))
        return _bad(pair.mask, told)
    values = values_of(mask, table)
    known, unexpected, snapped = table.numbers(value_counts(values))
    return Prepared(
        pixels=to_input(image, preprocessing),
        numbers=resized_numbers(values, known, preprocessing),
        thumbnail=to_input(image, small),
        small_numbers=resized_numbers(values, known, small),
        size=size,
        digest=hashlib.blake2b(content, digest_size=16).digest(),
        unexpected=unexpected,
        snapped=snapped,
    )


def values_of(mask: Mask, table: ClassTable) -> Image.Image:
    """The mask in the form that the classes are told in."""
    if table.form == "indices" and mask.indices is not None:
        return mask.indices
    return colours_of(mask)


def resized_numbers(values: Image.Image, known: Mapping[int, int], preprocessing: ImagePreprocessing) -> Pixels:
    """Class numbers ``(height, width)`` where the image has its pixels; what lies outside the picture is ignored.

    Args:
        values: the mask at its own size.
        known: the class number of each value in it.
        preprocessing: of the image.
    """
    small = packed(resized(values, preprocessing, _NEAREST, ground=0))
    found, places = np.unique(small, return_inverse=True)
    table = np.array([known.get(int(value), IGNORED) for value in found], dtype=np.uint8)
    numbers: Pixels = table[places.reshape(small.shape)]
    if preprocessing.resize == "fit":
        inside = Image.new("L", values.size, 0)
        numbers[np.asarray(resized(inside, preprocessing, _NEAREST, ground=1)) == 1] = IGNORED
    return numbers


def _text(size: tuple[int, int]) -> str:
    return f"{size[1]}×{size[0]}"


def _bad(path: str, error: Exception) -> BadFile:
    if isinstance(error, DataError):
        return BadFile(path=shown(path), code=error.code, params=error.params)
    denied = isinstance(error, PermissionError)
    return BadFile(path=shown(path), code="data.image.no_permission" if denied else "data.image.missing")
