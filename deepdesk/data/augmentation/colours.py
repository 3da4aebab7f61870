"""What changes the values of pixels and not their places: light, colour, sharpness, noise, a piece taken out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageFilter

from deepdesk.data.augmentation.draws import ImageDraws, either_way, run_of_places
from deepdesk.data.settings import ImageAugmentation

Bytes = npt.NDArray[np.uint8]
Floats = npt.NDArray[np.float32]

_WHITE: Final = 255.0
_LEAST_BLUR: Final = 0.1
"""Pixels; less is not seen."""


@dataclass(frozen=True)
class Hole:
    """The rows and columns of the square that is taken out."""

    rows: slice
    columns: slice


def blurred(pixels: Bytes, radius: float) -> Bytes:
    """Gaussian blur of a uint8 ``(height, width, 1 | 3)`` image."""
    if radius < _LEAST_BLUR:
        return pixels
    image = Image.fromarray(pixels[..., 0] if pixels.shape[2] == 1 else np.ascontiguousarray(pixels))
    return np.asarray(image.filter(ImageFilter.GaussianBlur(radius))).reshape(pixels.shape)


def lit(draws: ImageDraws, pixels: Bytes, settings: ImageAugmentation) -> Floats:
    """Brightness, contrast about the image's own mean and colour balance: one factor and one offset for each channel.

    Returns:
        float32 of the same shape, not yet kept within 0 to 255.
    """
    brightness = 1.0 + either_way(draws.brightness, settings.brightness)
    contrast = 1.0 + either_way(draws.contrast, settings.contrast)
    balance = np.ones(pixels.shape[2])
    if pixels.shape[2] == 3:
        balance += [either_way(drawn, settings.colour) for drawn in (draws.red, draws.green, draws.blue)]
    values = pixels.astype(np.float32)
    if not (settings.brightness or settings.contrast or settings.colour):
        return values
    # Whole numbers add up exactly, in whatever order numpy takes them.
    mean = float(pixels.sum(dtype=np.int64)) / pixels.size if settings.contrast else 0.0
    values *= (brightness * contrast * balance).astype(np.float32)
    values += (brightness * (1.0 - contrast) * mean * balance).astype(np.float32)
    return values


def hole(draws: ImageDraws, largest: float, height: int, width: int) -> Hole:
    """A rectangle of the image's own proportions, its side up to ``largest`` of the image's, wholly within it."""
    rows = run_of_places(height, largest, draws.hole, draws.hole_y)
    return Hole(rows, run_of_places(width, largest, draws.hole, draws.hole_x))


def noisy(rng: np.random.Generator, values: Floats, share: float) -> Floats:
    """Gaussian noise with a standard deviation of ``share`` of the range."""
    noise = rng.standard_normal(values.shape, dtype=np.float32)
    noise *= np.float32(share * _WHITE)
    noise += values
    return noise


def kept_in_range(values: Floats) -> Floats:
    """Within 0 to 255, in place."""
    return np.clip(values, 0.0, _WHITE, out=values)
