"""What a person named as input, made into single files."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Final

from deepdesk.data.images.decoding import SUFFIXES

_TABLES: Final = frozenset({".csv", ".tsv", ".xlsx", ".xls", ".parquet", ".jsonl"})
SUFFIXES_OF: Final[Mapping[str, Collection[str]]] = MappingProxyType(
    {
        "images": SUFFIXES,
        "segmentation": SUFFIXES,
        "audio": frozenset({".wav", ".flac", ".ogg", ".mp3", ".oga", ".aif", ".aiff"}),
        "text": frozenset({".txt", *_TABLES}),
        "sequences": frozenset({".ts", ".txt", *_TABLES}),
        "forecasting": _TABLES,
    }
)
"""By the kind of data: which files of a folder are inputs, by their suffix in lower case."""


def expanded(given: str, kind: str = "images") -> Iterator[str]:
    """``given`` itself, or, where it is a folder, its files of that kind in code-point order, recursively.

    What a folder holds beside such files, and hidden entries, are passed over; links to folders are not followed.
    The paths begin with ``given`` exactly as it was written.
    """
    try:
        is_folder = Path(given).is_dir()
    except (OSError, ValueError):
        is_folder = False
    if not is_folder:
        yield given
        return
    yield from sorted(_files(given, SUFFIXES_OF[kind]))


def files_in(given: Sequence[str], kind: str) -> list[tuple[str, list[str]]]:
    """What was named, each with its files (see :func:`expanded`)."""
    return [(path, list(expanded(path, kind))) for path in given]


def is_path(given: str) -> bool:
    """Whether there is something at that path, or it is a word that ends as names of text files and tables do: a
    mistyped name is to be missed, not answered as a text."""
    try:
        if os.path.lexists(given):
            return True
    except ValueError:
        return False
    return Path(given).suffix.lower() in SUFFIXES_OF["text"] and not any(map(str.isspace, given))


def _files(folder: str, suffixes: Collection[str]) -> Iterator[str]:
    for place, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in names:
            if not name.startswith(".") and Path(name).suffix.lower() in suffixes:
                # Not Path: it would rewrite what the person gave ("./a" to "a").
                yield os.path.join(place, name)  # noqa: PTH118
