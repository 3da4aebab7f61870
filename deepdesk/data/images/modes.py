"""From every pixel mode that Pillow knows to 8-bit grey or colour."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PIL import Image

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

_BITS_PER_SAMPLE: Final = 258  # TIFF
_VANISHED: Final = 8
"""Grey levels: a picture on white that differs by less than this cannot be seen."""


def to_grey_or_colour(image: Image.Image) -> Image.Image:
    """A loaded image in mode ``L`` or ``RGB``; the image itself where it has that mode already.

    16-bit values are divided by 257 (12-bit TIFF: 4,095 becomes 255). 32-bit and floating-point values are taken as
    0–1, 0–255 or 0–65,535 where they lie in such a range, else stretched from their least to their greatest.
    """
    if image.mode in {"I", "F"} or image.mode.startswith("I;"):
        return Image.fromarray(_eight_bits(image))
    if image.mode == "LAB":
        return _from_lab(image)
    if image.mode in {"LA", "La", "PA", "RGBA", "RGBa"} or "transparency" in image.info:
        return _on_ground(image)
    if image.mode in {"1", "L"}:
        return image.convert("L") if image.mode == "1" else image
    return image.convert("RGB") if image.mode != "RGB" else image


def _eight_bits(image: Image.Image) -> npt.NDArray[np.uint8]:
    import numpy as np  # most images need none

    values = np.nan_to_num(np.asarray(image, dtype=np.float64), posinf=0.0, neginf=0.0)
    low, high = float(values.min()), float(values.max())
    tags = getattr(image, "tag_v2", {})
    if image.mode.startswith("I;"):
        low, high = 0.0, 4095.0 if tags.get(_BITS_PER_SAMPLE) == (12,) else 65535.0
    elif low >= 0:
        low = 0.0
        limits = (1.0, 255.0, 65535.0) if image.mode == "F" else (65535.0,)
        high = next((limit for limit in limits if high <= limit), high)
    span = high - low or 1.0
    return np.asarray(np.clip(np.rint((values - low) * (255.0 / span)), 0, 255), dtype=np.uint8)


def _from_lab(image: Image.Image) -> Image.Image:
    from PIL import ImageCms  # few images need it

    converted = ImageCms.profileToProfile(
        image, ImageCms.createProfile("LAB"), ImageCms.createProfile("sRGB"), outputMode="RGB"
    )
    return image.convert("RGB") if converted is None else converted


def _on_ground(image: Image.Image) -> Image.Image:
    grey = image.mode in {"L", "LA", "La", "1"}
    layered = image.convert("RGBA")
    laid = _laid(layered, "white")
    if _contrast(laid) < _VANISHED:
        on_black = _laid(layered, "black")
        # White ink on nothing: on white it would be gone.
        if _contrast(on_black) >= _VANISHED:
            laid = on_black
    return laid.convert("L") if grey else laid


def _laid(layered: Image.Image, ground: str) -> Image.Image:
    canvas = Image.new("RGBA", layered.size, ground)
    canvas.alpha_composite(layered)
    return canvas.convert("RGB")


def _contrast(image: Image.Image) -> int:
    low, high = image.convert("L").getextrema()
    return int(high) - int(low)  # type: ignore[arg-type]  # of an image with one channel
