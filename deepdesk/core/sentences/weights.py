"""Sentences about weights that come from elsewhere."""

from types import MappingProxyType
from typing import Final

SENTENCES: Final = MappingProxyType(
    {
        "data.bad_normalization": "The mean, the deviation or the order of the colours is not made for pictures with {channels} channel(s). Ask for 3 channels, or leave them out.",
    }
)
