"""Sequences in files of their own, in a folder for each class; folders for the parts may stand above them."""

from __future__ import annotations

import os
from collections import Counter
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Final

import numpy as np

from deepdesk.core.errors import DataError
from deepdesk.data.content import TEST, TRAIN, VALIDATION, Progress, Signature, StopAsked, check_stop
from deepdesk.data.sequences.columns import TIME_WORDS, is_word
from deepdesk.data.sequences.source import FoundSequences, numbered, tidied
from deepdesk.data.settings import SequenceSettings, TableSettings
from deepdesk.data.tables.reading import SUFFIXES, read_table
from deepdesk.data.tables.table import Table

PARTS: Final = {
    **dict.fromkeys(("train", "training"), TRAIN),
    **dict.fromkeys(("val", "valid", "validation", "dev"), VALIDATION),
    **dict.fromkeys(("test", "testing"), TEST),
}
_FILES: Final = 1_000_000
_DEPTH: Final = 8


@dataclass(frozen=True)
class FoundFiles:
    """Files of one sequence each: paths relative to ``root`` with ``/``, in code-point order."""

    root: Path
    paths: tuple[str, ...]
    signature: Signature


def is_split(names: set[str]) -> bool:
    """Whether folders of these names are parts, with the classes below."""
    lower = {name.lower() for name in names}
    return len(lower) > 1 and lower <= set(PARTS) and "train" in lower | {"train" if "training" in lower else ""}


def scan(root: Path, progress: Progress, stop_asked: StopAsked) -> FoundFiles:
    """All tables below ``root`` that lie in some folder (raises DataError: none, no permission, cancelled)."""
    found: list[tuple[str, int, int]] = []
    level: list[tuple[str, int]] = [("", 0)]
    seen: set[tuple[int, int]] = set()
    while level:
        check_stop(stop_asked)
        below, depth = level.pop()
        try:
            status = (root / below).stat()
            if (status.st_dev, status.st_ino) in seen:
                continue
            seen.add((status.st_dev, status.st_ino))
            with os.scandir(root / below) as entries:
                shown = [entry for entry in entries if not entry.name.startswith((".", "__MACOSX"))]
        except OSError as error:
            if not below:
                raise DataError("data.no_permission", path=str(root)) from error
            continue
        for entry in shown:
            name = f"{below}/{entry.name}" if below else entry.name
            if entry.is_dir():
                level += [(name, depth + 1)] if depth < _DEPTH else []
            elif below and PurePosixPath(entry.name).suffix.lower() in SUFFIXES and entry.is_file():
                status = entry.stat()
                found.append((name, status.st_size, status.st_mtime_ns))
        progress("data.sequences.progress.scanning", len(found), 0)
        if len(found) > _FILES:
            raise DataError("data.sequences.too_many_files", path=str(root), limit=_FILES)
    if not found:
        raise DataError("data.sequences.no_files", path=str(root))
    signature = tuple(sorted(found))
    return FoundFiles(root, tuple(name for name, _, _ in signature), signature)


def read_files(
    files: FoundFiles, settings: SequenceSettings, table: TableSettings, progress: Progress, stop_asked: StopAsked
) -> FoundSequences:
    """The sequence of each file; those whose columns differ from what most have are left out (raises DataError)."""
    split = is_split({name.split("/", 1)[0] for name in files.paths})
    found = FoundSequences(form="folders")
    tables: list[tuple[str, tuple[str, ...], int]] = []
    for number, name in enumerate(files.paths):
        check_stop(stop_asked)
        progress("data.sequences.progress.reading", number, len(files.paths))
        parts = name.split("/")
        if len(parts) < 2 + split:
            found.leave_out(name, "data.sequences.no_class")
            continue
        try:
            values, features = values_of(read_table(files.root / name, table), settings)
        except DataError as error:
            found.leave_out(name, error.code, **error.params)
            continue
        if not len(values):
            found.leave_out(name, "data.sequences.empty")
            continue
        found.values.append(values)
        found.labels.append(parts[1 if split else 0])
        found.names.append(name)
        if split:
            found.given.append(PARTS[parts[0].lower()])
        tables.append((name, features, len(found.values) - 1))
    _keep_usual(found, tables)
    return found


def values_of(table: Table, settings: SequenceSettings) -> tuple[np.ndarray, tuple[str, ...]]:
    """Float32 ``(steps, features)`` and the names of the features: all columns of numbers but that of the time
    (raises DataError: there is none)."""
    if settings.values:
        names = list(settings.values)
    else:
        times = {name for name in table.columns if is_word(name, TIME_WORDS)} if table.settings.header else set()
        numbers = [name for name in table.columns if table.holds[name] == "number"]
        names = [name for name in numbers if name not in {*times, settings.time}] or numbers
    if not names:
        known = ", ".join(table.columns[:20])
        raise DataError("data.sequences.no_values", path=str(table.path), known=known)
    matrix = np.stack([table.numbers(name) for name in names], axis=1)
    times_of = settings.time or next((name for name in table.columns if table.holds[name] == "time"), None)
    if times_of and table.holds.get(times_of) == "time":
        matrix = matrix[np.argsort(table.times(times_of), kind="stable")]
    return tidied(matrix), tuple(names) if table.settings.header else numbered(len(names))


def _keep_usual(found: FoundSequences, tables: list[tuple[str, tuple[str, ...], int]]) -> None:
    """Leaves out files with other columns than most have; the same columns in another order are put right."""
    if not tables:
        return
    usual = Counter(tuple(sorted(features)) for _, features, _ in tables).most_common(1)[0][0]
    order = next(features for _, features, _ in tables if tuple(sorted(features)) == usual)
    found.features = order
    keep = []
    for name, features, place in tables:
        if tuple(sorted(features)) != usual:
            found.leave_out(
                name, "data.sequences.other_columns", found=", ".join(features[:10]), expected=", ".join(order[:10])
            )
            continue
        if features != order:
            found.values[place] = found.values[place][:, [features.index(one) for one in order]]
        keep.append(place)
    for field in ("values", "labels", "names", "given"):
        every = getattr(found, field)
        if every:
            setattr(found, field, [every[place] for place in keep])
