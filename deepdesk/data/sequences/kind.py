"""Sequences as a kind of data (see :class:`deepdesk.data.kinds.DataKind`)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from deepdesk.core.errors import DataError
from deepdesk.data import cache
from deepdesk.data.content import check_stop
from deepdesk.data.dataset import Dataset
from deepdesk.data.description import DatasetDescription
from deepdesk.data.dividing import by_class
from deepdesk.data.glance import glance
from deepdesk.data.kinds import Draft, Fitted, Opened, Parts, Reading
from deepdesk.data.sequences import fitting, folders, pairs
from deepdesk.data.sequences.any_file import read_any
from deepdesk.data.sequences.dataset import SequenceDataset
from deepdesk.data.sequences.recognising import recognised
from deepdesk.data.sequences.source import FoundSequences
from deepdesk.data.sequences.storing import store
from deepdesk.data.view import loaded_fields

__all__ = ["divide", "fit", "load", "read", "recognised", "view_settings"]

_RULES = 1
"""Goes up when sequences are read by other rules: content of earlier ones is then read anew."""


def read(reading: Reading) -> Path:
    """See :meth:`deepdesk.data.kinds.DataKind.read`."""
    description = reading.description
    fitting.check_settings(description.sequences)
    parts, files = _source(reading)
    columns = msgspec.structs.replace(description.sequences, steps=None, longer="cut_end", scaling="standard")
    signature = files.signature if files else _signature(parts)
    settings = [msgspec.to_builtins(columns), msgspec.to_builtins(description.table)]
    key = cache.key_of("sequences", _RULES, str(reading.path), signature, settings)
    found = cache.find(reading.cache, key)
    if found:
        return found
    check_stop(reading.stop_asked)
    sequences = (
        folders.read_files(files, description.sequences, description.table, reading.progress, reading.stop_asked)
        if files
        else _read_parts(parts, reading)
    )
    with cache.building(reading.cache, key) as folder:
        store(folder, sequences, reading.path, reading.name)
    return cache.folder_of(reading.cache, key)


def _source(reading: Reading) -> tuple[pairs.Parts, folders.FoundFiles | None]:
    """The file with its partners, or the files in class folders."""
    path = reading.path
    found = glance(path)
    if not found.is_folder:
        return pairs.with_partners(path), None
    parts = pairs.of_folder(path, found.names)
    if parts is not None:
        return parts, None
    direct = [name for name in found.names if "/" not in name and Path(name).suffix.lower() == ".ts"]
    if len(direct) == 1:
        return pairs.with_partners(path / direct[0]), None
    return pairs.Parts(()), folders.scan(path, reading.progress, reading.stop_asked)


def _signature(parts: pairs.Parts) -> list[list[Any]]:
    found = []
    for path, part in parts.files:
        try:
            status = path.stat()
        except PermissionError as error:
            raise DataError("data.no_permission", path=str(path)) from error
        except (OSError, ValueError) as error:
            raise DataError("data.missing", path=str(path)) from error
        found.append([path.name, status.st_size, status.st_mtime_ns, part])
    return found


def _read_parts(parts: pairs.Parts, reading: Reading) -> FoundSequences:
    description = reading.description
    whole: FoundSequences | None = None
    for number, (path, part) in enumerate(parts.files):
        reading.progress("data.sequences.progress.reading", number, len(parts.files))
        name = path.name if len(parts.files) > 1 else path.stem
        found = read_any(path, name, description.sequences, description.table, reading.stop_asked)
        check_stop(reading.stop_asked)
        if whole is None:
            whole = found
            whole.given = [] if part is None else [part] * len(found.values)
        else:
            whole.extend(found, part)
    if whole is None:
        raise DataError("data.no_samples", path=str(reading.path))
    return whole


def view_settings(description: DatasetDescription) -> Any:
    """Length and scaling; the columns are a matter of reading."""
    settings = description.sequences
    return [fitting.RULES, settings.steps, settings.longer, settings.scaling]


def divide(draft: Draft) -> Parts:
    """By class, at random, where the data bring no parts."""
    return by_class(draft)


def fit(draft: Draft) -> Fitted:
    """Fits length and scaling on the training part, or takes the model's own."""
    return fitting.fit(draft)


def load(opened: Opened) -> Dataset:
    """The sequences, memory-mapped."""
    return SequenceDataset(**loaded_fields(opened), inputs=np.load(opened.view / fitting.INPUTS, mmap_mode="r"))
