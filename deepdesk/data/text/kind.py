"""Texts as a kind of data (see :class:`deepdesk.data.kinds.DataKind`)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from deepdesk.data import cache
from deepdesk.data.content import check_stop
from deepdesk.data.dataset import Dataset
from deepdesk.data.description import DatasetDescription
from deepdesk.data.dividing import by_class
from deepdesk.data.kinds import Draft, Fitted, Opened, Parts, Reading
from deepdesk.data.text import fitting, folders
from deepdesk.data.text.dataset import TextDataset
from deepdesk.data.text.recognising import recognised
from deepdesk.data.text.source import FoundTexts
from deepdesk.data.text.storing import store
from deepdesk.data.text.tables import read_texts
from deepdesk.data.view import loaded_fields

__all__ = ["divide", "fit", "load", "read", "recognised", "view_settings"]

_RULES = 2
"""Goes up when texts are read by other rules: content of earlier ones is then read anew."""


def read(reading: Reading) -> Path:
    """See :meth:`deepdesk.data.kinds.DataKind.read`."""
    description = reading.description
    fitting.check_settings(description.text)
    path = reading.path
    if path.is_dir():
        scanned = folders.scan(path, reading.progress, reading.stop_asked)
        key = cache.key_of("text", _RULES, str(path), scanned.signature, description.table.encoding)
    else:
        status = fitting.file_status(path)
        columns = [description.text.text, description.text.label]
        settings = [msgspec.to_builtins(description.table), columns]
        key = cache.key_of("text", _RULES, str(path), status.st_size, status.st_mtime_ns, settings)
    found = cache.find(reading.cache, key)
    if found:
        return found
    check_stop(reading.stop_asked)
    texts = (
        folders.read_folder(scanned, description.table.encoding, reading.progress, reading.stop_asked)
        if path.is_dir()
        else _table(reading)
    )
    with cache.building(reading.cache, key) as folder:
        store(folder, texts, reading.name)
    return cache.folder_of(reading.cache, key)


def _table(reading: Reading) -> FoundTexts:
    reading.progress("data.text.progress.reading", 0, 0)
    return read_texts(reading.path, reading.description, reading.stop_asked)


def view_settings(description: DatasetDescription) -> Any:
    """How texts become numbers; the columns are a matter of reading."""
    settings = msgspec.structs.replace(description.text, text=None, label=None)
    return [fitting.RULES, msgspec.to_builtins(settings)]


def divide(draft: Draft) -> Parts:
    """By class, at random, texts that are alike on one side."""
    return by_class(draft)


def fit(draft: Draft) -> Fitted:
    """Trains the tokenizer on the training part, or takes the model's own."""
    return fitting.fit(draft)


def load(opened: Opened) -> Dataset:
    """The token numbers, memory-mapped."""
    tokens = np.load(opened.view / fitting.TOKENS, mmap_mode="r")
    return TextDataset(**loaded_fields(opened), tokens=tokens)
