"""From a decoded input to the network's, with nothing left open: what a run fits and the model file carries."""

from __future__ import annotations

import math
from typing import Literal

import msgspec

from deepdesk.data.settings import (
    Aggregate,
    Features,
    InputColumn,
    Layout,
    Longer,
    Missing,
    Scaling,
    TableSettings,
)

Polarity = Literal["light_on_dark", "dark_on_light"]
Resize = Literal["stretch", "fit", "fill"]
ChannelOrder = Literal["rgb", "bgr"]
Shape = tuple[int | None, ...]


class ImagePreprocessing(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", tag="images"):
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


class SegmentationPreprocessing(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", tag="segmentation"):
    """How an image becomes the input, and the colour ``(red, green, blue)`` in which each class is shown."""

    image: ImagePreprocessing
    colours: tuple[tuple[int, int, int], ...]

    @property
    def shape(self) -> tuple[int, int, int]:
        """``(height, width, channels)``."""
        return self.image.shape


class SequencePreprocessing(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", tag="sequences"):
    """How a sequence becomes the input ``(steps, features)``; padding is zero in every feature.

    Attributes:
        features: names of the values at each step.
        mean, deviation: of each feature over the training part, empty unless ``scaling`` is ``standard``.
        padded: whether samples of the training were shorter than ``steps``.
    """

    steps: int
    features: tuple[str, ...]
    longer: Longer = "cut_end"
    scaling: Scaling = "standard"
    mean: tuple[float, ...] = ()
    deviation: tuple[float, ...] = ()
    padded: bool = False

    @property
    def shape(self) -> tuple[int, int]:
        """``(steps, features)``."""
        return (self.steps, len(self.features))


class TextPreprocessing(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", tag="text"):
    """How a text becomes token numbers ``(length,)``, 0 where there is none.

    Attributes:
        vocabulary: how many token numbers there are, 0 included.
        tokenizer: in the JSON form of Hugging Face ``tokenizers``, trained on the training part.
    """

    length: int
    vocabulary: int
    tokenizer: str

    @property
    def shape(self) -> tuple[int]:
        """``(length,)``."""
        return (self.length,)


class AudioPreprocessing(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", tag="audio"):
    """How a recording becomes the input: fields as :class:`deepdesk.data.settings.AudioSettings`.

    Attributes:
        mean, deviation: of each band over the training part.
    """

    rate: int
    seconds: float
    features: Features
    layout: Layout
    bands: int
    window_ms: float
    hop_ms: float
    mean: tuple[float, ...] = ()
    deviation: tuple[float, ...] = ()

    @property
    def frames(self) -> int:
        """How many analysis windows a recording has."""
        samples = round(self.seconds * self.rate)
        hop = max(1, round(self.hop_ms * self.rate / 1000))
        return 1 + math.ceil(samples / hop)

    @property
    def shape(self) -> Shape:
        """``(bands, frames, 1)`` as an image, ``(frames, bands)`` as a sequence."""
        return (self.bands, self.frames, 1) if self.layout == "image" else (self.frames, self.bands)


class ColumnScale(msgspec.Struct, frozen=True, kw_only=True):
    """Mean and standard deviation of a column over the training part, in its own unit."""

    mean: float
    deviation: float


class ForecastingPreprocessing(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", tag="forecasting"):
    """How the steps before a moment become the input ``(window, features)``.

    The features are the target, the other columns in their order, and after them every column known in advance once
    more, shifted by the horizon, so that the network sees the future values that are known. All are scaled.

    Attributes:
        table, time, device, step, aggregate, missing, longest_gap, season: as in
            :class:`deepdesk.data.settings.ForecastingSettings`, with what was found filled in.
        inputs: columns beside the target.
        scales: by column, fitted on the training part only.
        coverage: asked of the intervals.
        relative: whether the last value of the window is taken off the target, in the input and in what is to come out,
            and what is left divided by ``spread``.
        spread: how far the target moves from there within a horizon: the root of the mean square over the training
            part, in units of the scaled target. A squared error of 1 is then that of the last value as a forecast.
    """

    table: TableSettings
    target: str
    inputs: tuple[InputColumn, ...]
    scales: dict[str, ColumnScale]
    window: int
    horizon: int
    step: str
    time: str = ""
    device: str | None = None
    aggregate: Aggregate = "mean"
    missing: Missing = "interpolate"
    longest_gap: int = 0
    season: int = 1
    coverage: float = 0.9
    relative: bool = False
    spread: float = 1.0

    @property
    def shape(self) -> tuple[int, int]:
        """``(window, features)``."""
        known = sum(column.role == "known" for column in self.inputs)
        return (self.window, 1 + len(self.inputs) + known)


Preprocessing = (
    ImagePreprocessing
    | SegmentationPreprocessing
    | SequencePreprocessing
    | TextPreprocessing
    | AudioPreprocessing
    | ForecastingPreprocessing
)
