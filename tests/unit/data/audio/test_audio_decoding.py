"""Recordings of every kind are read right; broken ones say what is wrong, in bounded memory."""

from __future__ import annotations

import io
import struct
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import soundfile

from deepdesk.core.catalogue import describe
from deepdesk.core.errors import DataError
from deepdesk.data.audio.decoding import read_clip, read_header, resampled

RATE = 8000


def tone(seconds: float = 0.5, rate: int = RATE, level: float = 0.5) -> np.ndarray:
    return level * np.sin(2 * np.pi * 440 * np.arange(round(seconds * rate)) / rate)


def written(kind: str, subtype: str, samples: np.ndarray | None = None, rate: int = RATE) -> bytes:
    stream = io.BytesIO()
    soundfile.write(stream, tone() if samples is None else samples, rate, format=kind, subtype=subtype)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("kind", "subtype", "tolerance"),
    [
        ("WAV", "PCM_U8", 0.01),
        ("WAV", "PCM_16", 1e-4),
        ("WAV", "PCM_24", 1e-6),
        ("WAV", "PCM_32", 1e-6),
        ("WAV", "FLOAT", 1e-6),
        ("WAV", "DOUBLE", 1e-6),
        ("WAV", "ULAW", 0.02),
        ("FLAC", "PCM_16", 1e-4),
        ("FLAC", "PCM_24", 1e-6),
        ("OGG", "VORBIS", 0.1),
        ("AIFF", "PCM_16", 1e-4),
        ("MP3", "MPEG_LAYER_III", 0.1),
    ],
)
def test_formats(tmp_path: Path, kind: str, subtype: str, tolerance: float) -> None:
    content = written(kind, subtype)
    path = tmp_path / f"测试 é (1).{kind.lower()}"
    path.write_bytes(content)
    clip = read_clip(path)
    assert clip.rate == RATE and clip.seconds == pytest.approx(0.5, abs=0.15)
    assert read_header(path).rate == RATE
    middle = slice(1000, 3000)
    if kind == "MP3":  # its own delay moves the wave; the level stays
        assert np.abs(clip.samples[1500:3000]).max() == pytest.approx(0.5, abs=0.1)
    else:
        assert clip.samples[middle] == pytest.approx(tone()[middle], abs=tolerance)
    assert np.array_equal(read_clip(content).samples, clip.samples)


def test_stereo_is_averaged() -> None:
    both = np.stack([np.full(800, 0.5), np.full(800, -0.1)], axis=1)
    assert read_clip(written("WAV", "FLOAT", both)).samples == pytest.approx(np.full(800, 0.2))


def test_only_the_first_seconds_are_kept_but_all_is_judged() -> None:
    samples = np.concatenate([tone(1.0, level=0.1), np.ones(RATE)])
    clip = read_clip(written("WAV", "FLOAT", samples), seconds=0.25)
    assert len(clip.samples) == 2000 and clip.seconds == 2 and clip.peak == 1 and clip.clipped == 0.5


def test_equal_sound_in_another_format_has_the_same_digest() -> None:
    samples = np.round(tone() * 32767).astype(np.int16)
    assert read_clip(written("WAV", "PCM_16", samples)).digest == read_clip(written("FLAC", "PCM_16", samples)).digest


def test_resampling_keeps_the_tone() -> None:
    found = resampled(tone(1.0, 44_100).astype(np.float32), 44_100, 8000)
    assert len(found) == 8000
    assert found[1000:7000] == pytest.approx(tone(1.0)[1000:7000], abs=0.01)


def test_192_khz() -> None:
    clip = read_clip(written("WAV", "PCM_16", tone(0.2, 192_000), 192_000), seconds=0.1)
    assert clip.rate == 192_000 and len(resampled(clip.samples, clip.rate, 16_000)) == 1600


def lying(length: int) -> bytes:
    content = bytearray(written("WAV", "PCM_16"))
    place = content.index(b"data")
    content[place + 4 : place + 8] = struct.pack("<I", length)
    content[4:8] = struct.pack("<I", min(length + 36, 0xFFFFFFFF))
    return bytes(content)


def no_numbers() -> bytes:
    samples = tone()
    samples[100] = np.nan
    return written("WAV", "FLOAT", samples)


BROKEN: dict[str, tuple[Callable[[], bytes], str]] = {
    "0 bytes": (lambda: b"", "data.audio.empty"),
    "text": (lambda: b"this is no sound\n" * 10, "data.audio.unknown"),
    "web page": (lambda: b"<!DOCTYPE html><html></html>", "data.audio.web_page"),
    "m4a": (lambda: b"\x00\x00\x00\x20ftypM4A " + bytes(100), "data.audio.not_read"),
    "truncated": (lambda: written("WAV", "PCM_16")[:3000], "data.audio.truncated"),
    "claims 2 GB": (lambda: lying(2_000_000_000), "data.audio.truncated"),
    "header alone": (lambda: written("WAV", "PCM_16")[:30], "data.audio.broken"),
    "no samples": (lambda: written("WAV", "PCM_16", np.zeros(0)), "data.audio.too_short"),
    "1 sample": (lambda: written("WAV", "PCM_16", np.zeros(1)), "data.audio.too_short"),
    "not a number": (no_numbers, "data.audio.no_numbers"),
    "infinite": (lambda: written("WAV", "FLOAT", np.full(800, np.inf)), "data.audio.no_numbers"),
    "1e30": (lambda: written("WAV", "FLOAT", np.full(800, 1e30)), "data.audio.no_numbers"),
    "slow": (lambda: written("WAV", "PCM_16", rate=100), "data.audio.bad_rate"),
    "1 hour": (lambda: written("FLAC", "PCM_16", np.zeros(3600 * 1000), 1000), "data.audio.too_long"),
    "truncated flac": (lambda: written("FLAC", "PCM_16")[:1500], "data.audio.truncated|data.audio.broken"),
    "mpeg of noise": (lambda: b"\xff\xfb" + bytes(range(256)) * 8, "data.audio.broken|data.audio.too_short"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_broken_ones_say_what_is_wrong(tmp_path: Path, name: str) -> None:
    make, code = BROKEN[name]
    path = tmp_path / "x.wav"
    path.write_bytes(make())
    for source in (path, path.read_bytes()):
        with pytest.raises(DataError) as caught:
            read_clip(source)
        assert caught.value.code in code.split("|")
        assert describe(caught.value)


def test_a_stream_without_a_known_end_is_read_as_far_as_it_goes() -> None:
    assert read_clip(lying(0xFFFFFFFF)).seconds == pytest.approx(0.5)


def test_a_file_that_is_not_there_and_a_folder(tmp_path: Path) -> None:
    for path in (tmp_path / "none.wav", tmp_path):
        with pytest.raises(DataError) as caught:
            read_clip(path)
        assert caught.value.code == "data.audio.missing"


def mutated(number: int) -> bytes:
    """A recording with bytes changed, cut out or put in, a function of ``number`` alone."""
    rng = np.random.default_rng(number)
    kinds = (("WAV", "PCM_16"), ("WAV", "FLOAT"), ("FLAC", "PCM_16"), ("OGG", "VORBIS"), ("MP3", "MPEG_LAYER_III"))
    kind, subtype = kinds[number % len(kinds)]
    content = bytearray(written(kind, subtype, tone(0.1)))
    for _ in range(rng.integers(1, 8)):
        place = int(rng.integers(0, len(content) if rng.random() < 0.5 else min(80, len(content))))
        match rng.integers(0, 4):
            case 0:
                content[place] = int(rng.integers(0, 256))
            case 1:
                del content[place : place + int(rng.integers(1, 200))]
            case 2:
                content[place:place] = rng.bytes(int(rng.integers(1, 50)))
            case _:
                content[place : place + 4] = rng.choice([b"\xff" * 4, bytes(4), b"\xff\xff\xff\x7f"])
        if not content:
            content = bytearray(b"\x00")
    return bytes(content)


def read_or_refused(content: bytes) -> None:
    try:
        clip = read_clip(content, seconds=1.0)
    except DataError as error:
        assert error.code.startswith("data.audio.") and describe(error)
    else:
        assert np.isfinite(clip.samples).all() and len(clip.samples) <= clip.rate + 1


def test_300_mutated_recordings_are_read_or_refused() -> None:
    for number in range(300):
        read_or_refused(mutated(number))


@pytest.mark.long
@pytest.mark.timeout(900)
def test_10_000_mutated_recordings_are_read_or_refused() -> None:
    for number in range(1000, 11_000):
        read_or_refused(mutated(number))
