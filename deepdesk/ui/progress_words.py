"""The words of a progress report: what, how far, how long still."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import NamedTuple

from deepdesk.core.catalogue import say
from deepdesk.process.replies import Progressed

_MEGABYTE = 1_000_000


class ProgressText(NamedTuple):
    """What a progress card shows; ``fraction`` 0 to 1, ``None`` while it is not known."""

    title: str
    right: str
    fraction: float | None


class Pace:
    """Turns reports into words and estimates the time left from the pace of the present step."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._code = ""
        self._since = 0.0
        self._first = 0

    def text(self, report: Progressed) -> ProgressText:
        """The words for a report."""
        now = self._clock()
        if report.code != self._code:
            self._code, self._since, self._first = report.code, now, report.done
        title = say(report.code, **report.params)
        if not report.total:
            right = say("dataset_tab.progress_found", done=report.done) if report.done else ""
            return ProgressText(title, right, None)
        right = _amount(report)
        done, elapsed = report.done - self._first, now - self._since
        if done > 0 and elapsed >= 1 and report.done < report.total:
            seconds = elapsed * (report.total - report.done) / done
            right = f"{right} · {say('dataset_tab.time_left', seconds=max(1, round(seconds)))}"
        return ProgressText(title, right, report.done / report.total)


def _amount(report: Progressed) -> str:
    if report.code == "data.progress.downloading":
        done, total = report.done / _MEGABYTE, report.total / _MEGABYTE
        return say("dataset_tab.progress_megabytes", done=f"{done:.1f}", total=f"{total:.1f}")
    return say("dataset_tab.progress_of", done=report.done, total=report.total)
