"""A view of what was read: edits applied, samples divided, what is fitted fitted. Kept beside the content."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import uuid
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import msgspec
import numpy as np

from deepdesk.core import documents
from deepdesk.core.errors import FormatError
from deepdesk.data import cache
from deepdesk.data.cache import Index
from deepdesk.data.dataset import LEFT_OUT, UNLABELLED, DataReport
from deepdesk.data.edits import DataEdits
from deepdesk.data.health.examining import findings, with_findings
from deepdesk.data.kinds import DataKind, Draft, Labels, Opened, Parts, Reading
from deepdesk.data.preprocessing import Preprocessing
from deepdesk.data.split import as_split

FORMAT: Final = "deepdesk.data-view"
VERSION: Final = 1
_DOCUMENT: Final = "view.json"
_RULES: Final = 5
"""Goes up when samples are divided or judged by other rules: views of earlier ones are then made anew."""


class ViewDocument(msgspec.Struct, frozen=True, kw_only=True):
    """What lies in a view, written last."""

    report: DataReport
    preprocessing: Preprocessing
    classes: tuple[str, ...]
    fingerprint: str


def open_view(kind: DataKind, reading: Reading, content: Path) -> Opened:
    """The view of ``content`` that the description asks for, made when it is not there yet (raises DataError)."""
    description = reading.description
    index = cache.read_index(content)
    wanted = [
        _RULES,
        msgspec.to_builtins(description.edits),
        msgspec.to_builtins(description.split),
        description.balance,  # what is said of rare classes depends on it
        kind.view_settings(description),
        msgspec.to_builtins(reading.preprocessing),
    ]
    folder = content / "views" / cache.key_of(*wanted)
    found = _found(folder)
    if found is None:
        _make(kind, reading, content, index, folder)
        found = documents.load(folder / _DOCUMENT, ViewDocument, format=FORMAT, version=VERSION)
    return Opened(
        description=description,
        content=content,
        view=folder,
        index=index,
        report=found.report,
        preprocessing=found.preprocessing,
        classes=found.classes,
        fingerprint=found.fingerprint,
        parts=np.load(folder / "parts.npy"),
    )


def _found(folder: Path) -> ViewDocument | None:
    try:
        found = documents.load(folder / _DOCUMENT, ViewDocument, format=FORMAT, version=VERSION)
        if len(np.load(folder / "parts.npy", mmap_mode="r")) != len(np.load(folder / "labels.npy", mmap_mode="r")):
            return None
        os.utime(folder / _DOCUMENT)
    except (OSError, ValueError, EOFError, FormatError):
        return None
    return found


def _make(kind: DataKind, reading: Reading, content: Path, index: Index, folder: Path) -> None:
    building = folder.parent / f".building-{os.getpid()}-{uuid.uuid4().hex[:8]}"
    building.mkdir(parents=True)
    try:
        draft = drafted(reading, content, index, building)
        draft = replace(draft, parts=kind.divide(draft))
        np.save(building / "labels.npy", draft.labels)
        np.save(building / "parts.npy", draft.parts)
        fitted = kind.fit(draft)
        found = findings(draft, fitted, kind)
        document = ViewDocument(
            report=with_findings(_counted(fitted.report, draft), found),
            preprocessing=fitted.preprocessing,
            classes=draft.classes,
            fingerprint=_fingerprint(draft),
        )
        documents.save(building / _DOCUMENT, document, format=FORMAT, version=VERSION)
        if _found(folder) is None:  # else another process was quicker, and its folder may be in use
            shutil.rmtree(folder, ignore_errors=True)
            building.rename(folder)
    finally:
        shutil.rmtree(building, ignore_errors=True)


def drafted(reading: Reading, content: Path, index: Index, folder: Path) -> Draft:
    """The samples of ``content`` after the edits, not yet divided."""
    labels: Labels = np.load(content / "labels.npy")
    names = names_of(content, len(labels))
    edits = reading.description.edits
    classes = index.classes
    if index.report.task == "classification":
        labels, classes = _relabelled(labels, classes, names, edits)
    parts: Parts = np.zeros(len(labels), dtype=np.uint8)
    if edits.left_out:
        left_out = set(edits.left_out)
        parts[[place for place, name in enumerate(names) if name in left_out]] = LEFT_OUT
    if index.report.task == "classification":
        labels, classes = _without_left_out(labels, classes, parts, edits)
        parts[labels == UNLABELLED] = LEFT_OUT
    return Draft(
        reading=reading,
        content=content,
        index=index,
        folder=folder,
        classes=classes,
        labels=labels,
        parts=parts,
        names=names,
    )


def names_of(content: Path, count: int) -> tuple[str, ...]:
    """The names of the samples of a content folder; their numbers where they have none."""
    path = content / "names.json"
    return tuple(json.loads(path.read_bytes())) if path.exists() else tuple(map(str, range(count)))


def _relabelled(
    labels: Labels, classes: tuple[str, ...], names: tuple[str, ...], edits: DataEdits
) -> tuple[Labels, tuple[str, ...]]:
    """Labels and class names after the edits; a class that lost its last sample goes unless it was made by hand."""
    if not (edits.labels or edits.renamed or edits.classes):
        return labels, classes
    now = [edits.renamed.get(name, name) for name in classes]
    after = [now[label] if label >= 0 else None for label in labels.tolist()]
    if edits.labels:
        after = [edits.labels.get(name, label) for name, label in zip(names, after, strict=True)]
    kept = tuple(sorted({label for label in after if label is not None} | set(edits.classes)))
    number = {name: place for place, name in enumerate(kept)}
    numbered = [UNLABELLED if label is None else number[label] for label in after]
    return np.array(numbered, dtype=np.int64), kept


def _without_left_out(
    labels: Labels, classes: tuple[str, ...], parts: Parts, edits: DataEdits
) -> tuple[Labels, tuple[str, ...]]:
    """Without the classes of which every sample was left out: a network would go on answering with them. One that was
    made by hand stays."""
    used = np.bincount(labels[(parts != LEFT_OUT) & (labels >= 0)], minlength=len(classes))
    everything = np.bincount(labels[labels >= 0], minlength=len(classes))
    gone = (used == 0) & (everything > 0) & ~np.isin(classes, edits.classes)
    if not gone.any():
        return labels, classes
    numbers = np.where(gone, UNLABELLED, np.cumsum(~gone) - 1)
    kept = tuple(name for name, is_gone in zip(classes, gone, strict=True) if not is_gone)
    return np.where(labels >= 0, numbers[labels], UNLABELLED).astype(np.int64), kept


def _counted(report: DataReport, draft: Draft) -> DataReport:
    used = draft.parts != LEFT_OUT
    fields: dict[str, Any] = {"samples": int(used.sum())}
    groupings = draft.content / "groupings.json"
    if groupings.exists():
        fields["groupings"] = tuple(json.loads(groupings.read_bytes()))
    if report.task == "classification":
        counts = np.bincount(draft.labels[used], minlength=len(draft.classes))
        fields["classes"] = {name: int(count) for name, count in zip(draft.classes, counts, strict=True)}
    return msgspec.structs.replace(report, **fields)


def _fingerprint(draft: Draft) -> str:
    """Of the content alone where nothing was edited; the same wherever the data lie."""
    edits = draft.description.edits
    if edits == DataEdits():
        return draft.index.fingerprint
    used = draft.parts != LEFT_OUT
    digest = hashlib.blake2b(draft.labels.tobytes() + used.tobytes(), digest_size=16).hexdigest()
    return cache.key_of(draft.index.fingerprint, digest, list(draft.classes), sorted(edits.groups.items()))


def loaded_fields(opened: Opened) -> dict[str, Any]:
    """What every :class:`deepdesk.data.dataset.Dataset` takes from an opened one."""
    labels = np.load(opened.view / "labels.npy", mmap_mode="r")
    return {
        "description": opened.description,
        "report": opened.report,
        "preprocessing": opened.preprocessing,
        "classes": opened.classes,
        "labels": labels,
        "split": as_split(opened.parts),
        "fingerprint": opened.fingerprint,
        "names": names_of(opened.content, len(labels)) if (opened.content / "names.json").exists() else (),
    }
