"""Mask files: opened within the same bounds as images, their values read as they are, never blended."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from PIL import Image

from deepdesk.core.errors import DataError
from deepdesk.data.images.decoding import FORMATS, PIXEL_LIMIT, decode_image

Values = npt.NDArray[np.int64]
_GREY: Final = frozenset({"1", "L", "LA", "La", "I", "I;16", "I;16B", "I;16L", "I;16N"})
_LOSSY: Final = frozenset({"JPEG", "MPO"})
_ORIENTATION: Final = 0x0112
_TURNS: Final = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


@dataclass(frozen=True)
class Mask:
    """A decoded mask.

    Attributes:
        indices: what each pixel is as a number, mode ``L`` or ``I``; ``None`` where it holds real colours.
        colours: the same in red, green and blue (a palette looked up, grey as three equal values).
        lossy: stored in a form that changes values (JPEG).
    """

    indices: Image.Image | None
    colours: Image.Image | None
    lossy: bool

    @property
    def size(self) -> tuple[int, int]:
        """Height and width in pixels."""
        held = self.indices or self.colours
        return (held.height, held.width) if held is not None else (0, 0)


def decode_mask(path: Path) -> Mask:
    """The mask in a file: palette and grey values as numbers, colours as colours; transparent pixels are black.

    Raises:
        DataError: as :func:`deepdesk.data.images.decoding.decode_image`, or ``data.segmentation.mask_float``.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(path, formats=FORMATS) as image:
                if image.width * image.height <= PIXEL_LIMIT:
                    image.load()
                    return _read(image)
    except DataError:
        raise
    except Exception:  # noqa: BLE001 - the decoder of images finds out what is wrong with a file
        pass
    decode_image(path)
    raise DataError("data.image.broken", reason=path.suffix)


def _read(image: Image.Image) -> Mask:
    lossy = image.format in _LOSSY
    turn = _TURNS.get(_orientation(image))
    if image.mode == "F":
        raise DataError("data.segmentation.mask_float")
    indices: Image.Image | None
    colours: Image.Image | None
    if image.mode == "P":
        colours = _opaque(image)
        indices = Image.fromarray(np.asarray(image))
    elif image.mode in _GREY:
        indices, colours = _grey(image), None
    else:
        opaque = _opaque(image)
        indices, colours = _as_grey(opaque), opaque
    return Mask(_turned(indices, turn), _turned(colours, turn), lossy)


def _orientation(image: Image.Image) -> int:
    try:
        return int(image.getexif().get(_ORIENTATION, 1))
    except Exception:  # noqa: BLE001 - damaged metadata are no reason to refuse the mask
        return 1


def _turned(image: Image.Image | None, turn: Image.Transpose | None) -> Image.Image | None:
    return image if image is None or turn is None else image.transpose(turn)


def _opaque(image: Image.Image) -> Image.Image:
    """In red, green and blue; what is transparent is black."""
    if image.mode == "RGB":
        return image
    if image.mode in {"CMYK", "YCbCr", "LAB", "HSV"}:
        return image.convert("RGB")
    clear = image.convert("RGBA")
    ground = Image.new("RGBA", clear.size, (0, 0, 0, 255))
    return Image.alpha_composite(ground, clear).convert("RGB")


def _grey(image: Image.Image) -> Image.Image:
    """Mode ``L``, or ``I`` where values go beyond 255 and are not 8 bits written into 16."""
    if image.mode == "1":
        return image.convert("L").point([0] * 255 + [1])
    if image.mode in {"LA", "La"}:
        flat = _opaque(image)
        return flat.getchannel(0)
    if image.mode == "L":
        return image
    values = np.asarray(image).astype(np.int64)
    if not values.size or (values.min() >= 0 and values.max() <= 255):
        return Image.fromarray(values.astype(np.uint8))
    if values.min() >= 0 and not (values % 257).any() and values.max() <= 65535:
        return Image.fromarray((values // 257).astype(np.uint8))
    return Image.fromarray(np.clip(values, -(2**31), 2**31 - 1).astype(np.int32))


def _as_grey(colours: Image.Image) -> Image.Image | None:
    """One channel where all three are equal everywhere, else ``None``."""
    red, green, blue = colours.split()
    first = np.asarray(red)
    same = np.array_equal(first, np.asarray(green)) and np.array_equal(first, np.asarray(blue))
    return red if same else None


def colours_of(mask: Mask) -> Image.Image:
    """The mask in red, green and blue."""
    if mask.colours is not None:
        return mask.colours
    values = np.asarray(mask.indices)
    return Image.fromarray(np.clip(values, 0, 255).astype(np.uint8)).convert("RGB")


def value_counts(image: Image.Image) -> dict[int, int]:
    """How many pixels have which value; a colour counts as ``red · 65536 + green · 256 + blue``."""
    if image.mode == "RGB":
        few: Any = image.getcolors(maxcolors=4096)
        if few is not None:
            return {(r << 16) | (g << 8) | b: count for count, (r, g, b) in few}
    values, counts = np.unique(packed(image), return_counts=True)
    return dict(zip(values.tolist(), counts.tolist(), strict=True))


def packed(image: Image.Image) -> Values:
    """One number for each pixel ``(height, width)``, as in :func:`value_counts`."""
    pixels = np.asarray(image).astype(np.int64)
    return pixels if pixels.ndim == 2 else (pixels[..., 0] << 16) | (pixels[..., 1] << 8) | pixels[..., 2]
