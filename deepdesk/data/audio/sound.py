"""A recording as the window shows and plays it: read in a child, so that the window parses no foreign file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec

if TYPE_CHECKING:
    from deepdesk.data.audio.decoding import Clip

COLUMNS: Final = 480
"""Columns of the outline, and the most that a spectrogram has."""
BANDS: Final = 64
LONGEST: Final = 120.0
"""Seconds that are sent to be played at most."""
HIGHEST_RATE: Final = 48_000
_DYNAMIC: Final = 80.0


class Sound(msgspec.Struct, frozen=True, kw_only=True):
    """Waveform, spectrogram and samples.

    Attributes:
        rate: samples per second of ``samples``.
        recorded: samples per second as recorded.
        seconds: of the whole recording; ``samples`` may end earlier.
        samples: 16-bit little-endian mono.
        outline: int8 ``(columns, 2)``, lowest and highest value of each stretch, 127 is full scale.
        spectrogram: uint8 ``(bands, columns)``, low tones first, 255 is the loudest and 0 is 80 dB below it.
        columns, bands: of the spectrogram.
    """

    rate: int
    recorded: int
    seconds: float
    samples: bytes
    outline: bytes
    spectrogram: bytes
    columns: int
    bands: int = BANDS

    @property
    def heard(self) -> float:
        """Seconds of ``samples``."""
        return len(self.samples) / 2 / self.rate


def sound_of(clip: Clip, rate: int | None = None) -> Sound:
    """What is shown of a clip, brought to ``rate`` samples per second (``None``: as recorded, at most 48,000)."""
    import numpy as np

    from deepdesk.data.audio.clips import outline_of
    from deepdesk.data.audio.decoding import resampled
    from deepdesk.data.audio.features import features
    from deepdesk.data.preprocessing import AudioPreprocessing

    wanted = rate or min(clip.rate, HIGHEST_RATE)
    samples = resampled(clip.samples, clip.rate, wanted)
    seconds = max(len(samples) / wanted, 0.01)
    hop = max(5.0, 1000 * seconds / COLUMNS)
    settings = AudioPreprocessing(
        rate=wanted,
        seconds=seconds,
        features="log_mel",
        layout="sequence",
        bands=BANDS,
        window_ms=max(25.0, hop),
        hop_ms=hop,
    )
    loud = features(samples, settings).astype(np.float32).T
    levels = np.clip((loud - loud.max() + _DYNAMIC) * (255 / _DYNAMIC), 0, 255).astype(np.uint8)
    return Sound(
        rate=wanted,
        recorded=clip.rate,
        seconds=clip.seconds,
        samples=np.clip(np.round(samples * 32767), -32768, 32767).astype("<i2").tobytes(),
        outline=outline_of(samples, len(samples), COLUMNS).tobytes(),
        spectrogram=np.ascontiguousarray(levels).tobytes(),
        columns=levels.shape[1],
    )
