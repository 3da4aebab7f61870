"""The one random stream of the variations: each sample has its own in each epoch, whatever batch it comes in.

Every kind of variation has a place of its own among the numbers drawn first, so that changing one amount leaves what
the others do as it is: the preview follows a slider without jumping.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from deepdesk.core.randomness import generator


class ImageDraws(NamedTuple):
    """Uniform from 0 to 1 each, one for each choice that varies an image."""

    mirrored: float
    upside_down: float
    angle: float
    zoom: float
    crop: float
    crop_x: float
    crop_y: float
    shift_x: float
    shift_y: float
    brightness: float
    contrast: float
    red: float
    green: float
    blue: float
    blur: float
    noise: float
    hole: float
    hole_x: float
    hole_y: float


class SignalDraws(NamedTuple):
    """Uniform from 0 to 1 each, one for each choice that varies a signal."""

    shift: float
    scale: float
    noise: float
    time: float
    time_at: float
    frequency: float
    frequency_at: float


def stream(seed: int, purpose: str, epoch: int, sample: int) -> np.random.Generator:
    """What is drawn for one sample in one epoch: a function of these four alone, not of batch size or order."""
    return generator(seed, purpose, epoch, sample)


def image_draws(rng: np.random.Generator) -> ImageDraws:
    """The first numbers of a stream."""
    return ImageDraws(*rng.random(len(ImageDraws._fields)).tolist())


def signal_draws(rng: np.random.Generator) -> SignalDraws:
    """The first numbers of a stream."""
    return SignalDraws(*rng.random(len(SignalDraws._fields)).tolist())


def either_way(drawn: float, largest: float) -> float:
    """From ``-largest`` to ``largest``, for ``drawn`` from 0 to 1."""
    return largest * (2.0 * drawn - 1.0)


def factor(drawn: float, largest: float) -> float:
    """From ``1 / (1 + largest)`` to ``1 + largest``: growing is as likely as shrinking."""
    return math.exp(either_way(drawn, math.log1p(largest)))


def run_of_places(size: int, largest: float, wide: float, at: float) -> slice:
    """Up to the share ``largest`` of ``size`` places in a row; ``wide`` and ``at``, 0 to 1, say how many and where."""
    count = round(wide * largest * size)
    first = min(int(at * (size - count + 1)), size - count)
    return slice(first, first + count)
