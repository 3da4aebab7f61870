"""From a decoded image to the network's input: the one path of training and prediction."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeAlias

from PIL import Image

from deepdesk.data.preprocessing import ImagePreprocessing

# Processes that only write the pixels do without numpy, whose import takes longer than a hundred small images.
if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

Pixels: TypeAlias = "npt.NDArray[np.uint8]"

SUFFICES: Final = 128
"""Pixels a side that no image is reduced below while it is decoded: enough for a thumbnail, and to judge its ground."""
REDUCED: Final = "deepdesk.reduced"
"""Where the ``info`` of an image says that it was reduced: a :class:`Reduced`; from a file comes nothing but text."""

Box: TypeAlias = tuple[float, float, float, float]
"""Left, top, right, bottom in pixels."""


@dataclass(frozen=True)
class Reduced:
    """What an image was before it was decoded at a fraction of its size: upright width and height, and the part of its
    pixels that is the picture (the last ones hang over where the size is no multiple of the divisor)."""

    size: tuple[int, int]
    extent: Box


_FILTER: Final = Image.Resampling.BILINEAR
"""Pillow widens its kernel when it shrinks an image, so bilinear is antialiased there and smooth where it enlarges."""


def needed_size(preprocessing: ImagePreprocessing) -> tuple[int, int]:
    """Width and height that an image needs to have at least for the network's input, its thumbnail and its ground."""
    return max(preprocessing.width, SUFFICES), max(preprocessing.height, SUFFICES)


def full_size(image: Image.Image) -> tuple[int, int]:
    """Width and height of the image in its file, upright."""
    found = image.info.get(REDUCED)
    return found.size if isinstance(found, Reduced) else image.size


def _extent(image: Image.Image) -> Box:
    found = image.info.get(REDUCED)
    return found.extent if isinstance(found, Reduced) else (0.0, 0.0, float(image.width), float(image.height))


def to_input(image: Image.Image, preprocessing: ImagePreprocessing) -> Pixels:
    """The network's input for a decoded image: uint8 ``(height, width, channels)``, values 0 to 255.

    Grey or colour first, then the size: ``stretch`` ignores the aspect ratio, ``fit`` keeps it and pads with the ground
    (white where the training images are dark on light, else black), ``fill`` keeps it and crops the middle.

    Args:
        image: what :func:`deepdesk.data.images.decoding.decode_image` gives (``L`` or ``RGB``) when it is told
            :func:`needed_size`; others are converted.
        preprocessing: size, channels and resize; the scale is applied later, in ``Dataset.batch``.
    """
    import numpy as np

    pixels: Pixels = np.asarray(as_input(image, preprocessing), dtype=np.uint8).reshape(preprocessing.shape)
    return pixels


def as_input(image: Image.Image, preprocessing: ImagePreprocessing) -> Image.Image:
    """:func:`to_input` as an image: ``L`` or ``RGB``, whose bytes are the rows of the array."""
    mode = "L" if preprocessing.channels == 1 else "RGB"
    coloured = image if image.mode == mode else image.convert(mode)
    return _resized(coloured, preprocessing)


def _resized(image: Image.Image, preprocessing: ImagePreprocessing) -> Image.Image:
    return resized(image, preprocessing, _FILTER, ground=255 if preprocessing.polarity == "dark_on_light" else 0)


def resized(
    image: Image.Image, preprocessing: ImagePreprocessing, resampling: Image.Resampling, *, ground: int
) -> Image.Image:
    """The image at the network's size, placed as ``preprocessing`` says: what lies where is the same for any filter,
    so that a mask fits its image. ``ground`` (of all channels) fills what ``fit`` leaves empty."""
    target = (preprocessing.width, preprocessing.height)
    extent = _extent(image)
    if image.size == target and extent[2:] == image.size and not any(extent[:2]):
        return image
    if preprocessing.resize == "stretch":
        return image.resize(target, resampling, box=extent)
    size = (extent[2] - extent[0], extent[3] - extent[1])
    if preprocessing.resize == "fill":
        left, top, right, bottom = middle(size, target)
        return image.resize(
            target, resampling, box=(extent[0] + left, extent[1] + top, extent[0] + right, extent[1] + bottom)
        )
    canvas = Image.new(image.mode, target, (ground, ground, ground) if image.mode == "RGB" else ground)
    inner = inner_size(size, target)
    place = ((target[0] - inner[0]) // 2, (target[1] - inner[1]) // 2)
    canvas.paste(image.resize(inner, resampling, box=extent), place)
    return canvas


def middle(size: tuple[float, float], target: tuple[int, int]) -> Box:
    """The largest box in the middle of ``size`` (width, height) that has the aspect ratio of ``target``."""
    factor = min(size[0] / target[0], size[1] / target[1])
    width, height = target[0] * factor, target[1] * factor
    left, top = (size[0] - width) / 2, (size[1] - height) / 2
    return (max(0.0, left), max(0.0, top), min(float(size[0]), left + width), min(float(size[1]), top + height))


def inner_size(size: tuple[float, float], target: tuple[int, int]) -> tuple[int, int]:
    """What ``fit`` makes of ``size`` (width, height) within ``target``: the aspect ratio is kept."""
    factor = min(target[0] / size[0], target[1] / size[1])
    return max(1, round(size[0] * factor)), max(1, round(size[1] * factor))
