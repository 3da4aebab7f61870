"""Fills a prepared folder from images that lie in arrays."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
from PIL import Image

from deepdesk.core.files import write_bytes
from deepdesk.data import cache
from deepdesk.data.content import TRAIN, ArrayContent, Progress, StopAsked, check_stop
from deepdesk.data.dataset import DataReport
from deepdesk.data.description import DatasetDescription
from deepdesk.data.images import report
from deepdesk.data.images.preprocessing import to_input
from deepdesk.data.preprocessing import ImagePreprocessing

THUMBNAIL_LIMIT: Final = 128
_BLOCK: Final = 4096
_BAD_KEPT: Final = 1000

Pixels = npt.NDArray[np.uint8]


def prepare_arrays(
    folder: Path,
    content: ArrayContent,
    description: DatasetDescription,
    name: str,
    progress: Progress,
    stop_asked: StopAsked,
) -> None:
    """Writes images, thumbnails, labels, given parts and the index.

    Raises:
        DataError: cancelled.
        StorageError, OSError: the disk is full or refuses.
    """
    preprocessing = _settled(content, description)
    count = len(content.labels)
    cache.check_room(folder, count * int(np.prod(preprocessing.shape)))
    digest = hashlib.blake2b(digest_size=16)
    with cache.ArrayWriter(folder / "images.npy", preprocessing.shape, digest.update) as writer:
        _write(writer, content.images, preprocessing, progress, stop_asked)
    _thumbnails(folder, content.images, preprocessing, stop_asked)
    np.save(folder / "labels.npy", content.labels)
    if content.given is not None:
        np.save(folder / "given.npy", content.given)
    if content.names:
        write_bytes(folder / "names.json", json.dumps(content.names, ensure_ascii=False).encode())
    cache.finish(folder, _index(content, preprocessing, name, digest.hexdigest()))


def _index(content: ArrayContent, preprocessing: ImagePreprocessing, name: str, digest: str) -> cache.Index:
    count, height, width, _ = content.images.shape
    return cache.Index(
        arrays=("labels.npy", "images.npy", "thumbnails.npy"),
        report=DataReport(
            kind="images",
            name=name,
            samples=count,
            classes=report.class_counts(content.labels, content.classes),
            shape=preprocessing.shape,
            sizes=((height, width, count),),
            bad=content.bad[:_BAD_KEPT],
            bad_count=len(content.bad),
            parts=report.part_counts(content.given),
        ),
        preprocessing=preprocessing,
        classes=content.classes,
        fingerprint=fingerprint(digest, content.labels, content.classes, preprocessing),
    )


def fingerprint(
    images: str, labels: npt.NDArray[np.int64], classes: tuple[str, ...], preprocessing: ImagePreprocessing
) -> str:
    """32 hex digits of the content and the preprocessing; the same wherever the data lie."""
    labels_digest = hashlib.blake2b(np.ascontiguousarray(labels).data, digest_size=16).hexdigest()
    return cache.key_of(images, labels_digest, list(classes), list(preprocessing.shape), preprocessing.resize)


def _settled(content: ArrayContent, description: DatasetDescription) -> ImagePreprocessing:
    _, height, width, channels = content.images.shape
    usual = report.network_size({(height, width): len(content.images)})
    training = content.images if content.given is None else content.images[content.given == TRAIN]
    chosen = description.channels or channels
    return ImagePreprocessing(
        height=description.height or usual[0],
        width=description.width or usual[1],
        channels=chosen,
        resize=description.resize,
        polarity=report.polarity_of(training) if chosen == 1 else None,
    )


def _write(
    writer: cache.ArrayWriter,
    images: Pixels,
    preprocessing: ImagePreprocessing,
    progress: Progress,
    stop_asked: StopAsked,
) -> None:
    for start in range(0, len(images), _BLOCK):
        check_stop(stop_asked)
        progress("data.progress.preparing", start, len(images))
        block = images[start : start + _BLOCK]
        writer.append(block if block.shape[1:] == preprocessing.shape else converted(block, preprocessing))
    progress("data.progress.preparing", len(images), len(images))


def converted(block: Pixels, preprocessing: ImagePreprocessing) -> Pixels:
    """Each image of uint8 ``(samples, height, width, 1 | 3)`` through the one path."""
    pictures = block[..., 0] if block.shape[-1] == 1 else block
    return np.stack([to_input(Image.fromarray(picture), preprocessing) for picture in pictures])


def _thumbnails(folder: Path, images: Pixels, preprocessing: ImagePreprocessing, stop_asked: StopAsked) -> None:
    height, width, channels = images.shape[1:]
    if images.shape[1:] == preprocessing.shape and max(height, width) <= THUMBNAIL_LIMIT:
        try:
            os.link(folder / "images.npy", folder / "thumbnails.npy")
        except OSError:  # a file system without links
            shutil.copyfile(folder / "images.npy", folder / "thumbnails.npy")
        return
    factor = min(1.0, THUMBNAIL_LIMIT / max(height, width))
    size = (max(1, round(height * factor)), max(1, round(width * factor)))
    small = ImagePreprocessing(height=size[0], width=size[1], channels=channels)
    with cache.ArrayWriter(folder / "thumbnails.npy", small.shape) as writer:
        _write(writer, images, small, lambda *_: None, stop_asked)
