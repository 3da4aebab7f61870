"""Images with masks as a kind of data (see :class:`deepdesk.data.kinds.DataKind`)."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import msgspec
import numpy as np

from deepdesk.core.errors import DataError
from deepdesk.data import cache
from deepdesk.data.content import check_stop
from deepdesk.data.dataset import LEFT_OUT, BadFile, DataReport, Dataset
from deepdesk.data.description import DatasetDescription
from deepdesk.data.details import SegmentationDetails
from deepdesk.data.dividing import by_class
from deepdesk.data.glance import Glance
from deepdesk.data.images.fitting import with_normalization
from deepdesk.data.images.report import part_counts, size_table
from deepdesk.data.kinds import Draft, Fitted, Opened, Parts, Reading
from deepdesk.data.preprocessing import SegmentationPreprocessing
from deepdesk.data.segmentation import findings
from deepdesk.data.segmentation.dataset import SegmentationDataset
from deepdesk.data.segmentation.pairs import Matching, find_pairs, share_of_pairs
from deepdesk.data.segmentation.preparing import Filled, fill, listed_classes, same_images
from deepdesk.data.view import loaded_fields

_RULES: Final = 2
"""Goes up when masks are read by other rules: what was prepared by earlier ones is then made anew."""
SIDE_LIMIT: Final = 4096
_BAD_KEPT: Final = 1000
_HALF: Final = 0.5


def recognised(found: Glance) -> float:
    """Sure where at least half of the images have a mask by their names."""
    if not found.is_folder:
        return 0.0
    share = share_of_pairs(found.names)
    return 1.0 if share >= _HALF else share


def read(reading: Reading) -> Path:
    """See :meth:`deepdesk.data.kinds.DataKind.read`."""
    description = reading.description
    _check(description)
    root = reading.path
    matching, signature = find_pairs(root, description.segmentation, reading.progress, reading.stop_asked)
    bad = [[item.path, item.code] for item in matching.bad]
    listed = [msgspec.to_builtins(one) for one in listed_classes(root)]
    sides = [description.height, description.width, description.channels, description.resize]
    settings = [sides, msgspec.to_builtins(description.segmentation), listed, _RULES]
    key = cache.key_of("segmentation", str(root), signature, bad, settings)
    found = cache.find(reading.cache, key)
    if found:
        return found
    check_stop(reading.stop_asked)
    with cache.building(reading.cache, key) as folder:
        filled = fill(folder, root, matching, description, reading.progress, reading.stop_asked)
        cache.finish(folder, _index(reading, matching, filled))
    return cache.folder_of(reading.cache, key)


def _check(description: DatasetDescription) -> None:
    for side in (description.height, description.width):
        if side is not None and not 1 <= side <= SIDE_LIMIT:
            raise DataError("data.bad_side", found=side, limit=SIDE_LIMIT)
    if description.channels not in {None, 1, 3}:
        raise DataError("data.bad_channels", found=description.channels)


def _index(reading: Reading, matching: Matching, filled: Filled) -> cache.Index:
    table, tally, shape = filled.table, filled.tally, filled.preprocessing
    bad: list[BadFile] = sorted((*matching.bad, *tally.bad), key=lambda item: item.path)
    given = Matching(tuple(tally.kept), (), "", "").given
    counts = np.sum(tally.counts, axis=0)
    classes = tuple(one.name for one in table.classes)
    report = DataReport(
        kind="segmentation",
        task="segmentation",
        name=reading.name,
        samples=len(tally.kept),
        classes={name: int(count) for name, count in zip(classes, counts[:-1], strict=True)},
        shape=shape.shape,
        target_shape=(shape.height, shape.width),
        sizes=size_table(tally.sizes),
        bad=tuple(bad[:_BAD_KEPT]),
        bad_count=len(bad),
        duplicates=same_images(tally),
        parts=part_counts(given),
        details=SegmentationDetails(classes=table.classes, shares={}, images=matching.images, masks=matching.masks),
        findings=findings.of_masks(filled),
    )
    return cache.Index(
        arrays=("labels.npy", "images.npy", "masks.npy", "thumbnails.npy", "mask_thumbnails.npy", "counts.npy"),
        report=report,
        preprocessing=SegmentationPreprocessing(image=shape, colours=table.colours),
        classes=classes,
        fingerprint=cache.key_of(filled.digest, list(classes), list(shape.shape), shape.resize),
        root=str(reading.path),
    )


def view_settings(description: DatasetDescription) -> Any:
    """The normalization; the pixels in the content are the same whatever it is."""
    return msgspec.to_builtins(description.normalization)


def divide(draft: Draft) -> Parts:
    """At random, groups kept together: a mask has no class by which it could be stratified."""
    return by_class(draft)


def fit(draft: Draft) -> Fitted:
    """Takes over what the content says, with the normalization that is asked for, and reports on what is used."""
    own, wanted = draft.index.preprocessing, draft.reading.preprocessing
    if not isinstance(own, SegmentationPreprocessing):
        raise DataError("data.unknown_kind", kind=draft.index.report.kind, known="segmentation")
    if isinstance(wanted, SegmentationPreprocessing):
        preprocessing = msgspec.structs.replace(own, image=wanted.image)
    else:
        preprocessing = msgspec.structs.replace(own, image=with_normalization(draft, own.image))
    return Fitted(preprocessing, _report(draft))


def _report(draft: Draft) -> DataReport:
    """Pixels by class over the samples that are used, and what these show."""
    report = draft.index.report
    counts = np.load(draft.content / "counts.npy")
    total = counts[draft.parts != LEFT_OUT].sum(axis=0)
    labelled, pixels = max(1, int(total[:-1].sum())), max(1, int(total.sum()))
    classes = {name: int(count) for name, count in zip(draft.classes, total[:-1], strict=True)}
    shares = {name: count / labelled for name, count in classes.items()}
    details = report.details
    if isinstance(details, SegmentationDetails):
        details = msgspec.structs.replace(details, shares=shares, ignored=int(total[-1]) / pixels)
    found = (*report.findings, *findings.of_parts(draft, counts))
    return msgspec.structs.replace(report, classes=classes, details=details, findings=found)


def load(opened: Opened) -> Dataset:
    """Images and masks, memory-mapped."""
    images, masks = (np.load(opened.content / name, mmap_mode="r") for name in ("images.npy", "masks.npy"))
    counts = np.load(opened.content / "counts.npy")
    return SegmentationDataset(**loaded_fields(opened), images=images, masks=masks, counts=counts)
