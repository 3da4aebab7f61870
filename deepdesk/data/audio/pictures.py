"""Spectrograms in colours: from black over violet and orange to white, equally readable in grey."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from deepdesk.data.audio.sound import Sound

_STOPS: Final = (
    *((0, 0, 4), (28, 16, 68), (79, 18, 123), (129, 37, 129)),
    *((181, 54, 122), (229, 80, 100), (251, 135, 97), (254, 194, 135), (252, 253, 191)),
)
"""Colours at equal distances, of growing lightness."""
_DYNAMIC: Final = 80.0

Pixels = npt.NDArray[np.uint8]


def coloured(levels: npt.NDArray[Any]) -> Pixels:
    """Colours uint8 ``(…, 3)`` of levels 0 to 255."""
    place = np.linspace(0, 255, len(_STOPS))
    table = [np.interp(np.arange(256), place, [stop[channel] for stop in _STOPS]) for channel in range(3)]
    return np.asarray(np.stack(table, axis=-1).round().astype(np.uint8)[levels])


def picture_of(features: npt.NDArray[np.float16], *, decibels: bool) -> Pixels:
    """What the network hears of one recording, low tones at the bottom: uint8 ``(bands, frames, 3)``.

    Args:
        features: ``(frames, bands)``, not scaled.
        decibels: whether they are such (80 dB are shown) or cosines (then the whole range is shown).
    """
    values = features.astype(np.float32).T[::-1]
    top = float(values.max())
    span = _DYNAMIC if decibels else max(top - float(values.min()), 1e-6)
    return coloured(np.clip((values - top + span) * (255 / span), 0, 255).astype(np.uint8))


def sound_pixels(sound: Sound) -> Pixels:
    """The spectrogram of a sound, low tones at the bottom: uint8 ``(bands, columns, 3)``."""
    levels = np.frombuffer(sound.spectrogram, np.uint8).reshape(sound.bands, sound.columns)
    return coloured(levels[::-1])


def spectrogram_png(sound: Sound, side: int = 160) -> bytes:
    """The spectrogram as a square PNG."""
    from PIL import Image

    stream = io.BytesIO()
    Image.fromarray(sound_pixels(sound)).resize((side, side)).save(stream, "PNG", compress_level=1)
    return stream.getvalue()
