"""Models that sort recordings into classes."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import msgspec
import numpy as np
import numpy.typing as npt

from deepdesk.core.errors import DataError
from deepdesk.data.audio.dataset import scaled
from deepdesk.data.audio.decoding import read_clip
from deepdesk.data.audio.features import features
from deepdesk.data.audio.findings import SILENT
from deepdesk.data.audio.pictures import spectrogram_png
from deepdesk.data.audio.preparing import at_rate
from deepdesk.data.audio.sound import sound_of
from deepdesk.data.description import DatasetDescription
from deepdesk.data.preprocessing import AudioPreprocessing, Preprocessing
from deepdesk.inference.kinds import Given, Item
from deepdesk.inference.kinds.classifying import answer, evaluate, nothing_more
from deepdesk.inference.model_file import ModelFile
from deepdesk.inference.predictions import Note

_SOUND_LIMIT: Final = 1 << 20
"""Bytes of sound that an answer carries at most: there may be thousands of them."""
__all__ = ["answer", "batch", "described", "evaluate", "finished", "read"]


def _settings(preprocessing: Preprocessing) -> AudioPreprocessing:
    if not isinstance(preprocessing, AudioPreprocessing):
        raise TypeError(type(preprocessing).__name__)
    return preprocessing


def read(given: Given, file: ModelFile, *, pictures: bool) -> Sequence[Item]:
    """The recording, its features float16 ``(frames, bands)`` as in training (see
    :class:`deepdesk.inference.kinds.InferenceKind`); where pictures are asked for, with what is heard of it."""
    settings = _settings(file.preprocessing)
    source: Path | bytes | None = given.content if given.path is None else Path(given.path)
    if source is None or given.drawn:
        raise DataError("inference.audio.not_a_recording")
    clip = read_clip(source, seconds=settings.seconds)
    heard = features(at_rate(clip, settings), settings)
    notes = _notes(clip.seconds, clip.peak, settings)
    if not pictures:
        return (Item(values=heard, notes=notes),)
    sound = sound_of(clip, settings.rate)
    shown = sound if len(sound.samples) <= _SOUND_LIMIT else None
    return (Item(values=heard, notes=notes, thumbnail=spectrogram_png(sound), sound=shown),)


def _notes(seconds: float, peak: float, settings: AudioPreprocessing) -> tuple[Note, ...]:
    found = []
    if peak < SILENT:
        found.append(Note(code="inference.audio.silent"))
    if seconds > settings.seconds:
        params = {"heard": round(settings.seconds, 2), "seconds": round(seconds, 2)}
        found.append(Note(code="inference.audio.cut", params=params))
    return tuple(found)


def batch(items: Sequence[Item], preprocessing: Preprocessing) -> npt.NDArray[np.float32]:
    """Network input ``(len(items), *preprocessing.shape)``."""
    return scaled(np.stack([item.values for item in items]), _settings(preprocessing))


def described(description: DatasetDescription, preprocessing: Preprocessing) -> DatasetDescription:
    """The recordings at the rate, of the length and with the features of the training; the pattern stays."""
    settings = _settings(preprocessing)
    names = ("rate", "seconds", "features", "layout", "bands", "window_ms", "hop_ms")
    fields = {name: getattr(settings, name) for name in names}
    audio = msgspec.structs.replace(description.audio, **fields)
    return msgspec.structs.replace(description, kind="audio", audio=audio)


finished = nothing_more
