"""What a reader finds in a source, before sizes and split are settled."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from deepdesk.core.errors import DataError
from deepdesk.data.dataset import BadFile

Progress = Callable[[str, int, int], None]
"""``progress(code, done, total)``: the sentence ``code`` says what is being done; ``total`` 0 means not known."""
StopAsked = Callable[[], bool]

TRAIN: Final = 0
VALIDATION: Final = 1
TEST: Final = 2

Signature = tuple[tuple[str, int, int], ...]
"""Name, size in bytes and time of change in nanoseconds of every file that a data set is made of."""


@dataclass(frozen=True)
class ArrayContent:
    """Images that lie in arrays.

    Attributes:
        images: uint8 ``(samples, height, width, 1 | 3)``.
        labels: int64 ``(samples,)``, numbers of ``classes``.
        classes: names in code-point order.
        given: uint8 ``(samples,)``, the part that each sample came in, or ``None`` where the source has no parts.
        bad: samples that were left out.
        names: of the samples; empty where they are only numbers.
    """

    images: npt.NDArray[np.uint8]
    labels: npt.NDArray[np.int64]
    classes: tuple[str, ...]
    given: npt.NDArray[np.uint8] | None
    bad: tuple[BadFile, ...] = ()
    names: tuple[str, ...] = ()


@dataclass(frozen=True)
class FileContent:
    """Images that lie in files: paths relative to ``root``, or absolute; labels may be ``UNLABELLED``; ``signature``
    has an entry for each path; the rest as :class:`ArrayContent`."""

    root: Path
    paths: tuple[str, ...]
    labels: npt.NDArray[np.int64]
    classes: tuple[str, ...]
    given: npt.NDArray[np.uint8] | None
    bad: tuple[BadFile, ...]
    signature: Signature


def named_classes(
    values: npt.NDArray[np.generic] | list[str], *, path: str
) -> tuple[npt.NDArray[np.int64], tuple[str, ...]]:
    """Labels as numbers of the class names, and the names in code-point order.

    Raises:
        DataError: there are more than 10,000 classes.
    """
    kinds, inverse = np.unique(np.asarray(values), return_inverse=True)
    if len(kinds) > 10_000:
        raise DataError("data.too_many_classes", path=path, found=len(kinds))
    names = [str(kind) for kind in kinds.tolist()]
    order = sorted(range(len(names)), key=names.__getitem__)
    place = np.empty(len(names), dtype=np.int64)
    place[order] = np.arange(len(names))
    return place[inverse.reshape(-1)], tuple(names[number] for number in order)


def check_stop(stop_asked: StopAsked) -> None:
    """Ends the work when the person has cancelled it (raises DataError ``data.cancelled``)."""
    if stop_asked():
        raise DataError("data.cancelled")
