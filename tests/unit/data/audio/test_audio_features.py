"""Features against known values and a plain computation of the definitions."""

from __future__ import annotations

import math

import numpy as np
import pytest

from deepdesk.data.audio.features import (
    FLOOR,
    MFCC_BANDS,
    cosines,
    features,
    hertz_of,
    mel_filters,
    mel_of,
    mel_points,
    transform_size,
)
from deepdesk.data.preprocessing import AudioPreprocessing

SETTINGS = AudioPreprocessing(
    rate=8000, seconds=0.1, features="log_mel", layout="image", bands=24, window_ms=25, hop_ms=10
)


def with_(**fields: object) -> AudioPreprocessing:
    given = {name: getattr(SETTINGS, name) for name in SETTINGS.__struct_fields__}
    return AudioPreprocessing(**(given | fields))


def sine(hertz: float, seconds: float = 0.1, rate: int = 8000, level: float = 1.0) -> np.ndarray:
    return (level * np.sin(2 * np.pi * hertz * np.arange(round(seconds * rate)) / rate)).astype(np.float32)


def test_slaneys_mel_scale_has_its_published_values() -> None:
    assert mel_of(1000.0) == pytest.approx(15)
    assert mel_of(200.0) == pytest.approx(3)
    assert mel_of(6400.0) == pytest.approx(42)
    # The table of 40 frequencies from 0 to 11,025 Hz that librosa's manual prints.
    found = hertz_of(np.linspace(0, float(mel_of(11025.0)), 40))
    assert found[[1, 2, 12, 20, 38, 39]] == pytest.approx(
        [85.317, 170.635, 1024.856, 2071.84, 10096.408, 11025], abs=2e-3
    )


def test_hertz_and_mel_are_inverse() -> None:
    hertz = np.linspace(0, 24_000, 500)
    assert hertz_of(mel_of(hertz)) == pytest.approx(hertz, abs=1e-6)


@pytest.mark.parametrize(("rate", "bands"), [(8000, 24), (8000, 64), (16_000, 128), (1000, 20), (44_100, 512)])
def test_every_filter_is_a_triangle_with_something_in_it(rate: int, bands: int) -> None:
    size = transform_size(rate, bands, rate // 40)
    filters = mel_filters(rate, bands, size)
    assert filters.shape == (bands, size // 2 + 1)
    assert filters.min() >= 0 and filters.max() <= 1 and (filters.sum(axis=1) > 0).all()
    points = mel_points(rate, bands)
    peaks = filters.argmax(axis=1) * rate / size
    assert np.abs(peaks - points[1:-1]).max() <= rate / size


def plain_log_mel(samples: np.ndarray, settings: AudioPreprocessing) -> np.ndarray:
    """The definition, number by number: frames, Hann window, discrete Fourier transform, triangles, decibels."""
    rate, bands = settings.rate, settings.bands
    hop, length = round(settings.hop_ms * rate / 1000), round(settings.window_ms * rate / 1000)
    size = transform_size(rate, bands, length)
    window = [0.5 - 0.5 * math.cos(2 * math.pi * n / length) for n in range(length)]
    points = [float(point) for point in mel_points(rate, bands)]
    rows = []
    for frame in range(settings.frames):
        sound = []
        for n in range(length):
            place = frame * hop - length // 2 + n
            inside = 0 <= place < min(len(samples), round(settings.seconds * rate))
            sound.append(float(samples[place]) * window[n] if inside else 0.0)
        row = [0.0] * bands
        for k in range(size // 2 + 1):
            turn = np.exp(-2j * np.pi * k * np.arange(length) / size)
            power = abs(complex(np.dot(sound, turn)) * 2 / sum(window)) ** 2
            for band in range(bands):
                low, peak, high = points[band : band + 3]
                hertz = k * rate / size
                weight = (hertz - low) / (peak - low) if hertz <= peak else (high - hertz) / (high - peak)
                row[band] += max(0.0, weight) * power
        rows.append([max(FLOOR, 10 * math.log10(value)) if value > 0 else FLOOR for value in row])
    return np.array(rows)


def test_log_mel_is_its_definition() -> None:
    samples = (sine(700, level=0.5) + sine(1900, level=0.2)).astype(np.float32)
    found = features(samples, SETTINGS)
    assert found.shape == (SETTINGS.frames, 24) and found.dtype == np.float16
    assert found.astype(float) == pytest.approx(plain_log_mel(samples, SETTINGS), abs=0.1)


def test_mfcc_are_the_cosine_transform_of_log_mel() -> None:
    samples = sine(700, level=0.5)
    found = features(samples, with_(features="mfcc", bands=13)).astype(float)
    mel = plain_log_mel(samples, with_(bands=MFCC_BANDS))
    count = MFCC_BANDS
    for k in range(13):
        share = math.sqrt((1 if k == 0 else 2) / count)
        wave = np.array([math.cos(math.pi * k * (2 * n + 1) / (2 * count)) for n in range(count)])
        assert found[:, k] == pytest.approx(share * (mel @ wave), abs=0.6)


def test_the_cosine_transform_is_orthonormal() -> None:
    table = cosines(40, 40)
    assert table @ table.T == pytest.approx(np.eye(40), abs=1e-5)


def test_a_sine_of_full_scale_is_0_decibels_in_its_band() -> None:
    settings = with_(seconds=0.5, bands=10)
    found = features(sine(1000, 0.5), settings).astype(float)
    middle = found[20]
    assert -1 < middle.max() < 3
    peaks = mel_points(8000, 10)[1:-1]
    assert middle.argmax() == np.abs(peaks - 1000).argmin()


def test_half_the_level_is_6_decibels_less() -> None:
    settings = with_(seconds=0.5)
    loud, soft = (features(sine(900, 0.5, level=level), settings).astype(float)[20].max() for level in (0.8, 0.4))
    assert loud - soft == pytest.approx(6.02, abs=0.1)


def test_silence_is_the_floor_and_fills_up_what_is_short() -> None:
    assert (features(np.zeros(800, np.float32), SETTINGS) == FLOOR).all()
    found = features(sine(900, 0.05), SETTINGS)
    assert (found[-3:] == FLOOR).all() and (found[2] > -30).any()


@pytest.mark.parametrize("seconds", [0.05, 0.1, 0.1234, 1.0])
@pytest.mark.parametrize(("window", "hop"), [(25.0, 10.0), (10.0, 25.0), (1.0, 0.5), (64.0, 7.3)])
def test_the_shape_is_what_the_preprocessing_says(seconds: float, window: float, hop: float) -> None:
    settings = with_(seconds=seconds, window_ms=window, hop_ms=hop)
    for length in (1, 100, 400, 20_000):
        assert features(np.ones(length, np.float32), settings).shape == (settings.frames, settings.bands)


def test_what_comes_after_the_end_changes_nothing() -> None:
    sound = sine(500, 0.4)
    assert np.array_equal(features(sound, SETTINGS), features(sound[:800], SETTINGS))
