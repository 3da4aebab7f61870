"""Figures as people read them: shares, times, counts."""

from __future__ import annotations

from deepdesk.core.catalogue import say


def percent(share: float | None, digits: int = 1) -> str:
    """``0.8834`` as ``88.3 %``, with ``digits`` behind the point; a dash for ``None``."""
    return say("unit.none") if share is None else say("unit.percent", value=f"{share * 100:.{digits}f}")


def duration(seconds: float) -> str:
    """A time in at most two units."""
    whole = max(0, round(seconds))
    if whole < 60:
        return say("unit.seconds", value=whole)
    if whole < 3600:
        return say("unit.minutes", minutes=whole // 60, seconds=whole % 60)
    return say("unit.hours", hours=whole // 3600, minutes=whole % 3600 // 60)


def time_left(seconds: float | None) -> str:
    """A time with ``left``; empty for ``None``."""
    return "" if seconds is None else say("unit.left", time=duration(seconds))


def loss(value: float | None) -> str:
    """A loss with four figures; a dash for ``None``."""
    return say("unit.none") if value is None else f"{value:.4g}"
