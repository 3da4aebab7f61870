"""An opened data set: what the report, the window and the training loop read."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

import msgspec

from deepdesk.data.description import DatasetDescription, ImagePreprocessing

# The window reads this page for its messages; numpy must not hold up its first paint.
if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

Part = Literal["train", "validation", "test", "all"]
Indices: TypeAlias = "npt.NDArray[np.int64]"
PART_NAMES: Final = ("train", "validation", "test")


class BadFile(msgspec.Struct, frozen=True, kw_only=True):
    """A file that was left out: its path as found, and a catalogue code with figures that says why."""

    path: str
    code: str
    params: dict[str, str | int | float] = {}


class DataReport(msgspec.Struct, frozen=True, kw_only=True):
    """What was found in a source.

    Attributes:
        kind: ``images``.
        name: a short name for people (folder or sample name).
        samples: how many usable samples there are.
        classes: samples by class name, in class order.
        shape: ``[height, width, channels]`` of the network's input.
        sizes: image sizes found, ``(height, width, count)``, the most frequent first, at most 20.
        bad: files left out.
        bad_count: how many in all (``bad`` keeps at most 1,000).
        duplicates: groups of paths with identical content (may stay empty in this version).
        parts: how many samples came in parts of their own (``train``, ``validation``, ``test``), empty if none.
    """

    kind: str
    name: str
    samples: int
    classes: dict[str, int]
    shape: tuple[int, int, int]
    sizes: tuple[tuple[int, int, int], ...] = ()
    bad: tuple[BadFile, ...] = ()
    bad_count: int = 0
    duplicates: tuple[tuple[str, ...], ...] = ()
    parts: dict[str, int] = {}


@dataclass(frozen=True)
class Split:
    """Sample numbers of the three parts, int64, disjoint, each in ascending order."""

    train: Indices
    validation: Indices
    test: Indices

    def part(self, name: Part) -> Indices:
        """The sample numbers of one part, or of all."""
        import numpy as np

        if name == "all":
            return np.sort(np.concatenate([self.train, self.validation, self.test]))
        chosen: Indices = getattr(self, name)
        return chosen


@dataclass(frozen=True)
class Dataset:
    """Images ready for training.

    Attributes:
        description: what was asked for.
        report: what was found.
        preprocessing: how an image becomes the network's input, with nothing left open.
        classes: class names in code-point order (numbers of ``labels``).
        images: uint8 ``(samples, height, width, channels)``, possibly memory-mapped, already at the network's size.
        labels: int64 ``(samples,)``.
        split: train, validation and test sample numbers.
        fingerprint: hex digest of the content and the preprocessing.
    """

    description: DatasetDescription
    report: DataReport
    preprocessing: ImagePreprocessing
    classes: tuple[str, ...]
    images: npt.NDArray[np.uint8]
    labels: npt.NDArray[np.int64]
    split: Split
    fingerprint: str
    names: tuple[str, ...] = field(default=())

    @property
    def input_shape(self) -> tuple[int, ...]:
        """``(height, width, channels)`` of one sample."""
        return tuple(self.preprocessing.shape)

    def targets(self, indices: Indices) -> npt.NDArray[np.int64]:
        """Class numbers ``(len(indices),)`` of these samples."""
        return self.labels[indices]

    def batch(self, indices: Indices) -> npt.NDArray[np.float32]:
        """Network input float32 ``(len(indices), height, width, channels)`` of these samples."""
        from deepdesk.data.normalization import normalized

        return normalized(self.images[indices], self.preprocessing)
