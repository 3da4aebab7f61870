"""From a decoded image to the network's input: the one path of training and prediction."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeAlias

from PIL import Image

from deepdesk.data.preprocessing import ImagePreprocessing

# Processes that only write the pixels do without numpy, whose import takes longer than a hundred small images.
if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

Pixels: TypeAlias = "npt.NDArray[np.uint8]"

_FILTER: Final = Image.Resampling.BILINEAR
"""Pillow widens its kernel when it shrinks an image, so bilinear is antialiased there and smooth where it enlarges."""


def to_input(image: Image.Image, preprocessing: ImagePreprocessing) -> Pixels:
    """The network's input for a decoded image: uint8 ``(height, width, channels)``, values 0 to 255.

    Grey or colour first, then the size: ``stretch`` ignores the aspect ratio, ``fit`` keeps it and pads with the ground
    (white where the training images are dark on light, else black), ``fill`` keeps it and crops the middle.

    Args:
        image: what :func:`deepdesk.data.images.decoding.decode_image` gives (``L`` or ``RGB``); others are converted.
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
    if image.size == target:
        return image
    if preprocessing.resize == "stretch":
        return image.resize(target, resampling)
    if preprocessing.resize == "fill":
        return image.resize(target, resampling, box=middle(image.size, target))
    return _padded(image, target, resampling, ground=ground)


def middle(size: tuple[int, int], target: tuple[int, int]) -> tuple[float, float, float, float]:
    """The largest box in the middle of ``size`` (width, height) that has the aspect ratio of ``target``."""
    factor = min(size[0] / target[0], size[1] / target[1])
    width, height = target[0] * factor, target[1] * factor
    left, top = (size[0] - width) / 2, (size[1] - height) / 2
    return (max(0.0, left), max(0.0, top), min(float(size[0]), left + width), min(float(size[1]), top + height))


def inner_size(size: tuple[int, int], target: tuple[int, int]) -> tuple[int, int]:
    """What ``fit`` makes of ``size`` (width, height) within ``target``: the aspect ratio is kept."""
    factor = min(target[0] / size[0], target[1] / size[1])
    return max(1, round(size[0] * factor)), max(1, round(size[1] * factor))


def _padded(image: Image.Image, target: tuple[int, int], resampling: Image.Resampling, *, ground: int) -> Image.Image:
    size = inner_size(image.size, target)
    canvas = Image.new(image.mode, target, (ground, ground, ground) if image.mode == "RGB" else ground)
    canvas.paste(image.resize(size, resampling), ((target[0] - size[0]) // 2, (target[1] - size[1]) // 2))
    return canvas
