"""Batches of training samples, varied as the description asks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol, cast

import numpy as np
import numpy.typing as npt

from deepdesk.data.augmentation.balance import one_hot
from deepdesk.data.augmentation.images import varied_image, varied_mask
from deepdesk.data.augmentation.mixing import Partners, drawn_partners, mixed
from deepdesk.data.augmentation.signals import as_bands, as_steps, varied_signal
from deepdesk.data.images.normalization import normalized
from deepdesk.data.preprocessing import ImagePreprocessing, SegmentationPreprocessing, SequencePreprocessing
from deepdesk.data.settings import ImageAugmentation, SignalAugmentation

if TYPE_CHECKING:
    from deepdesk.data.dataset import Dataset, Floats, Indices, Targets

    Labels = npt.NDArray[np.int64]


class _Pixels(Protocol):
    """A data set of images: uint8 ``(samples, height, width, channels)`` at the network's size."""

    images: npt.NDArray[np.uint8]


def varied(dataset: Dataset, indices: Indices, *, seed: int, epoch: int) -> tuple[Floats, Targets]:
    """Input and what is to come out for these samples (see :meth:`deepdesk.data.dataset.Dataset.training_batch`).

    What a sample becomes depends on (``seed``, ``epoch``, sample) alone, to the byte: not on the batch that it comes
    in, nor on the framework that asks.
    """
    asked = dataset.description.augmentation
    partners = None
    wanted = indices
    if asked is not None and asked.mixup and len(dataset.split.train):
        partners = drawn_partners(indices, dataset.split.train, asked.mixup, seed=seed, epoch=epoch)
        wanted = np.unique(np.concatenate([indices, partners.samples]))
    inputs, targets = _one_by_one(dataset, wanted, seed=seed, epoch=epoch)
    own = indices
    if partners is not None:
        own = np.searchsorted(wanted, indices)
        inputs = _with_partners(inputs, own, wanted, partners)
    return inputs, _weighted(dataset, targets, own, wanted, partners)


def _one_by_one(dataset: Dataset, indices: Indices, *, seed: int, epoch: int) -> tuple[Floats, Targets]:
    """Each sample varied by itself; nothing mixed or weighted yet."""
    asked, preprocessing = dataset.description.augmentation, dataset.preprocessing
    targets = dataset.targets(indices)
    if isinstance(asked, ImageAugmentation):
        image = preprocessing.image if isinstance(preprocessing, SegmentationPreprocessing) else preprocessing
        if isinstance(image, ImagePreprocessing):
            return _images(dataset, indices, targets, asked, image, seed=seed, epoch=epoch)
    inputs = dataset.batch(indices)
    if isinstance(asked, SignalAugmentation) and inputs.ndim > 2:
        padded = isinstance(preprocessing, SequencePreprocessing) and preprocessing.padded
        for place, sample in enumerate(indices.tolist()):
            signal = varied_signal(as_steps(inputs[place]), asked, seed=seed, epoch=epoch, sample=sample, padded=padded)
            inputs[place] = as_bands(signal, like=inputs[place])
    return inputs, targets


def _images(
    dataset: Dataset,
    indices: Indices,
    targets: Targets,
    asked: ImageAugmentation,
    preprocessing: ImagePreprocessing,
    *,
    seed: int,
    epoch: int,
) -> tuple[Floats, Targets]:
    pixels = cast("_Pixels", dataset).images[indices]
    varied_pixels = np.empty(pixels.shape, np.float32)
    masks = targets.ndim == 3
    moved: Targets = np.array(targets, np.int64) if masks else targets
    for place, sample in enumerate(indices.tolist()):
        image = varied_image(pixels[place], asked, preprocessing, seed=seed, epoch=epoch, sample=sample)
        varied_pixels[place] = image.pixels
        if masks:
            moved[place] = varied_mask(cast("Labels", targets[place]), image)
    return normalized(cast("Any", varied_pixels), preprocessing), moved


def _with_partners(inputs: Floats, own: Indices, wanted: Indices, partners: Partners) -> Floats:
    return mixed(inputs[own], inputs[np.searchsorted(wanted, partners.samples)], partners.shares)


def _weighted(dataset: Dataset, targets: Targets, own: Indices, wanted: Indices, partners: Partners | None) -> Targets:
    """Class numbers, or the weights of all classes where samples are mixed or classes balanced."""
    balance = dataset.description.balance == "weights" and bool(dataset.classes)
    if targets.dtype.kind == "f" or not (balance or partners is not None):
        return targets if partners is None else mixed(*_pair(cast("Any", targets), own, wanted, partners))
    weights = dataset.class_weights if balance else None
    labels = cast("Labels", targets)
    if partners is None:
        return one_hot(labels, len(dataset.classes), weights)
    # Only what a batch asks for is spread over the classes: masks are large.
    other = labels[np.searchsorted(wanted, partners.samples)]
    classes = len(dataset.classes)
    return mixed(one_hot(labels[own], classes, weights), one_hot(other, classes, weights), partners.shares)


def _pair(targets: Floats, own: Indices, wanted: Indices, partners: Partners) -> tuple[Floats, Floats, Floats]:
    return targets[own], targets[np.searchsorted(wanted, partners.samples)], partners.shares
