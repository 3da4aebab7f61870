"""What the settings leave open, filled in from what was found; what they say, checked."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final

import numpy as np

from deepdesk.core.errors import DataError
from deepdesk.data.details import Spread
from deepdesk.data.preprocessing import AudioPreprocessing
from deepdesk.data.settings import AudioSettings

HIGHEST_RATE: Final = 16_000
"""Samples per second that are taken by themselves at most: they hold all that speech is told apart by."""
LONGEST: Final = 10.0
"""Seconds that are taken by themselves at most."""
_USUAL: Final = 0.95
_BANDS: Final = {"log_mel": 64, "mfcc": 20}
_LARGEST: Final = 4_000_000


def check(settings: AudioSettings) -> None:
    """Raises DataError ``data.audio.bad_setting`` with the field, what it holds and its range."""
    for field, found, low, high in (
        ("rate", settings.rate, 1_000, 192_000),
        ("seconds", settings.seconds, 0.02, 1_800),
        ("bands", settings.bands, 1, 512),
        ("window_ms", settings.window_ms, 1, 1_000),
        ("hop_ms", settings.hop_ms, 0.5, 1_000),
    ):
        if found is not None and not low <= found <= high:
            raise DataError("data.audio.bad_setting", field=field, found=found, low=low, high=high)


def settle(settings: AudioSettings, rates: Iterable[int], seconds: Sequence[float]) -> AudioPreprocessing:
    """How the recordings become the input; mean and deviation are fitted later.

    Without a rate it is the most frequent one, at most 16,000 samples per second; without a length it is one that
    19 in 20 recordings do not exceed, rounded up to a tenth of a second, at most 10 s.

    Raises:
        DataError: a setting is out of its range, or the input would be too large.
    """
    check(settings)
    counted = Counter(rates).most_common()
    often = max((rate for rate, count in counted if count == counted[0][1]), default=HIGHEST_RATE)
    usual = float(np.quantile(seconds, _USUAL)) if len(seconds) else 1.0
    length = min(max(math.ceil(round(usual * 10, 6)) / 10, 0.1), LONGEST)
    found = AudioPreprocessing(
        rate=settings.rate or min(often, HIGHEST_RATE),
        seconds=settings.seconds or length,
        features=settings.features,
        layout=settings.layout,
        bands=settings.bands or _BANDS[settings.features],
        window_ms=settings.window_ms,
        hop_ms=settings.hop_ms,
    )
    if found.frames * found.bands > _LARGEST:
        raise DataError("data.audio.input_too_large", frames=found.frames, bands=found.bands, limit=_LARGEST)
    return found


def spread(values: Sequence[float]) -> Spread:
    """Smallest, middle and largest, rounded to milliseconds."""
    found = np.asarray(values, dtype=np.float64)
    smallest, median, largest = (round(float(value), 3) for value in np.quantile(found, (0, 0.5, 1)))
    return Spread(smallest=smallest, median=median, largest=largest)
