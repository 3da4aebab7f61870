"""Arrays in one ``.npz`` file, such as Keras' ``mnist.npz``; nothing in it is ever executed."""

from __future__ import annotations

import errno
import zipfile
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from deepdesk.core.errors import DataError
from deepdesk.data.content import TEST, TRAIN, VALIDATION, ArrayContent, named_classes
from deepdesk.data.dataset import BadFile

SIZE_LIMIT: Final = 4 * 1024**3
"""Bytes of all arrays together, unpacked."""

# Images and labels of each part, under the names that are found in the wild.
_PAIRS: Final[Mapping[int, tuple[tuple[str, str], ...]]] = MappingProxyType(
    {
        TRAIN: (("x_train", "y_train"), ("train_images", "train_labels"), ("X_train", "y_train")),
        VALIDATION: (("x_val", "y_val"), ("x_valid", "y_valid"), ("val_images", "val_labels"), ("X_val", "y_val")),
        TEST: (("x_test", "y_test"), ("test_images", "test_labels"), ("X_test", "y_test")),
    }
)
_SINGLE: Final = (("x", "y"), ("X", "y"), ("images", "labels"), ("data", "target"), ("images", "target"))


def read_npz(path: Path) -> ArrayContent:
    """All samples of the file; ``given`` tells the parts where there are several.

    Images: ``(samples, height, width)`` or ``(samples, height, width, 1 | 3)`` of bytes, or of numbers that are brought
    to 0–255 (0–1 is multiplied by 255); images that hold values that
    are no numbers are listed and left out. Labels: numbers or texts ``(samples,)``, or one-hot ``(samples, classes)``.

    Raises:
        DataError: no such arrays, another shape, Python objects inside, too large, damaged.
        OSError: the file cannot be opened.
    """
    arrays = _arrays(path)
    parts = [(part, pair) for part, pairs in _PAIRS.items() for pair in pairs[:] if set(pair) <= set(arrays)]
    if not parts:
        parts = [(TRAIN, pair) for pair in _SINGLE if set(pair) <= set(arrays)][:1]
    if not parts:
        raise DataError("data.npz.no_pair", path=str(path), found=", ".join(sorted(arrays)) or "-")
    images = [_images(arrays[pair[0]], pair[0], path) for _, pair in parts]
    labels = [_labels(arrays[pair[1]]) for _, pair in parts]
    _check(parts, images, labels, path)
    finite = [_finite(arrays[pair[0]]) for _, pair in parts]
    bad = tuple(
        BadFile(path=f"{pair[0]}[{place}]", code="data.image.not_finite")
        for (_, pair), good in zip(parts, finite, strict=True)
        for place in np.flatnonzero(~good).tolist()
    )
    if bad:
        images = [pictures[good] for pictures, good in zip(images, finite, strict=True)]
        labels = [values[good] for values, good in zip(labels, finite, strict=True)]
        if not sum(map(len, labels)):
            raise DataError("data.no_samples", path=str(path))
    numbers, classes = named_classes(np.concatenate(labels), path=str(path))
    given = None
    if len(parts) > 1:
        given = np.repeat(np.array([part for part, _ in parts], dtype=np.uint8), [len(part) for part in images])
    return ArrayContent(images=np.concatenate(images), labels=numbers, classes=classes, given=given, bad=bad)


def _check(
    parts: list[tuple[int, tuple[str, str]]],
    images: list[npt.NDArray[np.uint8]],
    labels: list[npt.NDArray[Any]],
    path: Path,
) -> None:
    for (_, pair), pictures, numbers in zip(parts, images, labels, strict=True):
        if numbers.ndim != 1 or len(pictures) != len(numbers):
            raise DataError(
                "data.counts_differ",
                path=str(path),
                images=len(pictures),
                labels=len(numbers),
                images_name=pair[0],
                labels_name=pair[1],
            )
        if pictures.shape[1:] != images[0].shape[1:]:
            raise DataError(
                "data.sizes_differ",
                path=str(path),
                train=" × ".join(map(str, images[0].shape[1:])),
                test=" × ".join(map(str, pictures.shape[1:])),
            )


def _arrays(path: Path) -> Mapping[str, npt.NDArray[Any]]:
    if path.stat().st_size == 0:
        raise DataError("data.file_empty", path=str(path))
    try:
        with zipfile.ZipFile(path) as archive:
            if sum(member.file_size for member in archive.infolist()) > SIZE_LIMIT:
                raise DataError("data.file_too_large", path=str(path), limit=SIZE_LIMIT // 1024**3)
            return {
                member.filename.removesuffix(".npy"): _array(archive, member, path)
                for member in archive.infolist()
                if member.filename.endswith(".npy")
            }
    except DataError:
        raise
    except Exception as error:
        # A damaged archive makes its readers raise almost anything; what the disk refuses is another matter.
        if isinstance(error, OSError) and error.errno != errno.EINVAL:
            raise
        raise DataError("data.npz.damaged", path=str(path), reason=str(error) or type(error).__name__) from error


def _array(archive: zipfile.ZipFile, member: zipfile.ZipInfo, path: Path) -> npt.NDArray[Any]:
    """One array; its header must agree with the size that the archive states before anything is allocated."""
    with archive.open(member) as stream:
        version = np.lib.format.read_magic(stream)
        reader = np.lib.format.read_array_header_1_0 if version == (1, 0) else np.lib.format.read_array_header_2_0
        shape, _, dtype = reader(stream)
        if dtype.hasobject:
            raise DataError("data.npz.objects", path=str(path), name=member.filename)
        count = 1
        for side in shape:
            count *= side
        if count * dtype.itemsize > member.file_size:
            raise DataError("data.npz.header", path=str(path), name=member.filename)
    with archive.open(member) as stream:
        found: npt.NDArray[Any] = np.lib.format.read_array(stream, allow_pickle=False)
        return found


def _images(values: npt.NDArray[Any], name: str, path: Path) -> npt.NDArray[np.uint8]:
    shaped = values[..., np.newaxis] if values.ndim == 3 else values
    if shaped.ndim != 4 or shaped.shape[-1] not in {1, 3} or 0 in shaped.shape or values.dtype.kind not in "uifb":
        raise DataError("data.npz.shape", path=str(path), name=name, found=f"{values.dtype} {list(values.shape)}")
    if shaped.dtype == np.uint8:
        return shaped
    numbers = np.nan_to_num(shaped.astype(np.float32), posinf=0.0, neginf=0.0)
    low, high = float(numbers.min()), float(numbers.max())
    if low >= 0:
        low, high = 0.0, next((limit for limit in (1.0, 255.0, 65535.0) if high <= limit), high)
    return np.asarray(np.rint((numbers - low) * (255 / ((high - low) or 1.0))), dtype=np.uint8)


def _finite(values: npt.NDArray[Any]) -> npt.NDArray[np.bool_]:
    """Which images hold numbers only."""
    if values.dtype.kind != "f":
        return np.ones(len(values), dtype=np.bool_)
    found: npt.NDArray[np.bool_] = np.isfinite(values.reshape(len(values), -1)).all(axis=1)
    return found


def _labels(values: npt.NDArray[Any]) -> npt.NDArray[Any]:
    if values.ndim == 2 and values.shape[1] > 1:
        one_hot: npt.NDArray[np.int64] = values.argmax(axis=1)
        return one_hot
    return values.reshape(-1) if values.ndim == 2 else values
