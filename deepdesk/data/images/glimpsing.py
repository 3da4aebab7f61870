"""The first thumbnails of a folder that is still being scanned: a few files of every class, decoded roughly."""

from __future__ import annotations

import itertools
import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from deepdesk.core.errors import DataError
from deepdesk.data.glimpse import Glimpse
from deepdesk.data.images.decoders import Decoders
from deepdesk.data.images.folders import class_folders, is_image, shown

COUNT: Final = 200
SIDE: Final = 96
_FIRST: Final = 24
PREPARED_WAIT: Final = 1.0
"""Seconds: a source that was prepared before is mostly open by then and needs no glimpse."""
_CLASSES: Final = 100
_HEAD_START: Final = 0.6
"""Seconds that the scan lets the first glimpse go ahead: both want the interpreter, and pictures are waited for."""


class Glimpsing:
    """Looks at a folder beside the scan, on a thread of its own; a context that ends it.

    Args:
        root: the folder.
        tell: called with every glimpse, each holding what the one before held and more.
        wait: seconds before it begins.
    """

    def __init__(self, root: Path, tell: Callable[[Glimpse], None] | None, *, wait: float = 0.0) -> None:
        self._root = root
        self._wait = wait
        self._tell = tell
        self._ended = threading.Event()
        self._shown = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)

    def __enter__(self) -> Glimpsing:
        if self._tell is not None:
            self._thread.start()
            if not self._wait:
                self._shown.wait(_HEAD_START)
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        if self._thread.is_alive():
            self._thread.join()

    def _look(self) -> None:
        if self._ended.wait(self._wait):
            return
        try:
            chosen = first_files(self._root)
            if chosen:
                self._decode(chosen)
        except (DataError, OSError):
            return  # the scan will say why
        finally:
            self._shown.set()

    def _decode(self, chosen: list[tuple[str, str | None]]) -> None:
        wanted = {"height": SIDE, "width": SIDE, "channels": 3}
        classes = tuple(sorted({label for _, label in chosen if label is not None}))
        number = {name: place for place, name in enumerate(classes)}
        names: list[str] = []
        labels: list[int] = []
        pixels: list[bytes] = []
        proportions: list[float] = []
        # One process: a second would take longer to start than the first needs for all.
        with Decoders(1) as decoders:
            for part in (chosen[:_FIRST], chosen[_FIRST:]):
                items = [os.fsencode(self._root / path) for path, _ in part]
                options = {"preprocessing": wanted}
                found = decoders.run("pixels", options, items, stop_asked=self._ended.is_set, batch=4)
                for (path, label), result in zip(part, found, strict=True):
                    if not isinstance(result, dict):
                        names.append(shown(path))
                        labels.append(-1 if label is None else number[label])
                        pixels.append(result[0])
                        proportions.append(result[1] / result[2])
                if names and self._tell is not None:
                    self._tell(
                        Glimpse(
                            names=tuple(names),
                            labels=tuple(labels),
                            classes=classes,
                            side=SIDE,
                            thumbnails=b"".join(pixels),
                            proportions=tuple(proportions),
                        )
                    )
                    self._shown.set()


def first_files(root: Path) -> list[tuple[str, str | None]]:
    """Up to :data:`COUNT` images below ``root``, by turns from each class, with their classes (raises DataError)."""
    folders = class_folders(root)[:_CLASSES]
    each = max(1, -(-COUNT // max(1, len(folders))))
    found = [[(path, label) for path in itertools.islice(_images(root, folder, 3), each)] for label, folder in folders]
    turns = itertools.zip_longest(*found)
    return [one for turn in turns for one in turn if one is not None][:COUNT]


def _images(root: Path, folder: Path, depth: int) -> Iterator[str]:
    """Paths of images as the system lists them, without waiting for the whole listing."""
    below: list[str] = []
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.name.startswith("."):
                    continue
                if is_image(entry.name) and entry.is_file():
                    yield entry.path[len(str(root)) :].lstrip(os.sep).replace(os.sep, "/")
                elif depth and len(below) < _CLASSES and entry.is_dir():
                    below.append(entry.path)
    except OSError:
        return
    for path in sorted(below):
        yield from _images(root, Path(path), depth - 1)
