"""A first sight of a data set that is still being read: a few small pictures, so that nobody waits before nothing."""

from __future__ import annotations

import msgspec


class Glimpse(msgspec.Struct, frozen=True, kw_only=True):
    """Some samples, decoded roughly.

    Attributes:
        names: of the samples, as they will be called.
        labels: a class number for each, -1 where it has none.
        classes: names of the classes that were found so far, in code-point order.
        side: pixels of a thumbnail's side.
        thumbnails: uint8 ``(len(names), side, side, 3)``, row by row, each stretched to a square.
        proportions: height ÷ width that each is to be shown in.
    """

    names: tuple[str, ...]
    labels: tuple[int, ...]
    classes: tuple[str, ...]
    side: int
    thumbnails: bytes
    proportions: tuple[float, ...] = ()
