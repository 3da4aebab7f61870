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
    """Of a time series; ``first`` and ``last`` are ISO 8601; all rules with what was found filled in.

    Attributes:
        columns: all of the table.
        devices: steps of each device, at most 200 of them.
        step: empty where rows only follow each other.
        irregular: time stamps off the grid; ``doubled``: rows in one step with another; ``filled``: values put in;
            ``segments``: stretches without a gap; ``unsorted``: rows before an earlier one; ``without_time``: rows
            left out for that.
        steps: of all devices together; ``longest_gap``: steps that are filled at most.
        set_aside: columns of numbers that are not used.
    """

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
    unsorted: int = 0
    without_time: int = 0
    steps: int = 0
    longest_gap: int = 0
    set_aside: tuple[str, ...] = ()


class SequenceDetails(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", tag="sequences"):
    """Of sequences: lengths in steps before they are brought to one, names of the features.

    Attributes:
        steps: length that all get; ``shorter`` and ``longer``: how many are so.
        missing: values that are not there.
        form: ``ts`` files, ``rows`` of a table, a ``long`` table, ``folders`` of classes.
        columns: of a long table; ``id``, ``time``, ``label``: those that were taken, empty where there is none.
        groups: columns that are the same within a sequence, to keep on one side of the split.
    """

    lengths: Spread
    features: tuple[str, ...]
    steps: int
    missing: int = 0
    table: TableSettings | None = None
    shorter: int = 0
    longer: int = 0
    form: Literal["ts", "rows", "long", "folders"] = "ts"
    columns: tuple[ColumnFound, ...] = ()
    id: str = ""
    time: str = ""
    label: str = ""
    groups: tuple[str, ...] = ()


class TextDetails(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", tag="text"):
    """Of texts.

    Attributes:
        lengths: in tokens.
        length: that all are brought to; ``cut``: the share of texts that are longer (0 to 1).
        tokenizer: that was chosen.
        vocabulary: token numbers, padding and unknown included.
        unknown: share of the tokens outside the training part that the vocabulary lacks (0 to 1).
        columns: of the table; ``text_column``, ``label_column``: those that are read.
        encodings: how many files are of which encoding.
        shortened: texts of which only the first 100,000 characters are read.
    """

    lengths: Spread
    length: int
    tokenizer: Tokenizer
    vocabulary: int
    unknown: float = 0.0
    cut: float = 0.0
    table: TableSettings | None = None
    columns: tuple[str, ...] = ()
    text_column: str = ""
    label_column: str = ""
    encodings: dict[str, int] = {}
    shortened: int = 0


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
