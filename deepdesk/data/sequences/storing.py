"""Sequences in a prepared folder: written once, mapped into memory afterwards.

``values.npy`` holds float32 ``(all steps, features)`` of all sequences one after the other, ``bounds.npy`` int64
``(samples, 2)`` where each begins and ends.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from deepdesk.core.errors import DataError
from deepdesk.core.files import write_bytes
from deepdesk.data import cache
from deepdesk.data.dataset import UNLABELLED, DataReport
from deepdesk.data.details import SequenceDetails, Spread
from deepdesk.data.images.report import class_counts, duplicate_groups, part_counts
from deepdesk.data.sequences.source import FoundSequences, Values

VALUES: Final = "values.npy"
BOUNDS: Final = "bounds.npy"
_CLASSES: Final = 10_000


class StoredSequences:
    """The sequences of a prepared folder, as measured: ``stored[number]`` is float32 ``(steps, features)``."""

    def __init__(self, values: Values, bounds: npt.NDArray[np.int64]) -> None:
        self._values = values
        self.bounds = bounds

    def __len__(self) -> int:
        return len(self.bounds)

    def __getitem__(self, number: int) -> Values:
        begin, end = self.bounds[number]
        return np.asarray(self._values[begin:end])

    @property
    def lengths(self) -> npt.NDArray[np.int64]:
        """Steps of each, int64 ``(samples,)``."""
        lengths: npt.NDArray[np.int64] = self.bounds[:, 1] - self.bounds[:, 0]
        return lengths


def stored(folder: Path) -> StoredSequences:
    """The sequences of a prepared folder (raises OSError, ValueError)."""
    return StoredSequences(np.load(folder / VALUES, mmap_mode="r"), np.load(folder / BOUNDS))


def store(folder: Path, found: FoundSequences, path: Path, name: str) -> None:
    """Writes values, labels, given parts, names, groupings and the index.

    Raises:
        DataError: no sequence at all, no labels, fewer than two classes, too many classes.
        StorageError, OSError: the disk is full or refuses.
    """
    labels, classes = _classes(found, path)
    names = _unique(found.names)
    lengths = np.array([len(one) for one in found.values], dtype=np.int64)
    ends = np.cumsum(lengths)
    features = len(found.features)
    cache.check_room(folder, int(ends[-1]) * features * 4)
    values = np.lib.format.open_memmap(folder / VALUES, mode="w+", dtype=np.float32, shape=(int(ends[-1]), features))
    digest = hashlib.blake2b(digest_size=16)
    own = []
    for one, end in zip(found.values, ends.tolist(), strict=True):
        values[end - len(one) : end] = one
        content = one.tobytes()
        digest.update(content)
        own.append(hashlib.blake2b(content + len(one).to_bytes(8, "little"), digest_size=16).digest())
    values.flush()
    np.save(folder / BOUNDS, np.stack([ends - lengths, ends], axis=1))
    np.save(folder / "labels.npy", labels)
    given = np.array(found.given, dtype=np.uint8) if found.given else None
    if given is not None:
        np.save(folder / "given.npy", given)
    write_bytes(folder / "names.json", json.dumps(names, ensure_ascii=False).encode())
    write_bytes(folder / "groupings.json", json.dumps(found.groupings, ensure_ascii=False).encode())
    digest.update(ends.tobytes() + labels.tobytes() + json.dumps([classes, found.features]).encode())
    used = labels != UNLABELLED
    report = DataReport(
        kind="sequences",
        name=name,
        samples=int(used.sum()),
        classes=class_counts(labels[used], classes),
        shape=(None, features),
        bad=tuple(found.bad),
        bad_count=found.bad_count,
        duplicates=duplicate_groups(zip(own, names, strict=True)),
        parts=part_counts(given),
        details=_details(found, lengths),
    )
    arrays = ("labels.npy", BOUNDS)
    index = cache.Index(report=report, classes=classes, fingerprint=digest.hexdigest(), root=str(path), arrays=arrays)
    cache.finish(folder, index)


def _classes(found: FoundSequences, path: Path) -> tuple[npt.NDArray[np.int64], tuple[str, ...]]:
    if not found.values:
        first = found.bad[0].path if found.bad else ""
        raise DataError("data.sequences.none_left", path=str(path), count=found.bad_count, first=first)
    classes = tuple(sorted({label for label in found.labels if label}))
    if not classes:
        raise DataError("data.sequences.no_labels", path=str(path))
    if len(classes) > _CLASSES:
        raise DataError("data.too_many_classes", path=str(path), found=len(classes))
    if len(classes) < 2:
        raise DataError("data.sequences.one_class", path=str(path), name=classes[0])
    number = {label: place for place, label in enumerate(classes)} | {"": UNLABELLED}
    return np.array([number[label] for label in found.labels], dtype=np.int64), classes


def _unique(names: list[str]) -> list[str]:
    """Names that are each there once; one that comes again gets a number."""
    counts = Counter(names)
    seen: Counter[str] = Counter()
    found = []
    for name in names:
        seen[name] += 1
        found.append(name if counts[name] == 1 else f"{name}#{seen[name]}")
    return found


def _details(found: FoundSequences, lengths: npt.NDArray[np.int64]) -> SequenceDetails:
    """What reading tells; the rest is filled in when the view is made."""
    return SequenceDetails(
        lengths=Spread(smallest=int(lengths.min()), median=float(np.median(lengths)), largest=int(lengths.max())),
        features=found.features,
        steps=int(lengths.max()),
        missing=sum(int(np.isnan(one).sum()) for one in found.values),
        table=found.table,
        form=found.form,
        columns=found.columns,
        id=found.id,
        time=found.time,
        label=found.label,
        groups=tuple(found.groupings),
    )
