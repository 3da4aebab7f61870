"""Image files of strangers: opened within bounds, turned upright, brought to grey or colour of 8 bits."""

from __future__ import annotations

import io
import re
import warnings
from pathlib import Path
from typing import Any, Final

from PIL import Image, UnidentifiedImageError

from deepdesk.core.errors import DataError
from deepdesk.data.images.modes import to_grey_or_colour
from deepdesk.data.images.preprocessing import REDUCED, Box, Reduced, to_input

__all__ = ["FORMATS", "PIXEL_LIMIT", "SUFFIXES", "decode_image", "decode_quietly", "image_size", "to_input"]

PIXEL_LIMIT: Final = 100_000_000
"""Larger images are refused before anything is decoded (10,000 × 10,000; 300 MB in colour)."""

# No format that starts another program (EPS) or needs one.
FORMATS: Final = ("PNG", "JPEG", "BMP", "DIB", "WEBP", "TIFF", "GIF", "PPM", "AVIF", "ICO")

SUFFIXES: Final = frozenset(
    [
        ".png",
        ".jpg",
        ".jpeg",
        ".jpe",
        ".jfif",
        ".mpo",
        ".bmp",
        ".dib",
        ".webp",
        ".tif",
        ".tiff",
        ".gif",
        ".ppm",
        ".pgm",
        ".pbm",
        ".pnm",
        ".avif",
        ".ico",
        ".heic",
        ".heif",
    ]
)
"""Names that promise an image."""

_HEIF_BRANDS: Final = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"})
"""What stands at byte 8 of an image of a phone (ISO/IEC 23008-12); AVIF has brands of its own."""
_ORIENTATION: Final = 0x0112


def decode_image(source: str | Path | bytes, *, needed: tuple[int, int] | None = None) -> Image.Image:
    """The image in a file, or in the bytes of one, upright, in mode ``L`` (grey) or ``RGB``, 8 bits a channel.

    The first frame of an animation, the first page of a document and the primary image of a HEIC file are taken.
    Transparency is laid on white, or on black where the picture would vanish on white. 16-bit, floating-point, CMYK,
    LAB and palette images are converted.

    Args:
        source: path or bytes of the file.
        needed: width and height, upright, that suffice. A JPEG that is at least twice as large on both sides is then
            decoded at a half, a quarter or an eighth of its size, never below what is needed: much faster, with
            slightly other pixels. Its ``info`` keeps what it was, which ``to_input`` heeds.

    Raises:
        DataError: ``data.image.…`` with the reason, never with the path: empty, no image, larger than
            :data:`PIXEL_LIMIT`, truncated, broken, not readable.
    """
    with warnings.catch_warnings():
        # Pillow warns of damaged metadata, which do not matter, and of sizes below our own limit.
        warnings.simplefilter("ignore")
        return decode_quietly(source, needed=needed)


def image_size(path: Path) -> tuple[int, int, bool]:
    """Upright height, width, and whether the file holds colour, from the header alone.

    Raises:
        DataError: as :func:`decode_image`.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            with _open(path) as image:
                turned = _orientation(image) >= 5
                width, height = reversed(image.size) if turned else image.size
                return height, width, image.mode not in {"1", "L", "LA", "I", "F", "I;16", "I;16B", "I;16L", "I;16N"}
        except Exception as error:
            raise _reason(error, path) from error


def decode_quietly(source: str | Path | bytes, *, needed: tuple[int, int] | None = None) -> Image.Image:
    """:func:`decode_image` for a process that ignores warnings anyway: setting that up costs more than an icon."""
    try:
        with _open(source) as image:
            orientation, size = _orientation(image), image.size
            extent = None if needed is None else _reduce(image, needed, turned=orientation >= 5)
            _load(image, size[1])
            plain = _upright(image, orientation)
            if extent is not None:
                plain.info[REDUCED] = _described(size, (image.width, image.height), extent, orientation)
            return plain
    except DataError:
        raise
    # What Pillow raises for a damaged file depends on where the damage lies.
    except Exception as error:
        raise _reason(error, source) from error


def _open(source: str | Path | bytes) -> Image.Image:
    stream: Any = io.BytesIO(source) if isinstance(source, bytes) else Path(source)
    heif = _is_heif(source[:12] if isinstance(source, bytes) else _head(stream, 12))
    image = _open_heif(stream) if heif else Image.open(stream, formats=FORMATS)
    if image.width * image.height > PIXEL_LIMIT:
        image.close()
        raise DataError("data.image.too_large", width=image.width, height=image.height, limit=PIXEL_LIMIT // 1_000_000)
    return image


def _is_heif(head: bytes) -> bool:
    return head[4:8] == b"ftyp" and head[8:12] in _HEIF_BRANDS


def _open_heif(stream: Any) -> Image.Image:
    try:
        # Only who has such images pays for loading their decoder.
        import pi_heif
    except ImportError as error:
        raise DataError("data.image.heic") from error
    pi_heif.register_heif_opener(thumbnails=False)
    try:
        return Image.open(stream, formats=(*FORMATS, "HEIF"))
    except UnidentifiedImageError as error:
        raise DataError("data.image.heic") from error


def _reduce(image: Image.Image, needed: tuple[int, int], *, turned: bool) -> Box | None:
    """Has a JPEG decoded at a fraction of its size, where that suffices; what of the pixels will be the picture."""
    if image.format not in {"JPEG", "MPO"}:
        return None
    size, wanted = image.size, (needed[1], needed[0]) if turned else needed
    if min(size[0] // wanted[0], size[1] // wanted[1]) < 2:
        return None
    found = image.draft(None, wanted)
    return None if found is None else found[1]


def _described(size: tuple[int, int], pixels: tuple[int, int], extent: Box, orientation: int) -> Reduced:
    """The same after the picture was turned upright: what hung over on the right and below may be left or above now."""
    right, below = pixels[0] - extent[2], pixels[1] - extent[3]
    across = (right, 0.0) if orientation in {2, 3, 7, 8} else (0.0, right)
    along = (below, 0.0) if orientation in {3, 4, 6, 7} else (0.0, below)
    if orientation >= 5:
        size, pixels, across, along = size[::-1], pixels[::-1], along, across
    return Reduced(size, (across[0], along[0], pixels[0] - across[1], pixels[1] - along[1]))


def _load(image: Image.Image, height: int) -> None:
    """Decodes it; ``height`` is that of the file, whatever it is reduced to."""
    try:
        image.load()
    except OSError as error:
        if "truncated" not in str(error).lower():
            raise
        rows = _rows_read(image)
        if rows == image.height and str(error) == "Truncated File Read":
            return  # only what follows the picture is missing
        code = "data.image.truncated" if rows else "data.image.cut_off"
        raise DataError(code, rows=rows * height // image.height, height=height) from error


def _rows_read(image: Image.Image) -> int:
    """About how many rows were decoded before the file ended: what lies below is still zero."""
    box = image.im.getbbox() if getattr(image, "_im", None) is not None else None
    return int(box[3] - box[1]) if box else 0  # BMP is filled from below


def _orientation(image: Image.Image) -> int:
    try:
        return int(image.getexif().get(_ORIENTATION, 1))
    except Exception:  # noqa: BLE001 - damaged metadata are no reason to refuse the picture
        return 1


def _upright(image: Image.Image, orientation: int) -> Image.Image:
    plain = to_grey_or_colour(image)
    method = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_270,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_90,
    }.get(orientation)
    return plain if method is None else plain.transpose(method)


def _reason(error: Exception, source: str | Path | bytes) -> DataError:
    """The code that says why a file could not be decoded."""
    if isinstance(error, DataError):
        return error
    if isinstance(error, FileNotFoundError):
        return DataError("data.image.missing")
    if isinstance(error, PermissionError):
        return DataError("data.image.no_permission")
    if isinstance(error, Image.DecompressionBombError):
        found = re.search(r"\((\d+) pixels", str(error))
        millions = int(found.group(1)) // 1_000_000 if found else 0
        return DataError("data.image.too_many_pixels", megapixels=millions, limit=PIXEL_LIMIT // 1_000_000)
    if isinstance(error, UnidentifiedImageError):
        return _not_an_image(source)
    return DataError("data.image.broken", reason=str(error) or type(error).__name__)


def _not_an_image(source: str | Path | bytes) -> DataError:
    head = source[:512] if isinstance(source, bytes) else _head(Path(source))
    if not head:
        return DataError("data.image.empty")
    text = head.lstrip().lower()
    if text.startswith((b"<!doctype html", b"<html")):
        return DataError("data.image.web_page")
    return DataError("data.image.unknown")


def _head(path: Path, count: int = 512) -> bytes:
    try:
        with path.open("rb") as stream:
            return stream.read(count)
    except OSError:
        return b""
