"""Size and colours of the network's input for images of many sizes, from the headers of some of them."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import Final

from deepdesk.core.errors import DataError
from deepdesk.data.content import FileContent, Progress, StopAsked
from deepdesk.data.description import DatasetDescription
from deepdesk.data.images import report
from deepdesk.data.images.decoders import Decoders
from deepdesk.data.images.folders import shown
from deepdesk.data.preprocessing import ImagePreprocessing

MEASURED: Final = 500
"""Of more files, so many are measured, evenly spread."""
_LOOKED_AT: Final = 32
_BATCH: Final = 64

Measured = tuple[int, int, bool]
"""Upright height and width, and whether colour is possible."""


def settled(
    decoders: Decoders,
    content: FileContent,
    description: DatasetDescription,
    known: Mapping[str, Measured],
    reporting: tuple[Progress, StopAsked],
) -> ImagePreprocessing:
    """The size and the channels that the description asks for, or that the images suggest.

    Args:
        decoders: what opens the files.
        content: the files.
        description: what was asked for.
        known: sizes of files that were read before, by path.
        reporting: whom to tell, whom to ask whether to stop.

    Raises:
        DataError: none of the files can be read, cancelled.
    """
    chosen = _spread(content.paths, MEASURED)
    sizes = _measure(decoders, content, chosen, known, reporting) if chosen else {}
    height, width = (report.VARIED_LIMIT, report.VARIED_LIMIT)
    if sizes:
        height, width = report.network_size(report.counted(size[:2] for size in sizes.values()))
    channels = description.channels
    if channels is None:
        channels = _channels(decoders, content, sizes, reporting[1])
    return ImagePreprocessing(
        height=description.height or height,
        width=description.width or width,
        channels=channels,
        resize=description.resize,
    )


def _spread(paths: Sequence[str], count: int) -> list[str]:
    if len(paths) <= count:
        return list(paths)
    return [paths[number * len(paths) // count] for number in range(count)]


def _measure(
    decoders: Decoders,
    content: FileContent,
    chosen: Sequence[str],
    known: Mapping[str, Measured],
    reporting: tuple[Progress, StopAsked],
) -> dict[str, Measured]:
    progress, stop_asked = reporting
    unknown = [path for path in chosen if path not in known]
    found = decoders.run(
        "measure",
        {},
        [full_path(content, path) for path in unknown],
        stop_asked=stop_asked,
        done=lambda count: progress("data.progress.measuring", count, len(unknown)),
        batch=_BATCH,
    )
    sizes = {path: known[path] for path in chosen if path in known}
    for path, result in zip(unknown, found, strict=True):
        if not isinstance(result, dict):
            sizes[path] = (result[0], result[1], result[2])
    if not sizes and len(chosen) == len(content.paths):
        raise all_unreadable(content, found[0]["code"])
    return sizes


def _channels(decoders: Decoders, content: FileContent, sizes: Mapping[str, Measured], stop_asked: StopAsked) -> int:
    if not sizes:
        return 3
    coloured = [path for path, size in sizes.items() if size[2]]
    looked_at = coloured[:: max(1, len(coloured) // _LOOKED_AT)]
    found = decoders.run("grey", {}, [full_path(content, path) for path in looked_at], stop_asked=stop_asked, batch=8)
    return 1 if all(isinstance(result, dict) or result[0] for result in found) else 3


def full_path(content: FileContent, path: str) -> bytes:
    """Where a file of the content lies, as the system writes it."""
    return os.fsencode(content.root / path)


def all_unreadable(content: FileContent, why: str) -> DataError:
    """What to say when no file can be used."""
    first = shown(content.paths[0])
    return DataError("data.all_unreadable", path=str(content.root), count=len(content.paths), first=first, why=why)
