"""Recordings as a kind of data (see :class:`deepdesk.data.kinds.DataKind`)."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import msgspec
import numpy as np

from deepdesk.core.errors import DataError
from deepdesk.data import cache
from deepdesk.data.audio import settling
from deepdesk.data.audio.dataset import AudioDataset
from deepdesk.data.audio.findings import found_in
from deepdesk.data.audio.labelling import Labelled, labelled
from deepdesk.data.audio.patterns import SUFFIXES
from deepdesk.data.audio.preparing import prepare
from deepdesk.data.audio.scanning import scan_recordings
from deepdesk.data.content import TRAIN, check_stop
from deepdesk.data.dataset import LEFT_OUT, Dataset
from deepdesk.data.description import DatasetDescription
from deepdesk.data.dividing import by_class
from deepdesk.data.glance import Glance
from deepdesk.data.kinds import Draft, Fitted, Opened, Parts, Reading
from deepdesk.data.preprocessing import AudioPreprocessing
from deepdesk.data.view import loaded_fields

RULES: Final = 1
"""Counts up when the same settings give other features, so that what was prepared by earlier rules is not used."""
_BLOCK: Final = 256
_LEAST: Final = 1e-3


def recognised(found: Glance) -> float:
    """Sure where most files are recordings by their names."""
    return found.share(*SUFFIXES) if found.is_folder else float(found.suffix in SUFFIXES)


def read(reading: Reading) -> Path:
    """See :meth:`deepdesk.data.kinds.DataKind.read`."""
    settings = reading.description.audio
    settling.check(settings)
    scan = scan_recordings(reading.path, progress=reading.progress, stop_asked=reading.stop_asked)
    given = reading.preprocessing
    chosen = msgspec.to_builtins(given if isinstance(given, AudioPreprocessing) else settings)
    for name in ("mean", "deviation", "layout"):
        chosen.pop(name, None)  # the view's affair
    added = [msgspec.to_builtins(item) for item in reading.description.edits.added]
    bad = [[item.path, item.code] for item in scan.bad]
    key = cache.key_of("audio", RULES, str(reading.path), scan.signature, bad, chosen, settings.pattern, added)
    known = cache.find(reading.cache, key)
    if known:
        return known
    found = labelled(scan.paths, settings.pattern, root=str(reading.path))
    check_stop(reading.stop_asked)
    with cache.building(reading.cache, key) as folder:
        prepare(folder, reading, _with_added(found, reading.description), scan.bad)
    return cache.folder_of(reading.cache, key)


def _with_added(found: Labelled, description: DatasetDescription) -> Labelled:
    """Recordings that were dropped onto a class stand at the end, by their own paths, in no speaker's group."""
    added = description.edits.added
    if not added:
        return found
    paths = tuple(str(Path(item.path).absolute()) for item in added)
    return Labelled(
        paths=(*found.paths, *paths),
        labels=(*found.labels, *(item.label for item in added)),
        parts=(*found.parts, *((TRAIN,) * len(paths) if found.parts else ())),
        pattern=found.pattern,
        groupings={field: (*values, *paths) for field, values in found.groupings.items()},
        bad=found.bad,
    )


def view_settings(description: DatasetDescription) -> Any:
    """The layout; the features in the content are the same whatever it is."""
    return description.audio.layout


def divide(draft: Draft) -> Parts:
    """By class, at random, groups kept together."""
    return by_class(draft)


def fit(draft: Draft) -> Fitted:
    """Fits mean and deviation of each band on the training part, and reports."""
    content = draft.index.preprocessing
    if not isinstance(content, AudioPreprocessing):
        raise DataError("data.unknown_kind", kind=draft.index.report.kind, known="audio")
    given = draft.reading.preprocessing
    if isinstance(given, AudioPreprocessing):
        preprocessing = given
    else:
        mean, deviation = _scales(draft, content.bands)
        layout = draft.description.audio.layout
        preprocessing = msgspec.structs.replace(content, layout=layout, mean=mean, deviation=deviation)
    report = msgspec.structs.replace(
        draft.index.report, shape=preprocessing.shape, findings=found_in(draft, preprocessing)
    )
    return Fitted(preprocessing, report)


def _scales(draft: Draft, bands: int) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Mean and standard deviation of each band over all frames of the training part, a block at a time."""
    features = np.load(draft.content / "features.npy", mmap_mode="r")
    places = np.flatnonzero(draft.parts == TRAIN)
    if not len(places):
        places = np.flatnonzero(draft.parts != LEFT_OUT)
    total, squares, count = np.zeros(bands), np.zeros(bands), 0
    for start in range(0, len(places), _BLOCK):
        check_stop(draft.reading.stop_asked)
        block = features[places[start : start + _BLOCK]].reshape(-1, bands).astype(np.float64)
        total += block.sum(axis=0)
        squares += (block**2).sum(axis=0)
        count += len(block)
    mean = total / max(count, 1)
    deviation = np.sqrt(np.maximum(squares / max(count, 1) - mean**2, 0))
    # A band that never changes is only moved to zero.
    deviation[deviation < _LEAST] = 1.0
    return tuple(map(float, mean)), tuple(map(float, deviation))


def load(opened: Opened) -> Dataset:
    """The features, memory-mapped."""
    features = np.load(opened.content / "features.npy", mmap_mode="r")
    return AudioDataset(**loaded_fields(opened), features=features)
