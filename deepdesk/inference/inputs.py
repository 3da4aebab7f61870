"""What a person named as input, made into single files."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from deepdesk.data.images.decoding import SUFFIXES


def expanded(given: str) -> Iterator[str]:
    """``given`` itself, or, where it is a folder, its image files in code-point order of their paths, recursively.

    What a folder holds beside images, and hidden entries, are passed over; links to folders are not followed.
    The paths begin with ``given`` exactly as it was written.
    """
    try:
        is_folder = Path(given).is_dir()
    except (OSError, ValueError):
        is_folder = False
    if not is_folder:
        yield given
        return
    yield from sorted(_images(given))


def _images(folder: str) -> Iterator[str]:
    for place, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in names:
            if not name.startswith(".") and Path(name).suffix.lower() in SUFFIXES:
                # Not Path: it would rewrite what the person gave ("./a" to "a").
                yield os.path.join(place, name)  # noqa: PTH118
