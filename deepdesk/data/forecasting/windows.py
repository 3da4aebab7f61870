"""Windows over regular series: which there are, which part each belongs to, and what the network gets of them."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from deepdesk.core.errors import DataError
from deepdesk.data.content import TEST, TRAIN, VALIDATION
from deepdesk.data.dataset import LEFT_OUT, Floats
from deepdesk.data.description import SplitSettings

Integers = npt.NDArray[np.int64]
Parts = npt.NDArray[np.uint8]

WINDOW_LIMIT: Final = 20_000_000
"""Windows of one data set."""


def origins_of(segments: Integers, window: int, horizon: int, stride: int) -> Integers:
    """The first forecast step of every window, in the order of devices and times.

    Counted back from the end of each segment, so that the newest values are always used.

    Args:
        segments: int64 ``(segments, 3)`` as in :class:`deepdesk.data.forecasting.regular.Regular`.
    """
    found = []
    for begin, end, _ in segments.tolist():
        last = end - horizon
        if last - window >= begin:
            found.append(np.arange(last, begin + window - 1, -stride, dtype=np.int64)[::-1])
    return np.concatenate(found) if found else np.zeros(0, dtype=np.int64)


def parts_in_time(
    times: Integers, origins: Integers, window: int, horizon: int, settings: SplitSettings
) -> tuple[Parts, Integers]:
    """The part of every window, and the two moments at which validation and test begin.

    Training is what ends before the first moment; validation what begins, its window included, at or after it and ends
    before the second; test what begins at or after the second. So no step is in two parts, and between what is
    forecast in one part and in the next lies one window. Windows across a moment are left out.

    Args:
        times: int64 ``(steps,)``.
        origins: first forecast step of every window.
        settings: fractions of the windows that are left.

    Raises:
        DataError: ``data.forecasting.too_short`` when a part would be empty.
    """
    first, last = times[origins - window], times[origins + horizon - 1]
    cut = _cuts(np.sort(first), np.sort(last), first, last, settings)
    parts = np.full(len(origins), LEFT_OUT, dtype=np.uint8)
    parts[last < cut[0]] = TRAIN
    parts[(first >= cut[0]) & (last < cut[1])] = VALIDATION
    parts[first >= cut[1]] = TEST
    return parts, np.array(cut, dtype=np.int64)


_NEVER: Final = np.iinfo(np.int64).max


def _cuts(
    by_first: Integers, by_last: Integers, first: Integers, last: Integers, settings: SplitSettings
) -> tuple[int, int]:
    """The moments that leave the most windows in the fractions asked for: what is used of all is halved into place."""
    fractions = (settings.train, settings.validation, settings.test)
    if not min(fractions) >= 0 or not settings.train > 0 or not abs(sum(fractions) - 1) <= 1e-3:
        raise DataError("data.bad_split", train=settings.train, validation=settings.validation, test=settings.test)
    total = len(first)

    def placed(used: int) -> tuple[int, int]:
        learnt = max(1, round(used * settings.train))
        tested = max(1, round(used * settings.test)) if settings.test else 0
        # The end of the last window that is learnt; the next moment begins validation.
        begin = int(by_last[min(learnt, total) - 1]) + 1
        if settings.validation == 0:
            begin = _NEVER if not tested else begin
        end = int(by_first[max(total - tested, 0)]) if tested else _NEVER
        return begin, end

    def enough(used: int) -> bool:
        begin, end = placed(used)
        if settings.validation == 0:
            return end >= begin or end == _NEVER
        between = int(((first >= begin) & (last < end)).sum())
        return begin <= end and between >= max(1, int(used * settings.validation))

    least, most = 0, total
    while least < most:
        middle = (least + most + 1) // 2
        least, most = (middle, most) if enough(middle) else (least, middle - 1)
    if not least or not enough(least):
        raise DataError("data.forecasting.no_split")
    begin, end = placed(least)
    return (end, end) if settings.validation == 0 and end != _NEVER else (begin, end)


def gathered(scaled: Floats, origins: Integers, window: int) -> Floats:
    """The steps before each origin, float32 ``(len(origins), window, features)``."""
    taken: Floats = scaled[(origins - window)[:, None] + np.arange(window)]
    return taken


def following(column: npt.NDArray[np.float32], origins: Integers, horizon: int) -> Floats:
    """The steps from each origin on, float32 ``(len(origins), horizon)``."""
    taken: Floats = column[origins[:, None] + np.arange(horizon)]
    return taken
