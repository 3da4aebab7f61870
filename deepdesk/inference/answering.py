"""From a file, a pasted text or a drawing to the network's input, and from its scores to an answer."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageOps

from deepdesk.core.errors import DataError, ModelError
from deepdesk.data.images.decoding import decode_image, to_input
from deepdesk.data.images.normalization import normalized
from deepdesk.data.preprocessing import ImagePreprocessing
from deepdesk.inference.data_uri import parse_data_uri
from deepdesk.inference.found import HEAD, not_an_image
from deepdesk.inference.ink import drawn_input, ink_of
from deepdesk.inference.metrics import softmax
from deepdesk.inference.polarity import is_reversed
from deepdesk.inference.predictions import Note

THUMBNAIL: Final = 160
JUDGED: Final = 128


@dataclass(frozen=True)
class Prepared:
    """One input for the network: uint8 ``(height, width, channels)``, what is to be said, the picture as it came."""

    pixels: npt.NDArray[np.uint8]
    notes: tuple[Note, ...]
    picture: Image.Image


def read_picture(
    path: str | None = None,
    content: bytes | None = None,
    text: str | None = None,
    *,
    needed: tuple[int, int] | None = None,
) -> Image.Image:
    """The decoded image of a file, of the bytes of one, or of a data address in a text.

    ``needed`` as in :func:`deepdesk.data.images.decoding.decode_image`; the same as in training gives the same pixels.

    Raises:
        DataError: it is no image (what was found is said), damaged, or too large.
    """
    if text is not None:
        content = parse_data_uri(text)
    if path is not None:
        _check_file(Path(path))
    source: Path | bytes = Path(path) if path is not None else content or b""
    try:
        return decode_image(source, needed=needed)
    except DataError as error:
        if error.code != "data.image.unknown":
            raise
        raise not_an_image(_head(source)) from error


def _check_file(path: Path) -> None:
    """Only plain files are opened: a pipe or a device could keep the reader waiting for ever."""
    try:
        if path.is_dir():
            raise DataError("inference.found.folder")
        if path.exists() and not path.is_file():
            raise DataError("inference.found.no_plain_file")
    except (OSError, ValueError) as error:
        raise DataError("data.image.missing") from error


def _head(source: Path | bytes) -> bytes:
    if isinstance(source, bytes):
        return source[:HEAD]
    with source.open("rb") as stream:
        return stream.read(HEAD)


def prepare(picture: Image.Image, preprocessing: ImagePreprocessing, *, drawn: bool = False) -> Prepared:
    """The input for a decoded image, exactly as in training; one whose polarity is reversed is turned round and noted.

    Args:
        drawn: the picture is the canvas (light ink on a dark ground): its ink is scaled and centred as MNIST's was.

    Raises:
        DataError: nothing is drawn.
    """
    if drawn:
        return Prepared(drawn_input(ink_of(picture), preprocessing), (), picture)
    if is_reversed(_judged(picture), preprocessing.polarity):
        turned = ImageOps.invert(picture)
        code = (
            "inference.note.dark_on_light"
            if preprocessing.polarity == "light_on_dark"
            else "inference.note.light_on_dark"
        )
        return Prepared(to_input(turned, preprocessing), (Note(code=code),), picture)
    return Prepared(to_input(picture, preprocessing), (), picture)


def _judged(picture: Image.Image) -> npt.NDArray[Any]:
    """Brightness of the picture, at most 128 pixels a side, which is enough to judge its border."""
    grey = picture.convert("L")
    if max(grey.size) > JUDGED:
        grey = grey.copy()
        grey.thumbnail((JUDGED, JUDGED), Image.Resampling.BOX)
    return np.asarray(grey)


def batch(pixels: Sequence[npt.NDArray[np.uint8]], preprocessing: ImagePreprocessing) -> npt.NDArray[np.float32]:
    """Network input float32 ``(batch, height, width, channels)``, normalized as in training."""
    return normalized(np.stack(pixels), preprocessing)


def ranked(scores: npt.NDArray[Any], classes: Sequence[str], top: int) -> tuple[tuple[str, float], ...]:
    """The best classes of one sample with their probabilities (0 to 1), best first; ``top`` 0 gives all.

    Raises:
        ModelError: the scores are not numbers, as after a training whose loss became NaN.
    """
    shares = softmax(scores[None])[0]
    if not np.isfinite(shares).all():
        raise ModelError("inference.scores_not_finite")
    order = np.argsort(-shares, kind="stable")[: top or None]
    return tuple((classes[number], float(shares[number])) for number in order)


def as_png(pixels: npt.NDArray[np.uint8]) -> bytes:
    """PNG bytes of uint8 ``(height, width, 1|3)``."""
    return _png(Image.fromarray(pixels[:, :, 0] if pixels.shape[2] == 1 else pixels))


def thumbnail_png(picture: Image.Image, side: int = THUMBNAIL) -> bytes:
    """PNG bytes of the picture with at most ``side`` pixels a side."""
    small = picture.copy()
    small.thumbnail((side, side))
    return _png(small)


def _png(picture: Image.Image) -> bytes:
    stream = io.BytesIO()
    picture.save(stream, "PNG", compress_level=1)
    return stream.getvalue()
