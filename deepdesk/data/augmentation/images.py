"""One training image, varied: places first, then values; on pixels of 0 to 255, before they are normalized."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from deepdesk.data.augmentation.colours import Hole, blurred, hole, kept_in_range, lit, noisy
from deepdesk.data.augmentation.draws import image_draws, stream
from deepdesk.data.augmentation.geometry import Motion, motion, moved_image, moved_mask
from deepdesk.data.dataset import UNLABELLED
from deepdesk.data.preprocessing import ImagePreprocessing
from deepdesk.data.settings import ImageAugmentation

Bytes = npt.NDArray[np.uint8]
Floats = npt.NDArray[np.float32]

_GROUND: Final = {"light_on_dark": 0, "dark_on_light": 255, None: None}


@dataclass(frozen=True)
class VariedImage:
    """``pixels`` float32 ``(height, width, channels)`` within 0 to 255, and how they came about."""

    pixels: Floats
    motion: Motion
    hole: Hole | None


def varied_image(
    pixels: Bytes, settings: ImageAugmentation, preprocessing: ImagePreprocessing, *, seed: int, epoch: int, sample: int
) -> VariedImage:
    """The image of ``sample`` as it is shown in ``epoch``.

    What comes in from beyond the edge is the ground where all images are ink on a uniform ground (``polarity``), else
    the image's own mirror image; the hole of cutout is filled with the ground, else with the image's mean.

    Args:
        pixels: uint8 ``(height, width, 1 | 3)``, red, green, blue.
        settings: the largest amounts.
        preprocessing: of the network, for its ``polarity``.
        seed, epoch, sample: what the draws depend on, and nothing else.
    """
    rng = stream(seed, "augmentation", epoch, sample)
    ground = _GROUND[preprocessing.polarity]
    height, width = pixels.shape[:2]
    draws = image_draws(rng)
    moving = motion(draws, settings, height, width)
    moved = blurred(moved_image(pixels, moving, ground), draws.blur * settings.blur)
    values = lit(draws, moved, settings)
    if settings.noise:
        values = noisy(rng, values, draws.noise * settings.noise)
    if not settings.cutout:
        return VariedImage(kept_in_range(values), moving, None)
    taken = hole(draws, settings.cutout, height, width)
    values[taken.rows, taken.columns] = values.mean(dtype=np.float64) if ground is None else ground
    return VariedImage(kept_in_range(values), moving, taken)


def varied_mask(labels: npt.NDArray[np.int64], image: VariedImage) -> npt.NDArray[np.int64]:
    """The mask moved as its image was; what came in from outside or was taken out is ignored.

    Args:
        labels: int64 ``(height, width)``, ``UNLABELLED`` where ignored.
    """
    moved = np.array(moved_mask(labels, image.motion, UNLABELLED))
    if image.hole is not None:
        moved[image.hole.rows, image.hole.columns] = UNLABELLED
    return moved
