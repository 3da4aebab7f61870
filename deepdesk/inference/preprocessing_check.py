"""Whether a preprocessing read from a foreign model file can be what it says, before anything is allocated by it."""

from __future__ import annotations

import math
from typing import Final

from deepdesk.core.errors import FormatError
from deepdesk.data.preprocessing import (
    AudioPreprocessing,
    ForecastingPreprocessing,
    SequencePreprocessing,
    TextPreprocessing,
)
from deepdesk.data.text.forms import checked

LENGTH_LIMIT: Final = 1_000_000
Plain = AudioPreprocessing | ForecastingPreprocessing | SequencePreprocessing | TextPreprocessing


def check_plain(path: str, value: Plain) -> None:
    """Raises FormatError ``inference.bad_preprocessing`` with the field that does not fit."""
    for field, found, good in _rules(value):
        if not good:
            raise FormatError("inference.bad_preprocessing", path=path, field=field, found=found)
    if isinstance(value, TextPreprocessing):
        try:
            checked(value.tokenizer, value.vocabulary)
        except ValueError as error:
            raise FormatError("inference.bad_tokenizer", path=path) from error


def _rules(value: Plain) -> list[tuple[str, float, bool]]:
    match value:
        case SequencePreprocessing():
            count = len(value.features)
            return [
                ("steps", value.steps, 1 <= value.steps <= LENGTH_LIMIT),
                ("features", count, 1 <= count <= LENGTH_LIMIT),
                *_scales(value.mean, value.deviation, count),
            ]
        case TextPreprocessing():
            return [
                ("length", value.length, 1 <= value.length <= LENGTH_LIMIT),
                ("vocabulary", value.vocabulary, 2 <= value.vocabulary <= LENGTH_LIMIT),
            ]
        case AudioPreprocessing():
            return [
                ("rate", value.rate, 100 <= value.rate <= LENGTH_LIMIT),
                ("seconds", value.seconds, 0 < value.seconds <= 3600),
                ("bands", value.bands, 1 <= value.bands <= 4096),
                ("window_ms", value.window_ms, 0 < value.window_ms <= 10_000),
                ("hop_ms", value.hop_ms, 0 < value.hop_ms <= 10_000),
                *_scales(value.mean, value.deviation, value.bands),
            ]
        case ForecastingPreprocessing():
            scales = value.scales.values()
            return [
                ("window", value.window, 1 <= value.window <= LENGTH_LIMIT),
                ("horizon", value.horizon, 1 <= value.horizon <= LENGTH_LIMIT),
                ("inputs", len(value.inputs), len(value.inputs) <= LENGTH_LIMIT),
                ("season", value.season, 1 <= value.season <= LENGTH_LIMIT),
                ("spread", value.spread, 0 < value.spread < math.inf),
                ("coverage", value.coverage, 0 < value.coverage < 1),
                ("scales", len(value.scales), value.target in value.scales),
                *(("mean", scale.mean, math.isfinite(scale.mean)) for scale in scales),
                *(("deviation", scale.deviation, 0 < scale.deviation < math.inf) for scale in scales),
            ]


def _scales(mean: tuple[float, ...], deviation: tuple[float, ...], count: int) -> list[tuple[str, float, bool]]:
    return [
        ("mean", len(mean), len(mean) in (0, count) and all(map(math.isfinite, mean))),
        ("deviation", len(deviation), len(deviation) in (0, count) and all(0 < one < math.inf for one in deviation)),
    ]
