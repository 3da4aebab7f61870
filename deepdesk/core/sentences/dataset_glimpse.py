"""Sentences about the first samples of a data set that is still being read."""

from types import MappingProxyType
from typing import Final

SENTENCES: Final = MappingProxyType(
    {
        "dataset_glimpse.pictures": "First images, while the rest is being read",
        "dataset_glimpse.plain": "The first {count:,} images",
        "dataset_glimpse.classes": "The first {count:,} images · {classes:,} classes so far: {names}",
    }
)
