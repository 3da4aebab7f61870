"""What is to be learnt from, as a frozen value: source, preprocessing and split (``*.data.json``)."""

from __future__ import annotations

from pathlib import Path
from typing import Final, Literal, get_args

import msgspec

from deepdesk.core import documents
from deepdesk.data.edits import DataEdits
from deepdesk.data.preprocessing import ChannelOrder, Resize
from deepdesk.data.settings import (
    AudioSettings,
    Augmentation,
    ForecastingSettings,
    ImageSettings,
    SegmentationSettings,
    SequenceSettings,
    TableSettings,
    TextSettings,
)

FORMAT: Final = "deepdesk.data"
VERSION: Final = 1

Kind = Literal["auto", "images", "forecasting", "sequences", "text", "audio", "segmentation"]
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)
COLLECTION: Final = "collection:"
"""The source of a data set that holds nothing but what was added to it."""


class Normalization(msgspec.Struct, frozen=True, kw_only=True):
    """What trained weights want their colours to be; the fields are those of :class:`ImagePreprocessing`."""

    scale: float = 1 / 255
    mean: tuple[float, ...] = ()
    deviation: tuple[float, ...] = ()
    order: ChannelOrder = "rgb"


class SplitSettings(msgspec.Struct, frozen=True, kw_only=True):
    """How samples are divided.

    Attributes:
        train, validation, test: fractions, each 0 to 1; where the data bring a test part, ``test`` is not used and
            validation is cut from the training part only.
        seed: of the draw.
        grouped: whether samples that belong together (equal or nearly equal ones, groups made by hand) stay on one
            side.
        group_by: what else keeps samples together: a column, a field of the file names' pattern (``speaker``), or
            ``folder``.
    """

    train: float = 0.8
    validation: float = 0.1
    test: float = 0.1
    seed: int = 0
    grouped: bool = True
    group_by: str | None = None


class DatasetDescription(msgspec.Struct, frozen=True, kw_only=True):
    """A data set before it is opened.

    Attributes:
        source: a path, ``sample:NAME``, or ``collection:`` (nothing but the samples that ``edits`` adds).
        kind: what is in it; ``auto``: found.
        height, width, channels: of images, asked for by the user; ``None`` follows the data.
        resize: see :class:`deepdesk.data.preprocessing.ImagePreprocessing`.
        normalization: of images: what the trained weights of a preset want; ``standard`` takes off the mean of the
            training part and divides by its deviation, for each channel; ``None``: values from 0 to 1.
        split: ``None`` takes the defaults: 0.8/0.1/0.1, or 0.9/0.1 of the training part where a test part comes
            with the data.
        table, images, forecasting, sequences, text, audio, segmentation: what the person settled for that kind.
        augmentation: how training samples are varied; ``None``: not.
        balance: ``weights`` gives every class the same weight in the loss, however rare it is.
        edits: what the person changed about the samples.
    """

    source: str
    kind: Kind = "auto"
    height: int | None = None
    width: int | None = None
    channels: int | None = None
    resize: Resize = "stretch"
    normalization: Normalization | Literal["standard"] | None = None
    split: SplitSettings | None = None
    table: TableSettings = TableSettings()
    images: ImageSettings = ImageSettings()
    forecasting: ForecastingSettings = ForecastingSettings()
    sequences: SequenceSettings = SequenceSettings()
    text: TextSettings = TextSettings()
    audio: AudioSettings = AudioSettings()
    segmentation: SegmentationSettings = SegmentationSettings()
    augmentation: Augmentation | None = None
    balance: Literal["none", "weights"] = "none"
    edits: DataEdits = DataEdits()


def load_description(path: Path) -> DatasetDescription:
    """Reads a ``*.data.json``; a relative source is taken from the file's folder (raises FormatError, OSError)."""
    found = documents.load(path, DatasetDescription, format=FORMAT, version=VERSION, strict=True)
    if found.source == COLLECTION or found.source.startswith("sample:") or Path(found.source).is_absolute():
        return found
    return msgspec.structs.replace(found, source=str((path.parent / found.source).resolve()))


def save_description(path: Path, description: DatasetDescription) -> None:
    """Writes a ``*.data.json`` atomically (raises OSError)."""
    documents.save(path, description, format=FORMAT, version=VERSION)
