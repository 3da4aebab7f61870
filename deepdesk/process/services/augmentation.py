"""Service of the data child: variations of a sample, as training would be shown them."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import numpy as np

from deepdesk.data.augmentation.preview import reopened, variations_of
from deepdesk.data.dataset import Dataset
from deepdesk.process.context import ServiceContext
from deepdesk.process.replies import AugmentationPreviewed
from deepdesk.process.requests import PreviewAugmentation

_KEPT: Final = "augmentation"


def handle_preview_augmentation(request: PreviewAugmentation, context: ServiceContext) -> None:
    """Draws the variations and answers them (raises DataError, FormatError, OSError)."""
    drawn = variations_of(_dataset(request, context), request.sample, request.count, request.seed)
    block: Any = np.ascontiguousarray(drawn)
    context.reply(
        AugmentationPreviewed(
            sample=request.sample,
            shape=block.shape[1:],
            variations=tuple(one.tobytes() for one in block),
            pixels=block.dtype == np.uint8,
        )
    )


def _dataset(request: PreviewAugmentation, context: ServiceContext) -> Dataset:
    """The data set of the last request with the wishes of this one; opened anew where it is another."""
    kept = context.kept.get(_KEPT)
    if kept is not None and kept[0] == (request.folder, request.view):
        found: Dataset = kept[1]
        if found.description == request.description:
            return found
    opened = reopened(request.description, Path(request.folder), Path(request.view))
    context.kept[_KEPT] = ((request.folder, request.view), opened)
    return opened
