"""Reads recordings block by block: bounded memory, one clear sentence for each that cannot be read."""

from __future__ import annotations

import contextlib
import hashlib
import io
import math
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import numpy.typing as npt

from deepdesk.core.errors import DataError

if TYPE_CHECKING:
    import soundfile

LONGEST: Final = 30 * 60.0
"""Seconds; a longer recording is refused: it is no clip to be sorted into a class."""
SHORTEST: Final = 0.01
"""Seconds; in less there is nothing to hear."""
RATES: Final = (1_000, 768_000)
_LOUDEST: Final = 1_000.0
_CLIPPED: Final = 0.9995
_BLOCK: Final = 1 << 16
_CHANNELS: Final = 64
_HEAD: Final = 1 << 16
_MISSING: Final = 0.01
_OPEN_END: Final = 0x7FFF0000
"""Declared sizes from here on are what programs write that cannot know the length when they begin."""
_NOT_READ: Final = (".m4a", ".aac", ".wma")
_FILE_LIMIT: Final = 4 << 30

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Header:
    """What a file says of itself: samples per second, length in seconds (``None``: it does not say), channels."""

    rate: int
    seconds: float | None
    channels: int


@dataclass(frozen=True)
class Clip:
    """A recording that was read.

    Attributes:
        samples: mono float32, the first seconds that were asked for, at ``rate``.
        rate: samples per second as recorded.
        seconds: of the whole recording.
        peak: largest absolute value, 1 is full scale.
        clipped: share of the samples that stand at full scale, 0 to 1.
        digest: of the whole sound, the same for equal recordings in files without loss.
    """

    samples: Floats
    rate: int
    seconds: float
    peak: float
    clipped: float
    digest: bytes


def read_header(path: Path) -> Header:
    """What the file says (raises DataError ``data.audio.…``)."""
    with _opened(path) as file:
        return _header(file)


def read_clip(source: Path | bytes, *, seconds: float | None = None) -> Clip:
    """Reads a recording from a file or its bytes, stereo averaged to mono.

    Args:
        source: the path of a file, or the content of one.
        seconds: how much to keep from the beginning; ``None`` keeps all (at most 30 minutes).

    Raises:
        DataError: ``data.audio.…`` says what was found.
    """
    with _opened(source) as file:
        header = _header(file)
        wanted = None if seconds is None else math.ceil(seconds * header.rate)
        clip = _read(file, header, wanted)
        if header.seconds is not None and clip.seconds < header.seconds * (1 - _MISSING):
            raise DataError("data.audio.truncated", found=round(clip.seconds, 2), told=round(header.seconds, 2))
        return clip


def resampled(samples: Floats, rate: int, wanted: int) -> Floats:
    """``samples`` at ``wanted`` samples per second (soxr, high quality)."""
    if rate == wanted:
        return samples
    import soxr

    return np.asarray(soxr.resample(samples, rate, wanted, quality="HQ"), dtype=np.float32)


@contextlib.contextmanager
def _opened(source: Path | bytes) -> Iterator[soundfile.SoundFile]:
    import soundfile

    name = source.name if isinstance(source, Path) else ""
    try:
        size = source.stat().st_size if isinstance(source, Path) else len(source)
        _check_bytes(_head(source), size, name)
        with soundfile.SoundFile(io.BytesIO(source) if isinstance(source, bytes) else source) as file:
            yield file
    except soundfile.LibsndfileError as error:
        raise DataError("data.audio.broken") from error
    except PermissionError as error:
        raise DataError("data.audio.no_permission") from error
    except OSError as error:
        raise DataError("data.audio.missing") from error
    except (RuntimeError, TypeError, ValueError) as error:
        # The library's own words on a file that contradicts itself.
        raise DataError("data.audio.broken") from error


def _head(source: Path | bytes) -> bytes:
    if isinstance(source, bytes):
        return source[:_HEAD]
    with source.open("rb") as stream:
        return stream.read(_HEAD)


def _check_bytes(head: bytes, size: int, name: str) -> None:
    """What the first bytes betray (raises DataError)."""
    if not size:
        raise DataError("data.audio.empty")
    if size > _FILE_LIMIT:
        raise DataError("data.audio.file_too_large", limit=_FILE_LIMIT >> 30)
    start = head[:512].lstrip().lower()
    if start.startswith((b"<!doctype", b"<html", b"<?xml")):
        raise DataError("data.audio.web_page")
    if head[4:8] == b"ftyp" or name.lower().endswith(_NOT_READ):
        raise DataError("data.audio.not_read")
    known = (b"RIFF", b"RIFX", b"RF64", b"riff", b"fLaC", b"OggS", b"FORM", b".snd", b"caff", b"ID3")
    if not head.startswith(known) and not _is_mpeg(head):
        raise DataError("data.audio.unknown")
    if head.startswith(b"RIFF"):
        _check_wav(head, size)


def _is_mpeg(head: bytes) -> bool:
    """Whether there is the mark of an MPEG frame where one may begin (some files have a few zeros before it)."""
    start = head.lstrip(b"\x00")[:2]
    return len(start) == 2 and start[0] == 0xFF and start[1] & 0xE0 == 0xE0


def _check_wav(head: bytes, size: int) -> None:
    """Compares the length that a WAV declares with that of its file: the library reads what is there and is silent."""
    place = 12
    bytes_per_second = 0
    while place + 8 <= len(head):
        kind, length = head[place : place + 4], struct.unpack_from("<I", head, place + 4)[0]
        if kind == b"fmt " and place + 20 <= len(head):
            bytes_per_second = struct.unpack_from("<I", head, place + 16)[0]
        if kind == b"data":
            there = size - place - 8
            if there < length * (1 - _MISSING) and length < _OPEN_END:
                unit = bytes_per_second or length
                raise DataError("data.audio.truncated", found=round(there / unit, 2), told=round(length / unit, 2))
            return
        place += 8 + length + length % 2


def _header(file: soundfile.SoundFile) -> Header:
    rate, channels, frames = int(file.samplerate), int(file.channels), int(file.frames)
    if not RATES[0] <= rate <= RATES[1]:
        raise DataError("data.audio.bad_rate", rate=rate, low=RATES[0], high=RATES[1])
    if not 1 <= channels <= _CHANNELS:
        raise DataError("data.audio.channels", channels=channels, limit=_CHANNELS)
    # A stream without an end says the largest number that there is.
    seconds = None if frames <= 0 or frames >= 1 << 48 else frames / rate
    if seconds is not None and seconds > LONGEST:
        raise DataError("data.audio.too_long", minutes=round(seconds / 60), limit=round(LONGEST / 60))
    return Header(rate, seconds, channels)


def _read(file: Any, header: Header, wanted: int | None) -> Clip:
    digest = hashlib.blake2b(digest_size=16)
    kept: list[Floats] = []
    held = count = clipped = 0
    peak = 0.0
    while True:
        block = file.read(_BLOCK // header.channels, dtype="float32", always_2d=True)
        if not len(block):
            break
        loud = np.abs(block).max()
        if not loud <= _LOUDEST:  # what is no number is not smaller either
            raise DataError("data.audio.no_numbers", limit=int(_LOUDEST))
        mono: Floats = block.mean(axis=1, dtype=np.float32)
        peak = max(peak, float(loud))
        clipped += int((np.abs(block) >= _CLIPPED).any(axis=1).sum())
        digest.update(np.round(mono * 32768).astype("<i4").tobytes())
        if wanted is None or held < wanted:
            kept.append(mono if wanted is None else mono[: wanted - held])
            held += len(kept[-1])
        count += len(mono)
        if count > LONGEST * header.rate:
            raise DataError("data.audio.too_long", minutes=round(count / header.rate / 60), limit=round(LONGEST / 60))
    if count < SHORTEST * header.rate:
        raise DataError("data.audio.too_short", milliseconds=round(1000 * count / header.rate, 2), samples=count)
    samples = np.concatenate(kept)
    return Clip(samples, header.rate, count / header.rate, peak, clipped / count, digest.digest())
