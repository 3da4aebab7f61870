"""From a waveform to a log-mel spectrogram or to MFCC, in numpy.

The mel scale is Slaney's (linear below 1,000 Hz, logarithmic above; M. Slaney, Auditory Toolbox, 1998), as in librosa;
the filters are triangles of height 1, so that a band holds the power that falls into it. Powers are relative to a sine
of full scale and told in decibels with a floor.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

import numpy as np
import numpy.typing as npt

from deepdesk.data.preprocessing import AudioPreprocessing

FLOOR: Final = -100.0
"""Decibels below which everything counts as silence: quieter than the noise of 16 bits."""
MFCC_BANDS: Final = 40
"""Mel bands under MFCC, where no more coefficients than that are asked for."""
_SMALLEST_TRANSFORM: Final = 256
_LARGEST_TRANSFORM: Final = 1 << 17
_BREAK_HERTZ: Final = 1000.0
_LINEAR: Final = 200.0 / 3
"""Hertz of one mel below the break."""
_LOG_STEP: Final = np.log(6.4) / 27
_BLOCK: Final = 2048

Floats = npt.NDArray[np.float32]
Doubles = npt.NDArray[np.float64]


def mel_of(hertz: float | Doubles) -> Doubles:
    """Slaney's mel of a frequency in hertz."""
    value = np.asarray(hertz, dtype=np.float64)
    above = _BREAK_HERTZ / _LINEAR + np.log(np.maximum(value, _BREAK_HERTZ) / _BREAK_HERTZ) / _LOG_STEP
    return np.asarray(np.where(value < _BREAK_HERTZ, value / _LINEAR, above))


def hertz_of(mel: float | Doubles) -> Doubles:
    """The frequency in hertz of a mel: the inverse of :func:`mel_of`."""
    value = np.asarray(mel, dtype=np.float64)
    start = _BREAK_HERTZ / _LINEAR
    above = _BREAK_HERTZ * np.exp(_LOG_STEP * (np.maximum(value, start) - start))
    return np.asarray(np.where(value < start, value * _LINEAR, above))


def mel_points(rate: int, bands: int) -> Doubles:
    """Hertz at which the filters begin, peak and end: ``(bands + 2,)`` from 0 to half the rate."""
    return hertz_of(np.linspace(0.0, float(mel_of(rate / 2)), bands + 2))


def transform_size(rate: int, bands: int, window: int) -> int:
    """Points of the Fourier transform: a power of two that covers the window and gives every filter a bin."""
    narrowest = float(np.diff(mel_points(rate, bands)).min())
    needed = max(_SMALLEST_TRANSFORM, window, rate / narrowest)
    return min(1 << int(np.ceil(np.log2(needed))), max(_LARGEST_TRANSFORM, 1 << int(np.ceil(np.log2(window)))))


@lru_cache(maxsize=8)
def mel_filters(rate: int, bands: int, size: int) -> Floats:
    """Triangular filters float32 ``(bands, size // 2 + 1)``, heights 0 to 1."""
    points = mel_points(rate, bands)
    bins = np.arange(size // 2 + 1) * (rate / size)
    rising = (bins - points[:-2, np.newaxis]) / np.diff(points)[:-1, np.newaxis]
    falling = (points[2:, np.newaxis] - bins) / np.diff(points)[1:, np.newaxis]
    filters = np.maximum(0.0, np.minimum(rising, falling)).astype(np.float32)
    filters.setflags(write=False)
    return filters


@lru_cache(maxsize=8)
def cosines(coefficients: int, bands: int) -> Floats:
    """The orthonormal cosine transform (DCT-II) float32 ``(coefficients, bands)``."""
    angle = np.pi / bands * (np.arange(bands) + 0.5) * np.arange(coefficients)[:, np.newaxis]
    table = np.cos(angle) * np.sqrt(2.0 / bands)
    table[0] /= np.sqrt(2.0)
    table = table.astype(np.float32)
    table.setflags(write=False)
    return np.asarray(table)


@lru_cache(maxsize=8)
def _window(length: int) -> Floats:
    """Periodic Hann window, scaled so that a sine of full scale has the power 1."""
    window = 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(length) / length) if length > 1 else np.ones(1)
    scaled = (window * (2.0 / window.sum())).astype(np.float32)
    scaled.setflags(write=False)
    return np.asarray(scaled)


def features(samples: Floats, settings: AudioPreprocessing) -> npt.NDArray[np.float16]:
    """What the network hears, before it is scaled: float16 ``(frames, bands)``.

    Args:
        samples: mono, float32, at ``settings.rate``; cut or padded with silence to ``settings.seconds``.
        settings: rate, seconds, features, bands, window and hop.
    """
    frames, mel_bands = settings.frames, settings.bands
    if settings.features == "mfcc":
        mel_bands = max(MFCC_BANDS, settings.bands)
    loud = decibels(_mel_power(samples, settings, frames, mel_bands))
    if settings.features == "mfcc":
        loud = loud @ cosines(settings.bands, mel_bands).T
    return loud.astype(np.float16)


def decibels(power: Floats) -> Floats:
    """``10 log10`` of a power, never below :data:`FLOOR`."""
    return np.asarray(10 * np.log10(np.maximum(power, np.float32(10 ** (FLOOR / 10)))), dtype=np.float32)


def _mel_power(samples: Floats, settings: AudioPreprocessing, frames: int, bands: int) -> Floats:
    """Power by band float32 ``(frames, bands)``; frame ``t`` is centred on sample ``t * hop``, silence lies around."""
    rate = settings.rate
    hop = max(1, round(settings.hop_ms * rate / 1000))
    length = max(1, round(settings.window_ms * rate / 1000))
    size = transform_size(rate, bands, length)
    window, filters = _window(length), mel_filters(rate, bands, size)
    heard = samples[: round(settings.seconds * rate)]
    padded = np.zeros((frames - 1) * hop + length, dtype=np.float32)
    first = length // 2
    kept = min(len(heard), len(padded) - first)
    padded[first : first + kept] = heard[:kept]
    cut = np.lib.stride_tricks.sliding_window_view(padded, length)[::hop][:frames]
    power = np.empty((frames, bands), dtype=np.float32)
    for start in range(0, frames, _BLOCK):
        spectrum = np.fft.rfft(cut[start : start + _BLOCK] * window, n=size)
        power[start : start + _BLOCK] = (spectrum.real**2 + spectrum.imag**2).astype(np.float32) @ filters.T
    return power
