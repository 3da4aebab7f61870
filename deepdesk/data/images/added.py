"""Images that a person dropped or pasted onto a class: files from anywhere, named by their absolute paths."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from deepdesk.data.content import TRAIN, ArrayContent, FileContent, StopAsked
from deepdesk.data.dataset import UNLABELLED, BadFile
from deepdesk.data.edits import AddedSample
from deepdesk.data.images.decoders import Decoders
from deepdesk.data.images.folders import shown
from deepdesk.data.preprocessing import ImagePreprocessing


def nothing() -> FileContent:
    """What a collection holds before anything is added to it."""
    return FileContent(
        root=Path(), paths=(), labels=np.zeros(0, dtype=np.int64), classes=(), given=None, bad=(), signature=()
    )


def with_added(content: FileContent, added: Sequence[AddedSample]) -> FileContent:
    """``content`` and the files that were added; a file that it holds already only gets the class."""
    if not added:
        return content
    names = (_name(content.classes, number) for number in content.labels.tolist())
    labels = dict(zip(content.paths, names, strict=True))
    parts = {} if content.given is None else dict(zip(content.paths, content.given.tolist(), strict=True))
    stamps = {entry[0]: entry for entry in content.signature}
    bad = list(content.bad)
    for sample in added:
        path = _known(sample.path, content.root, stamps)
        if path not in stamps:
            try:
                status = Path(path).stat()
            except (OSError, ValueError):
                bad.append(BadFile(path=shown(path), code="data.image.missing"))
                continue
            stamps[path] = (path, status.st_size, status.st_mtime_ns)
        labels[path] = sample.label
    paths = tuple(sorted(stamps))
    classes = tuple(sorted({name for name in labels.values() if name is not None}))
    number: dict[str | None, int] = {None: UNLABELLED, **{name: place for place, name in enumerate(classes)}}
    given = None if content.given is None else np.array([parts.get(path, TRAIN) for path in paths], dtype=np.uint8)
    return replace(
        content,
        paths=paths,
        labels=np.array([number[labels[path]] for path in paths], dtype=np.int64),
        classes=classes,
        given=given,
        bad=tuple(bad),
        signature=tuple(stamps[path] for path in paths),
    )


def _name(classes: tuple[str, ...], number: int) -> str | None:
    return classes[number] if number >= 0 else None


def _known(path: str, root: Path, stamps: dict[str, tuple[str, int, int]]) -> str:
    """The name of the file within the content where it is there already, else the absolute path."""
    try:
        below = Path(path).relative_to(root).as_posix()
    except ValueError:
        return path
    return below if below in stamps else path


def arrays_with_added(content: ArrayContent, added: Sequence[AddedSample], stop_asked: StopAsked) -> ArrayContent:
    """Images of arrays and the files that were added, brought to the size of the arrays (raises DataError)."""
    if not added:
        return content
    height, width, channels = content.images.shape[1:]
    wanted = ImagePreprocessing(height=height, width=width, channels=channels)
    options = {"preprocessing": {"height": height, "width": width, "channels": channels}}
    with Decoders(len(added)) as decoders:
        found = decoders.run("pixels", options, [os.fsencode(item.path) for item in added], stop_asked=stop_asked)
    bad = [
        BadFile(path=shown(item.path), code=result["code"], params=result["params"])
        for item, result in zip(added, found, strict=True)
        if isinstance(result, dict)
    ]
    good = [(item, result[0]) for item, result in zip(added, found, strict=True) if not isinstance(result, dict)]
    pixels = [np.frombuffer(packed, dtype=np.uint8).reshape(wanted.shape) for _, packed in good]
    before = [_name(content.classes, number) for number in content.labels.tolist()]
    classes = tuple(sorted({*content.classes, *(item.label for item, _ in good)}))
    number: dict[str | None, int] = {None: UNLABELLED, **{name: place for place, name in enumerate(classes)}}
    labels = [number[name] for name in (*before, *(item.label for item, _ in good))]
    given = content.given
    if given is not None:
        given = np.concatenate([given, np.full(len(good), TRAIN, dtype=np.uint8)])
    return ArrayContent(
        images=np.concatenate([content.images, np.stack(pixels)]) if pixels else content.images,
        labels=np.array(labels, dtype=np.int64),
        classes=classes,
        given=given,
        bad=(*content.bad, *bad),
        names=(*map(str, range(len(content.labels))), *(shown(item.path) for item, _ in good)),
    )
