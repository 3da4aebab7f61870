"""What is to be learnt from, as a frozen value: source, preprocessing and split (``*.data.json``)."""

from __future__ import annotations

from pathlib import Path
from typing import Final, Literal

import msgspec

from deepdesk.core import documents

FORMAT: Final = "deepdesk.data"
VERSION: Final = 1

Polarity = Literal["light_on_dark", "dark_on_light"]
Resize = Literal["stretch", "fit", "fill"]
ChannelOrder = Literal["rgb", "bgr"]


class ImagePreprocessing(msgspec.Struct, frozen=True, kw_only=True):
    """How an image becomes the network's input; training and prediction use the same value.

    Attributes:
        height, width: pixels of the network's input, 1 to 4,096.
        channels: 1 (grey) or 3 (red, green, blue).
        resize: ``stretch`` ignores the aspect ratio, ``fit`` pads, ``fill`` crops the middle.
        scale: the raw 0–255 value is multiplied by this (1/255 gives 0–1).
        mean, deviation: for each channel, in the order that the network gets them: the scaled value has the mean
            subtracted and is divided by the deviation; empty leaves it as it is.
        order: of three colours as the network gets them.
        polarity: what the training images are, where that is uniform (ink on paper), else ``None``.
    """

    height: int
    width: int
    channels: int
    resize: Resize = "stretch"
    scale: float = 1 / 255
    mean: tuple[float, ...] = ()
    deviation: tuple[float, ...] = ()
    order: ChannelOrder = "rgb"
    polarity: Polarity | None = None

    @property
    def shape(self) -> tuple[int, int, int]:
        """``(height, width, channels)``."""
        return (self.height, self.width, self.channels)


class Normalization(msgspec.Struct, frozen=True, kw_only=True):
    """What trained weights want their colours to be; the fields are those of :class:`ImagePreprocessing`."""

    scale: float = 1 / 255
    mean: tuple[float, ...] = ()
    deviation: tuple[float, ...] = ()
    order: ChannelOrder = "rgb"


class SplitSettings(msgspec.Struct, frozen=True, kw_only=True):
    """Fractions of the split, each 0 to 1; where the data bring a test part, ``test`` is not used and validation
    is cut from the training part only."""

    train: float = 0.8
    validation: float = 0.1
    test: float = 0.1
    seed: int = 0


class DatasetDescription(msgspec.Struct, frozen=True, kw_only=True):
    """A data set before it is opened.

    Attributes:
        source: a path, ``sample:NAME``.
        kind: ``images`` (others come later) or ``auto``.
        height, width, channels: asked for by the user; ``None`` follows the data.
        resize: see :class:`ImagePreprocessing`.
        normalization: what the trained weights of a preset want; ``None``: values from 0 to 1.
        split: ``None`` takes the defaults: 0.8/0.1/0.1, or 0.9/0.1 of the training part where a test part comes
            with the data.
    """

    source: str
    kind: str = "auto"
    height: int | None = None
    width: int | None = None
    channels: int | None = None
    resize: Resize = "stretch"
    normalization: Normalization | None = None
    split: SplitSettings | None = None


def load_description(path: Path) -> DatasetDescription:
    """Reads a ``*.data.json``; a relative source is taken from the file's folder (raises FormatError, OSError)."""
    found = documents.load(path, DatasetDescription, format=FORMAT, version=VERSION, strict=True)
    if found.source.startswith("sample:") or Path(found.source).is_absolute():
        return found
    return msgspec.structs.replace(found, source=str((path.parent / found.source).resolve()))


def save_description(path: Path, description: DatasetDescription) -> None:
    """Writes a ``*.data.json`` atomically (raises OSError)."""
    documents.save(path, description, format=FORMAT, version=VERSION)
