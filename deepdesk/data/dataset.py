"""An opened data set: what the report, the window and the training loop read."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

import msgspec

from deepdesk.data.description import DatasetDescription
from deepdesk.data.details import Details
from deepdesk.data.findings import DataFinding
from deepdesk.data.preprocessing import ImagePreprocessing, Preprocessing

# The window reads this page for its messages; numpy must not hold up its first paint.
if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

Part = Literal["train", "validation", "test", "all"]
Indices: TypeAlias = "npt.NDArray[np.int64]"
Floats: TypeAlias = "npt.NDArray[np.float32]"
Targets: TypeAlias = "npt.NDArray[np.int64] | npt.NDArray[np.float32]"
PART_NAMES: Final = ("train", "validation", "test")
LEFT_OUT: Final = 3
"""The part number of a sample that is neither learnt nor judged."""
UNLABELLED: Final = -1
"""The label of a sample that has no class, and of a pixel that is ignored."""

DataTask = Literal["classification", "segmentation", "forecasting"]


class BadFile(msgspec.Struct, frozen=True, kw_only=True):
    """A file that was left out: its path as found, and a catalogue code with figures that says why."""

    path: str
    code: str
    params: dict[str, str | int | float] = {}


class DataReport(msgspec.Struct, frozen=True, kw_only=True):
    """What was found in a source.

    Attributes:
        kind: ``images``, ``forecasting``, ``sequences``, ``text``, ``audio`` or ``segmentation``.
        task: what a network is to learn of it.
        name: a short name for people (folder or sample name).
        samples: how many usable samples there are.
        classes: samples (of masks: pixels) by class name, in class order; empty for a forecast.
        shape: of the network's input, without the batch: ``[height, width, channels]``, ``[steps, features]``,
            ``[steps]``.
        target_shape: of what is to come out where that is no class: ``[horizon]``, ``[height, width]``.
        vocabulary: how many token numbers there are, where the input is text.
        sizes: image sizes found, ``(height, width, count)``, the most frequent first, at most 20.
        bad: files left out.
        bad_count: how many in all (``bad`` keeps at most 1,000).
        duplicates: groups of samples with identical content, at most 1,000.
        groupings: fields that samples can be kept together by, beside ``folder``.
        parts: how many samples came in parts of their own (``train``, ``validation``, ``test``), empty if none.
        details: what else is known, by kind.
        findings: what is worth a look, the gravest first.
    """

    kind: str
    name: str
    samples: int
    classes: dict[str, int]
    shape: tuple[int | None, ...]
    task: DataTask = "classification"
    target_shape: tuple[int, ...] = ()
    vocabulary: int | None = None
    sizes: tuple[tuple[int, int, int], ...] = ()
    bad: tuple[BadFile, ...] = ()
    bad_count: int = 0
    duplicates: tuple[tuple[str, ...], ...] = ()
    groupings: tuple[str, ...] = ()
    parts: dict[str, int] = {}
    details: Details | None = None
    findings: tuple[DataFinding, ...] = ()

    @property
    def can_be_learnt(self) -> bool:
        """Whether there is anything to tell apart: two classes with samples, where classes are learnt."""
        used = sum(count > 0 for count in self.classes.values())
        return self.task != "classification" or used >= 2


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
    """Samples ready for training, of any kind; the classes below say how they become the network's input.

    Attributes:
        description: what was asked for.
        report: what was found.
        preprocessing: how an input becomes the network's, with nothing left open.
        classes: class names in code-point order (numbers of ``labels``); empty for a forecast.
        labels: int64 ``(samples,)``, ``UNLABELLED`` where there is none (always, for masks and forecasts).
        split: train, validation and test sample numbers.
        fingerprint: hex digest of the content, the edits and the preprocessing.
        names: of the samples, empty where they are only numbers.
    """

    description: DatasetDescription
    report: DataReport
    preprocessing: Preprocessing
    classes: tuple[str, ...]
    labels: npt.NDArray[np.int64]
    split: Split
    fingerprint: str
    names: tuple[str, ...] = field(default=(), kw_only=True)

    @property
    def input_shape(self) -> tuple[int | None, ...]:
        """Of one sample, without the batch."""
        return tuple(self.preprocessing.shape)

    def targets(self, indices: Indices) -> Targets:
        """What is to come out for these samples: class numbers ``(len(indices),)`` unless a kind says otherwise."""
        return self.labels[indices]

    def ignored_places(self, indices: Indices) -> int:
        """How many places of the targets of these samples are ignored (pixels; a kind with such says so)."""
        return 0

    @cached_property
    def class_weights(self) -> Floats:
        """Float32 ``(classes,)``: how much each class counts in the loss where all are to count alike."""
        from deepdesk.data.augmentation.balance import class_weights

        return class_weights(self)

    def batch(self, indices: Indices) -> Floats:
        """Network input float32 ``(len(indices), …)`` of these samples."""
        raise NotImplementedError

    def training_batch(self, indices: Indices, *, seed: int, epoch: int) -> tuple[Floats, Targets]:
        """Input and what is to come out in training: varied as the description asks, a function of
        (``seed``, ``epoch``, sample) alone.

        What is to come out may be float32 ``(len(indices), …, classes)``: the weight of each class, as mixing and
        balancing make it; a row of zeros counts for nothing.
        """
        from deepdesk.data.augmentation.batches import varied

        return varied(self, indices, seed=seed, epoch=epoch)


@dataclass(frozen=True)
class ImageDataset(Dataset):
    """Images: ``images`` is uint8 ``(samples, height, width, channels)``, memory-mapped, at the network's size."""

    preprocessing: ImagePreprocessing
    images: npt.NDArray[np.uint8] = field(kw_only=True)

    def batch(self, indices: Indices) -> Floats:
        """Network input float32 ``(len(indices), height, width, channels)`` of these samples."""
        from deepdesk.data.images.normalization import normalized

        return normalized(self.images[indices], self.preprocessing)
