"""Few photos: a network that knows photos already is proposed before one that starts from nothing."""

from __future__ import annotations

from typing import Final

import msgspec

from deepdesk.data.dataset import DataReport
from deepdesk.data.preprocessing import ImagePreprocessing, Preprocessing
from deepdesk.inference.pretrained import FILES

ENOUGH: Final = 1_000
"""Photos of every class from which on a network learns well from nothing."""
PRESET: Final = "mobilenet-v2-features"
"""The smaller of the published networks: bearable on a processor."""
_SMALLEST_SIDE: Final = 64


class Proposal(msgspec.Struct, frozen=True, kw_only=True):
    """The preset that is proposed, how many photos the largest class has, and the files that its weights come in: as
    Keras Applications publishes them, and as torchvision does."""

    preset: str
    photos: int
    keras_file: str
    torch_file: str


def proposal(report: DataReport, preprocessing: Preprocessing) -> Proposal | None:
    """What is proposed for colour photos of which some class has fewer than 1,000; ``None`` for all other data."""
    if report.kind != "images" or not isinstance(preprocessing, ImagePreprocessing):
        return None
    is_photo = preprocessing.channels == 3 and preprocessing.polarity is None
    sides = [min(height, width) for height, width, _ in report.sizes]
    counts = [count for count in report.classes.values() if count]
    if not is_photo or len(counts) < 2 or not sides or max(sides) < _SMALLEST_SIDE or min(counts) >= ENOUGH:
        return None
    return Proposal(
        preset=PRESET,
        photos=min(counts),
        keras_file=FILES[("mobilenet-v2", "keras")][-1],
        torch_file=FILES[("mobilenet-v2", "torchvision")][0],
    )
