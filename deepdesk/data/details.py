"""What is known of a data set beside samples and classes, one value for each kind."""

from __future__ import annotations

from typing import Literal

import msgspec

from deepdesk.data.settings import InputColumn, MaskClass, TableSettings, Tokenizer


class Spread(msgspec.Struct, frozen=True, kw_only=True):
    """Smallest, middle and largest of some figure."""

    smallest: float
    median: float
    largest: float


class ColumnFound(msgspec.Struct, frozen=True, kw_only=True):
    """A column of a table: what it holds, how many cells are empty, and, of numbers, their range and mean."""

    name: str
    holds: Literal["number", "time", "text"]
    missing: int = 0
    distinct: int = 0
    smallest: float | None = None
    largest: float | None = None
    mean: float | None = None


class ForecastingDetails(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", tag="forecasting"):
    """Of a time series; ``first`` and ``last`` are ISO 8601; all rules with what was found filled in."""

    table: TableSettings
    columns: tuple[ColumnFound, ...]
    rows: int
    time: str
    target: str
    inputs: tuple[InputColumn, ...]
    device: str | None
    devices: dict[str, int]
    first: str
    last: str
    step: str
    window: int
    horizon: int
    season: int
    irregular: int = 0
    doubled: int = 0
    filled: int = 0
    segments: int = 1


class SequenceDetails(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", tag="sequences"):
    """Of sequences: lengths in steps before they are brought to one, names of the features."""

    lengths: Spread
    features: tuple[str, ...]
    steps: int
    missing: int = 0
    table: TableSettings | None = None


class TextDetails(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", tag="text"):
    """Of texts: lengths in tokens, the tokenizer that was chosen, share of tokens it lacks (0 to 1)."""

    lengths: Spread
    length: int
    tokenizer: Tokenizer
    vocabulary: int
    unknown: float = 0.0
    table: TableSettings | None = None
    text_column: str = ""
    label_column: str = ""


class AudioDetails(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", tag="audio"):
    """Of recordings: lengths in seconds, how many have which sampling rate, the pattern of the names and its fields."""

    seconds: Spread
    rates: dict[str, int]
    pattern: str = ""
    fields: tuple[str, ...] = ()


class SegmentationDetails(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", tag="segmentation"):
    """Of masks: share of the pixels that are of each class, and of those that are ignored (0 to 1)."""

    classes: tuple[MaskClass, ...]
    shares: dict[str, float]
    ignored: float = 0.0
    images: str = ""
    masks: str = ""


Details = ForecastingDetails | SequenceDetails | TextDetails | AudioDetails | SegmentationDetails
