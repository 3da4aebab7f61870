"""Texts in a prepared folder: written once, mapped into memory afterwards.

``texts.npy`` holds the UTF-8 bytes of all texts one after the other, ``bounds.npy`` int64 ``(samples, 2)`` where each
begins and ends.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import numpy as np
import numpy.typing as npt

from deepdesk.core.errors import DataError
from deepdesk.core.files import write_bytes
from deepdesk.data import cache
from deepdesk.data.dataset import UNLABELLED, DataReport
from deepdesk.data.details import Spread, TextDetails
from deepdesk.data.images.report import class_counts, duplicate_groups, part_counts
from deepdesk.data.text.findings import of_reading
from deepdesk.data.text.source import FoundTexts

TEXTS = "texts.npy"
BOUNDS = "bounds.npy"
_CLASSES = 10_000


class StoredTexts:
    """The texts of a prepared folder; a sequence that reads one when asked."""

    def __init__(self, texts: npt.NDArray[np.uint8], bounds: npt.NDArray[np.int64]) -> None:
        self._texts = texts
        self._bounds = bounds

    def __len__(self) -> int:
        return len(self._bounds)

    def __getitem__(self, number: int) -> str:
        begin, end = self._bounds[number]
        return self._texts[begin:end].tobytes().decode("utf-8", "replace")

    def block(self, first: int, last: int) -> list[str]:
        """Texts ``first`` to ``last`` - 1."""
        return [self[number] for number in range(first, min(last, len(self)))]


def stored(folder: Path) -> StoredTexts:
    """The texts of a prepared folder (raises OSError, ValueError)."""
    return StoredTexts(np.load(folder / TEXTS, mmap_mode="r"), np.load(folder / BOUNDS))


def store(folder: Path, found: FoundTexts, name: str) -> None:
    """Writes texts, labels, given parts, names and the index.

    Raises:
        DataError: no text at all, fewer than two classes, too many classes.
        StorageError, OSError: the disk is full or refuses.
    """
    path = found.root
    if not found.texts:
        raise DataError("data.text.all_empty", path=path, count=found.bad_count)
    classes = tuple(sorted({label for label in found.labels if label}))
    if len(classes) > _CLASSES:
        raise DataError("data.too_many_classes", path=path, found=len(classes))
    if len(classes) < 2:
        raise DataError("data.text.one_class", path=path, name=classes[0] if classes else "")
    number = {label: place for place, label in enumerate(classes)} | {"": UNLABELLED}
    labels = np.array([number[label] for label in found.labels], dtype=np.int64)
    encoded = [text.encode("utf-8", "replace") for text in found.texts]
    ends = np.cumsum([len(text) for text in encoded], dtype=np.int64)
    cache.check_room(folder, int(ends[-1]) * 2)
    content = b"".join(encoded)
    np.save(folder / TEXTS, np.frombuffer(content, dtype=np.uint8))
    np.save(folder / BOUNDS, np.stack([np.concatenate([[0], ends[:-1]]), ends], axis=1))
    np.save(folder / "labels.npy", labels)
    given = np.array(found.given, dtype=np.uint8) if found.given else None
    if given is not None:
        np.save(folder / "given.npy", given)
    write_bytes(folder / "names.json", json.dumps(found.names, ensure_ascii=False).encode())
    digest = hashlib.blake2b(content, digest_size=16)
    digest.update(ends.tobytes() + labels.tobytes() + json.dumps(classes).encode())
    used = labels != UNLABELLED
    report = DataReport(
        kind="text",
        name=name,
        samples=int(used.sum()),
        classes=class_counts(labels[used], classes),
        shape=(None,),
        bad=tuple(found.bad),
        bad_count=found.bad_count,
        duplicates=duplicate_groups(zip(encoded, found.names, strict=True)),
        parts=part_counts(given),
        details=_details(found),
        findings=tuple(of_reading(found)),
    )
    index = cache.Index(
        report=report,
        classes=classes,
        fingerprint=digest.hexdigest(),
        root=path,
        arrays=("labels.npy", BOUNDS),
    )
    cache.finish(folder, index)


def _details(found: FoundTexts) -> TextDetails:
    """What reading tells; the rest is filled in when the tokenizer has been trained."""
    return TextDetails(
        lengths=Spread(smallest=0, median=0, largest=0),
        length=1,
        tokenizer="auto",
        vocabulary=0,
        table=found.table,
        text_column=found.text_column,
        label_column=found.label_column,
        columns=found.columns,
        encodings=found.encodings,
        shortened=found.cut,
    )
