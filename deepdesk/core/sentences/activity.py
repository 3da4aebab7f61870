"""Sentences of the status bar, and units of time, share and count."""

from types import MappingProxyType
from typing import Final

SENTENCES: Final = MappingProxyType(
    {
        "activity.nothing": "Nothing is open yet",
        "activity.opening": "Opening the data",
        "activity.downloading": "Fetching the data",
        "activity.data": "{name}: {samples:,} samples",
        "activity.starting": "Starting {framework}",
        "activity.stopping": "Stopping {name} ({framework}): finishing the batch and saving",
        "activity.training": "Training {name} ({framework}) {percent} %",
        "unit.seconds": "{value} s",
        "unit.minutes": "{minutes} min {seconds:02d} s",
        "unit.hours": "{hours} h {minutes:02d} min",
        "unit.left": "{time} left",
        "unit.percent": "{value} %",
        "unit.none": "–",
    }
)
