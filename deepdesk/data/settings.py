"""What a person may settle for each kind of data; ``None`` everywhere lets DeepDesk find out and show what it found."""

from __future__ import annotations

from typing import Literal

import msgspec

Decimal = Literal[".", ","]
Role = Literal["past", "known"]
Aggregate = Literal["mean", "sum", "last", "first"]
Missing = Literal["interpolate", "previous", "leave_out"]
Longer = Literal["cut_end", "cut_start", "resample"]
Scaling = Literal["standard", "each", "none"]
Tokenizer = Literal["auto", "words", "characters", "wordpiece"]
Features = Literal["log_mel", "mfcc"]
Layout = Literal["image", "sequence"]


class TableSettings(msgspec.Struct, frozen=True, kw_only=True):
    """How a table is read: CSV, Excel or Parquet.

    Attributes:
        encoding: such as ``utf-8``, ``gb18030``, ``latin-1``.
        delimiter: one character.
        decimal: what stands before the tenths.
        header: whether the first row names the columns.
        date_format: in the notation of ``strptime``.
        sheet: of an Excel file.
    """

    encoding: str | None = None
    delimiter: str | None = None
    decimal: Decimal | None = None
    header: bool | None = None
    date_format: str | None = None
    sheet: str | None = None


class ImageSettings(msgspec.Struct, frozen=True, kw_only=True):
    """Which columns of a table of images hold the path, the label and (if any) the part."""

    path: str | None = None
    label: str | None = None
    part: str | None = None


class InputColumn(msgspec.Struct, frozen=True, kw_only=True):
    """A column that is looked at: ``known`` in advance (a calendar, a plan), or ``past`` only (a measurement)."""

    name: str
    role: Role = "past"


class ForecastingSettings(msgspec.Struct, frozen=True, kw_only=True):
    """What is forecast from what.

    Attributes:
        time: column of the time stamps; empty: the rows follow each other at equal distances.
        target: column that is forecast.
        inputs: columns that are looked at beside the target; ``None``: every other column of numbers, past only.
        device: column that tells several series apart; no window crosses from one to another.
        window: steps that are looked at, 1 to 100,000.
        horizon: steps that are forecast, 1 to 10,000.
        stride: steps from one window to the next.
        step: distance of two steps as a number and ``s``, ``min``, ``h``, ``d``, ``w``, ``mo``, ``q`` or ``y``.
        aggregate: what becomes of several rows within one step.
        missing: what becomes of steps without a value.
        longest_gap: steps; a longer gap is never filled, the series is cut there.
        season: period in steps of the seasonal naive forecast; ``None``: found.
        coverage: of the intervals, above 0 and below 1.
        relative: whether the network sees and forecasts the target against the last value of its window, so that a
            level it never met does not confuse it.
    """

    time: str | None = None
    target: str | None = None
    inputs: tuple[InputColumn, ...] | None = None
    device: str | None = None
    window: int | None = None
    horizon: int | None = None
    stride: int = 1
    step: str | None = None
    aggregate: Aggregate = "mean"
    missing: Missing = "interpolate"
    longest_gap: int | None = None
    season: int | None = None
    coverage: float = 0.9
    relative: bool = True


class SequenceSettings(msgspec.Struct, frozen=True, kw_only=True):
    """How sequences become the network's input.

    Attributes:
        id, time, label: columns of a long table.
        values: columns that are looked at; ``None``: all other columns of numbers.
        steps: length that all get; shorter ones are padded (and masked), longer ones are treated as ``longer`` says.
        scaling: ``standard`` by the training part, ``each`` sequence by itself, ``none``.
    """

    id: str | None = None
    time: str | None = None
    label: str | None = None
    values: tuple[str, ...] | None = None
    steps: int | None = None
    longer: Longer = "cut_end"
    scaling: Scaling = "standard"


class TextSettings(msgspec.Struct, frozen=True, kw_only=True):
    """How texts become token numbers.

    Attributes:
        text, label: columns of the table.
        tokenizer: ``auto`` takes characters where most letters are Chinese or Japanese, else words.
        vocabulary: the most frequent tokens that are kept, 10 to 100,000.
        length: tokens of each text; longer ones are cut, shorter ones are padded.
    """

    text: str | None = None
    label: str | None = None
    tokenizer: Tokenizer = "auto"
    vocabulary: int = 8_000
    length: int | None = None
    lowercase: bool = True


class AudioSettings(msgspec.Struct, frozen=True, kw_only=True):
    """How recordings become the network's input.

    Attributes:
        pattern: of the file name where that holds the label, such as ``{label}_{speaker}_{n}``; ``None``: a folder per
            class, or found.
        rate: samples per second that all are brought to.
        seconds: length that all get.
        features: log-mel spectrogram or MFCC.
        layout: ``image`` ``[bands, frames, 1]`` for a CNN, ``sequence`` ``[frames, bands]`` for an LSTM.
        bands: mel bands, or MFCC coefficients.
        window_ms, hop_ms: length and distance of the analysis windows.
    """

    pattern: str | None = None
    rate: int | None = None
    seconds: float | None = None
    features: Features = "log_mel"
    layout: Layout = "image"
    bands: int | None = None
    window_ms: float = 25.0
    hop_ms: float = 10.0


class MaskClass(msgspec.Struct, frozen=True, kw_only=True):
    """A class in masks: its index there, or its colour."""

    name: str
    value: int | None = None
    colour: tuple[int, int, int] | None = None


class SegmentationSettings(msgspec.Struct, frozen=True, kw_only=True):
    """Where images and masks lie (folders below the source) and what the masks say; ``ignored``: indices or colours
    (``#rrggbb``) of pixels that are neither learnt nor judged."""

    images: str | None = None
    masks: str | None = None
    classes: tuple[MaskClass, ...] | None = None
    ignored: tuple[int | str, ...] | None = None


class ImageAugmentation(msgspec.Struct, frozen=True, kw_only=True, tag_field="of", tag="images"):
    """How training images are varied; every amount is the largest one, drawn anew for each image and epoch.

    Attributes:
        flip_horizontal, flip_vertical: mirrored every other time.
        rotate: degrees to either side, 0 to 180.
        crop, zoom, shift: share of the side, 0 to 0.9 (a crop is enlarged again; zoom goes in and out).
        brightness, contrast, colour: share by which it changes, 0 to 1 (colour: the balance of red, green and blue).
        blur: radius in pixels, 0 to 10.
        noise: standard deviation as a share of the range, 0 to 1.
        cutout: side of the square that is taken out, as a share of the image's, 0 to 0.9.
        mixup: alpha of the Beta distribution by which pairs are mixed, 0 (none) to 10.
    """

    flip_horizontal: bool = False
    flip_vertical: bool = False
    rotate: float = 0.0
    crop: float = 0.0
    zoom: float = 0.0
    shift: float = 0.0
    brightness: float = 0.0
    contrast: float = 0.0
    colour: float = 0.0
    blur: float = 0.0
    noise: float = 0.0
    cutout: float = 0.0
    mixup: float = 0.0


class SignalAugmentation(msgspec.Struct, frozen=True, kw_only=True, tag_field="of", tag="signals"):
    """How training sequences and recordings are varied; every amount is the largest one.

    Attributes:
        noise: standard deviation in units of the scaled signal, 0 to 10.
        shift: in time, share of the length, 0 to 0.9.
        scale: share by which the amplitude changes, 0 to 0.9.
        time_mask: share of the steps that are blanked, 0 to 0.9.
        frequency_mask: share of the bands or features that are blanked, 0 to 0.9.
        mixup: alpha of the Beta distribution by which pairs are mixed, 0 (none) to 10.
    """

    noise: float = 0.0
    shift: float = 0.0
    scale: float = 0.0
    time_mask: float = 0.0
    frequency_mask: float = 0.0
    mixup: float = 0.0


Augmentation = ImageAugmentation | SignalAugmentation
